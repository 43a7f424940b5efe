"""A company's own settings: integrations, the use of API clients, and API client keys."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from .. import environment, offer, personas
from ..api.oauth import new_key
from ..books.model import Company
from ..callers import identify
from ..personas import Persona
from ..state import activations, keys
from ..state.keys import TechnicalUser
from ..tokens import Access
from ..world import world
from .common import companies_of, company_of, needs_sign_in, pages, signed_in

blueprint = pages("company")


@blueprint.get("/company")
@needs_sign_in
def choose() -> Response | str:
    """Show the companies one works for."""
    companies = companies_of(signed_in())
    if len(companies) == 1:
        return redirect(url_for("company.integrations", company_id=companies[0].id))
    return render_template("sandbox/company_choice.html", companies=companies)


@blueprint.get("/company/<int:company_id>/integrations")
@needs_sign_in
def integrations(company_id: int) -> str:
    """Show the integrations that are active, and those that were."""
    company, here = _company(company_id), world()
    client = here.config.client
    uses = [use for use in activations.uses(here.db, client.integration_id) if use.company_id == company_id]
    user = keys.technical_user(here.db, company_id)
    return _page("integrations", company, uses=uses, listing=offer.HUB, user=user, reads_payroll=_reads_payroll(user))


@blueprint.post("/company/<int:company_id>/integrations/remove")
@needs_sign_in
def remove_integration(company_id: int) -> Response:
    """Take the integration out of the company; its key is worthless from now on."""
    world().remove_integration(_company(company_id).id)
    return redirect(url_for("company.integrations", company_id=company_id), 303)


@blueprint.get("/company/<int:company_id>/usage")
@needs_sign_in
def usage(company_id: int) -> str:
    """Show whether API clients may be used."""
    company = _company(company_id)
    return _page("usage", company, environment=world().environment(company_id), saved="saved" in request.args)


@blueprint.post("/company/<int:company_id>/usage")
@needs_sign_in
def change_usage(company_id: int) -> Response:
    """Open or close the API of the company."""
    company = _company(company_id)
    environment.change(world().db, company.id, {"api_open": bool(request.form.get("api_open"))})
    return redirect(url_for("company.usage", company_id=company_id, saved=1), 303)


@blueprint.get("/company/<int:company_id>/keys")
@needs_sign_in
def api_keys(company_id: int) -> str:
    """Show the API client keys of the company."""
    return _keys_page(_company(company_id))


@blueprint.post("/company/<int:company_id>/keys")
@needs_sign_in
def add_key(company_id: int) -> str:
    """Make a key for one of the company's people; it is shown this once."""
    company, here = _company(company_id), world()
    persona = personas.with_email(_people(company), request.form.get("email", ""))
    client_id = request.form.get("client_id", "").strip()
    if persona is None:
        return _keys_page(company, error=_("Choose the user the key is for."))
    if client_id != here.config.client.client_id:
        return _keys_page(company, error=_("There is no API client with this id. Ask the integrator for theirs."))
    return _keys_page(company, made=new_key(here, company.id, persona.id, client_id))


@blueprint.post("/company/<int:company_id>/keys/revoke")
@needs_sign_in
def revoke_key(company_id: int) -> Response:
    """End a key."""
    keys.revoke(world().db, _company(company_id).id, request.form.get("key", ""))
    return redirect(url_for("company.api_keys", company_id=company_id), 303)


def _company(company_id: int) -> Company:
    return company_of(signed_in(), company_id)


def _page(name: str, company: Company, **more: Any) -> str:
    return render_template(f"sandbox/{name}.html", company=company, page=name, **more)


def _keys_page(company: Company, **more: Any) -> str:
    here = world()
    names = {persona.id: persona.name for persona in here.personas}
    found = [(key, names.get(key.user_id, _("API technical user"))) for key in keys.of_company(here.db, company.id)]
    client_id = here.config.client.client_id
    return _page("keys", company, keys=found, people=_people(company), client_id=client_id, **more)


def _people(company: Company) -> list[Persona]:
    return [persona for persona in world().personas if persona.works_for(company)]


def _reads_payroll(user: TechnicalUser | None) -> bool:
    if user is None:
        return False
    caller = identify(world(), Access(user.company_id, user.id, "", "", 0))
    return caller is not None and not caller.salaries_hidden
