"""Activating an integration, page by page: terms, companies, what will be read, and off to the integrator."""

from typing import Any

from flask import abort, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from .. import offer
from ..books.model import Company
from ..callers import payroll_of
from ..offer import Listing
from ..state import activations
from ..world import world
from .common import companies_of, needs_sign_in, pages, signed_in

blueprint = pages("activation")

STEPS = ("terms", "companies", "confirm")


@blueprint.get("/activate/<integration_id>")
def start(integration_id: str) -> Response:
    """Begin with the terms."""
    session.pop("accepted", None)
    session.pop("companies", None)
    return redirect(url_for("activation.terms", integration_id=integration_id))


@blueprint.get("/activate/<integration_id>/terms")
@needs_sign_in
def terms(integration_id: str) -> str:
    """Show the terms and the privacy policy."""
    return _terms_page(integration_id)


@blueprint.post("/activate/<integration_id>/terms")
@needs_sign_in
def accept_terms(integration_id: str) -> Response | str:
    """Keep that both were accepted."""
    if not (request.form.get("terms") and request.form.get("privacy")):
        return _terms_page(integration_id, error=_("Accept both the terms and the privacy policy to go on."))
    for document in ("terms", "privacy"):
        activations.accept_terms(world().db, signed_in().email, f"{integration_id} {document} {offer.TERMS_VERSION}")
    session["accepted"] = True
    return redirect(url_for("activation.choose", integration_id=integration_id), 303)


@blueprint.get("/activate/<integration_id>/companies")
@needs_sign_in
def choose(integration_id: str) -> Response | str:
    """Show the companies one works for; those with a closed API cannot be chosen, and the page says why."""
    if not session.get("accepted"):
        return redirect(url_for("activation.terms", integration_id=integration_id))
    return _choice(integration_id)


@blueprint.post("/activate/<integration_id>/companies")
@needs_sign_in
def keep_choice(integration_id: str) -> Response | str:
    """Keep which companies were chosen."""
    wanted = set(request.form.getlist("company", type=int))
    chosen = [company.id for company in _open_companies() if company.id in wanted]
    if not chosen:
        return _choice(integration_id, error=_("Choose at least one company."))
    session["companies"] = chosen
    return redirect(url_for("activation.review", integration_id=integration_id), 303)


@blueprint.get("/activate/<integration_id>/confirm")
@needs_sign_in
def review(integration_id: str) -> Response | str:
    """Show what will be read, and from where."""
    if not _chosen():
        return redirect(url_for("activation.choose", integration_id=integration_id))
    return _page("confirm", integration_id, companies=_chosen(), without_payroll=_without_payroll())


@blueprint.post("/activate/<integration_id>/confirm")
@needs_sign_in
def confirm(integration_id: str) -> Response:
    """Make the request and send the browser to the integrator with its number."""
    here, chosen = world(), _chosen()
    if not chosen:
        return redirect(url_for("activation.choose", integration_id=integration_id), 303)
    listing = _listing(integration_id)
    ids, life = [company.id for company in chosen], here.switches.activation_life
    activation = activations.request(here.db, listing.id, signed_in().email, ids, life=life)
    session.pop("accepted", None)
    session.pop("companies", None)
    return redirect(here.callback(activation.id), 303)


def _listing(integration_id: str) -> Listing:
    return offer.listing(integration_id) or abort(404)


def _page(step: str, integration_id: str, **more: Any) -> str:
    listing = _listing(integration_id)
    return render_template(f"sandbox/{step}.html", listing=listing, steps=STEPS, step=step, **more)


def _terms_page(integration_id: str, error: str = "") -> str:
    accepted = activations.accepted_terms(world().db, signed_in().email)
    before = min((moment[:10] for document, moment in accepted if document.startswith(integration_id)), default="")
    return _page("terms", integration_id, accepted_before=before, version=offer.TERMS_VERSION, error=error)


def _choice(integration_id: str, error: str = "") -> str:
    open_ones = _open_companies()
    closed = [company for company in companies_of(signed_in()) if company not in open_ones]
    kept = set(session.get("companies", [])) or ({open_ones[0].id} if len(open_ones) == 1 else set())
    return _page("companies", integration_id, companies=open_ones, closed=closed, kept=kept, error=error)


def _open_companies() -> list[Company]:
    return [company for company in companies_of(signed_in()) if world().environment(company.id).api_open]


def _chosen() -> list[Company]:
    wanted = session.get("companies", [])
    return [company for company in _open_companies() if company.id in wanted]


def _without_payroll() -> list[Company]:
    """List the chosen companies whose salaries the integration will not be able to read."""
    here, somebody = world(), signed_in()
    return [
        company
        for company in _chosen()
        if here.environment(company.id).rights_of == "initiator"
        and payroll_of(here, company.id, somebody.payroll) == "NO_ACCESS"
    ]
