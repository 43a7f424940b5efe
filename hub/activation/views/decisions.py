"""Deciding about each company."""

from uuid import UUID

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from hub import audit
from hub.access.rules import require_admitted
from hub.activation.flow import Outlook, Page, Place
from hub.activation.service import arriving, deciding
from hub.activation.service.deciding import FormAnswer
from hub.activation.service.looking import CompanyLook, Look
from hub.activation.views.frame import bp, company_of, go_on, prover, render, seen, visit
from hub.db import transaction
from hub.sdk.errors import Refused, UserFault
from hub.sdk.refs import TenantRef
from hub.web import limits
from hub.web.acting import actor
from hub.web.context import hub
from hub.web.csrf import submitted
from hub.web.security import apex_only

COMPANY = "/activations/<uuid:activation_id>/companies/<uuid:company_id>"


@bp.get("/activations/<uuid:activation_id>/companies")
@apex_only
def companies(activation_id: UUID) -> ResponseReturnValue:
    """Show all companies of the request with what was decided about each."""
    with visit(activation_id, Place(Page.COMPANIES)) as (_db, found):
        return render("companies", Page.COMPANIES, found)


@bp.get(f"{COMPANY}/form")
@apex_only
def form(activation_id: UUID, company_id: UUID) -> ResponseReturnValue:
    """Show the company form with what was last entered."""
    with visit(activation_id, Place(Page.FORM, company_id)) as (db, found):
        company = company_of(found, company_id)
        return _form_page(found, company, deciding.lost_address(db, company.row))


@bp.post(f"{COMPANY}/form")
@apex_only
def create(activation_id: UUID, company_id: UUID) -> ResponseReturnValue:
    """Take the company form: the address is held, nothing is made yet."""
    with visit(activation_id, Place(Page.FORM, company_id)) as (db, found):
        company = company_of(found, company_id)
        answer = deciding.submit_company(db, company.row, submitted(), hub().settings.terms_version)
        if answer.errors:
            return _form_page(found, company, answer), 422
    return _onwards(activation_id)


@bp.get(f"{COMPANY}/attach")
@apex_only
def attach(activation_id: UUID, company_id: UUID) -> ResponseReturnValue:
    """Show the environment that the company has, to its Admin."""
    with visit(activation_id, Place(Page.ATTACH, company_id)) as (_db, found):
        return render("attach", Page.ATTACH, found, company=company_of(found, company_id))


@bp.post(f"{COMPANY}/attach")
@apex_only
def choose_environment(activation_id: UUID, company_id: UUID) -> ResponseReturnValue:
    """Decide to connect the company to the environment it has."""
    with seen(activation_id) as (db, found):
        company = _open_company(found, company_id)
        if company.standing.outlook == Outlook.NOT_ADMIN:
            raise Refused(_("Only an Admin of the company's environment can connect it."))
        if company.tenant is None:
            return go_on(found)
        _require_own_account(company.tenant)
        deciding.attach(db, company, current_user.person_id)
    return _onwards(activation_id)


@bp.post(f"{COMPANY}/join")
@apex_only
def join(activation_id: UUID, company_id: UUID) -> ResponseReturnValue:
    """Decide to put the company into another one's new environment."""
    with seen(activation_id) as (db, found):
        company = _open_company(found, company_id)
        deciding.join(db, found, company, _id_of(submitted().get("environment_of", "")))
    return _onwards(activation_id)


@bp.post(f"{COMPANY}/leave-out")
@apex_only
def leave_out(activation_id: UUID, company_id: UUID) -> ResponseReturnValue:
    """Decide not to connect the company."""
    with seen(activation_id) as (db, found):
        deciding.leave_out(db, _open_company(found, company_id).row)
    return _onwards(activation_id)


@bp.post(f"{COMPANY}/reopen")
@apex_only
def reopen(activation_id: UUID, company_id: UUID) -> ResponseReturnValue:
    """Take the decision about the company back."""
    with seen(activation_id) as (db, found):
        deciding.reopen(db, _open_company(found, company_id).row)
    return _onwards(activation_id)


@bp.post(f"{COMPANY}/ask")
@apex_only
def ask_admins(activation_id: UUID, company_id: UUID) -> ResponseReturnValue:
    """Mail the Admins of the company's environment, without saying who they are."""
    with seen(activation_id) as (db, found):
        company = _open_company(found, company_id)
        tenant = deciding.environment_of(db, company.row)
    if company.standing.outlook != Outlook.NOT_ADMIN or tenant is None:
        return _onwards(activation_id)
    limits.spend("ask_admins", tenant_id=tenant.id)
    address = f"{hub().settings.tenant_url(tenant.subdomain)}/connections"
    with transaction(tenant.id, person_id=current_user.person_id) as db:
        activation = arriving.locked(db, activation_id) or abort(404)
        row = next(each for each in activation.companies if each.id == company_id)
        if row.asked_admins_at is None:
            audit.record(db, tenant.id, "company.attach_asked", row.name, actor=actor())
        deciding.ask_admins(db, row, tenant, asker=prover().identity, address=address)
    return _onwards(activation_id)


@bp.get("/activations/<uuid:activation_id>/blocked")
@apex_only
def blocked(activation_id: UUID) -> ResponseReturnValue:
    """Say why the only company cannot be connected, and what can be done."""
    with visit(activation_id, Place(Page.BLOCKED)) as (_db, found):
        return render("blocked", Page.BLOCKED, found, company=found.companies[0])


def _require_own_account(tenant: TenantRef) -> None:
    """Look, in the environment's own scope, whether it accepts the account; looked at again when it is connected.

    :raises NotAdmitted: says what to do
    """
    with transaction(tenant.id) as db:
        require_admitted(db, tenant.id, current_user.identity_id)


def _open_company(found: Look, company_id: UUID) -> CompanyLook:
    """Find a company that can still be decided about; otherwise the browser goes to where the activation stands."""
    if not found.standing.is_open:
        abort(go_on(found))
    return company_of(found, company_id)


def _onwards(activation_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("activation.index", activation_id=activation_id), 303)


def _form_page(found: Look, company: CompanyLook, answer: FormAnswer) -> str:
    values = deciding.entered(company.row) or {"name": company.row.name, "email": current_user.address}
    suffix = hub().settings.tenant_url("x").partition("://x")[2]
    return render(
        "form",
        Page.FORM,
        found,
        company=company,
        values=values,
        errors=answer.errors,
        offer=answer.offer,
        suffix=suffix,
    )


def _id_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise UserFault(_("Choose a company of this request that gets an environment of its own.")) from None
