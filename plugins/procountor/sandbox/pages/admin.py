"""The page that turns the sandbox: switches, what each company hides, requests, counts. This machine only."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from .. import environment, local
from ..environment import CHOICES
from ..state import activations
from ..switches import UnknownSwitch, describe
from ..world import world
from .common import pages

blueprint = pages("admin")
blueprint.before_request(local.refuse_strangers)


@blueprint.get("/sandbox/")
def show() -> str:
    """Show how everything is set, and what was asked of the API."""
    return _page(done=request.args.get("done", ""))


@blueprint.post("/sandbox/switches/form")
def turn_switches() -> Response | tuple[str, int]:
    """Turn all switches to what the form says; an unticked box is not sent, and so is off."""
    values = {one["name"]: request.form.get(one["name"], "") for one in describe()}
    try:
        world().turn(values)
    except UnknownSwitch as error:
        return _page(error=str(error)), 400
    return _done(_("Switches turned."))


@blueprint.post("/sandbox/companies/<int:company_id>/form")
def change_company(company_id: int) -> Response:
    """Set what a company lets API clients see."""
    values: dict[str, object] = {name: request.form.get(name, choices[0]) for name, choices in CHOICES.items()}
    environment.change(world().db, company_id, {**values, "api_open": bool(request.form.get("api_open"))})
    return _done(_("Company changed."))


@blueprint.post("/sandbox/activations/<int:activation_id>/expire/form")
def expire_activation(activation_id: int) -> Response:
    """End the time in which a request can be answered."""
    activations.expire(world().db, activation_id)
    return _done(_("Request %(number)s has expired.", number=activation_id))


@blueprint.post("/sandbox/reset/form")
def reset() -> Response:
    """Become as on the first start."""
    world().reset()
    return _done(_("Everything is as on the first start."))


def _done(text: str) -> Response:
    return redirect(url_for("admin.show", done=text), 303)


def _page(done: str = "", error: str = "") -> str:
    here = world()
    return render_template(
        "sandbox/admin.html",
        switches=[{**one, "value": here.switches.as_dict()[one["name"]]} for one in describe()],
        companies=[(company, here.environment(company.id)) for company in here.companies()],
        choices=CHOICES,
        activations=activations.latest(here.db),
        counts=here.traffic.counts(),
        done=done,
        error=error,
    )
