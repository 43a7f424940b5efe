"""`/login` and `/keylogin`: a person lets an API client in, and the browser takes a code back to it."""

from urllib.parse import urlencode

from flask import redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ..books.model import Company
from ..state import codes
from ..state.codes import Grant
from ..world import world
from .common import companies_of, company_of, pages, person, sign_in_page, signed_in

blueprint = pages("browser_login")


class WrongLink(Exception):
    """The link that led here is not one of a registered client; the browser is not sent anywhere."""


@blueprint.errorhandler(WrongLink)
def answer_wrong_link(wrong: WrongLink) -> tuple[str, int]:
    """Say what is wrong with the link."""
    title = _("This sign-in link is not right")
    return render_template("sandbox/message.html", title=title, text=str(wrong), status=400), 400


@blueprint.get("/login")
@blueprint.get("/keylogin")
def ask() -> str:
    """Ask for the company, after the sign-in."""
    _check_link()
    somebody = person()
    if somebody is None:
        return sign_in_page(request.full_path)
    return render_template("sandbox/consent.html", companies=companies_of(somebody), purpose=_purpose())


@blueprint.post("/login")
@blueprint.post("/keylogin")
def agree() -> Response | str:
    """Send the browser back with a code, or with word that the person does not want it."""
    redirect_uri = _check_link()
    if request.form.get("answer") == "cancel":
        return _back(redirect_uri, {"error": "access_denied"})
    somebody, here = signed_in(), world()
    company: Company = company_of(somebody, request.form.get("company", 0, type=int))
    grant = Grant(_purpose(), somebody.id, company.id, here.config.client.client_id, redirect_uri)
    life = here.switches.code_life
    return _back(redirect_uri, {"code": codes.issue(here.db, grant, life), "expires_in": str(life)})


def _purpose() -> str:
    return request.path.strip("/")


def _check_link() -> str:
    """Give the registered address to go back to.

    :raises WrongLink: the link names another address, another client, or wants something else than a code
    """
    config = world().config
    if request.args.get("response_type") != "code":
        raise WrongLink(_("response_type must be code."))
    if request.args.get("client_id") != config.client.client_id:
        raise WrongLink(_("client_id is not that of a registered client."))
    if request.args.get("redirect_uri") != config.registered_redirect:
        raise WrongLink(
            _("redirect_uri must be exactly %(address)s, as registered.", address=config.registered_redirect)
        )
    return config.registered_redirect


def _back(redirect_uri: str, answer: dict[str, str]) -> Response:
    if "state" in request.args:
        answer["state"] = request.args["state"]
    return redirect(f"{redirect_uri}?{urlencode(answer)}", 302)
