"""Where an activation stands for the person who looks at it, read afresh for every request.

Whether a company has an environment, and whether the person is an Admin of it, may change between two pages; nothing
of it is remembered. Nothing is read about any company before the person has proved to be the initiator.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from hub.activation import tickets
from hub.activation.flow import CompanyStanding, Outlook, Standing
from hub.activation.models import Activation, ActivationCompany, ActivationState, CompanyDecision
from hub.activation.service.proving import is_mine
from hub.db import Db
from hub.sdk.activation import ActivationFlow, Step, StepContext, Ticket
from hub.sdk.refs import TenantRef
from tenants import business_id, directory, membership
from tenants.errors import InvalidBusinessId
from tenants.models import Tenant

__all__ = ["CompanyLook", "Look", "look"]

UNTOLD = "ZZ"
"""The country of a company of which the store does not tell one (ISO 3166 leaves the code to its users)."""


@dataclass(frozen=True, slots=True)
class CompanyLook:
    """One company: its row, where it stands, its environment if the person is an Admin of it, its plugin's pages."""

    row: ActivationCompany
    standing: CompanyStanding
    tenant: TenantRef | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """An activation as the person sees it."""

    activation: Activation
    ticket: Ticket
    standing: Standing
    companies: tuple[CompanyLook, ...]

    def company(self, company_id: UUID) -> CompanyLook | None:
        """Find a company of the activation."""
        return next((each for each in self.companies if each.row.id == company_id), None)

    def context(self, company: CompanyLook) -> StepContext:
        """Tell a plugin's page what it may know."""
        ref = next(each for each in self.ticket.companies if each.source_id == company.row.source_id)
        return StepContext(self.ticket, ref, company.tenant, dict(company.row.step_data))


def look(db: Db, activation: Activation, person_id: UUID, flow: ActivationFlow) -> Look:
    """See where an activation stands, in the scope of the person."""
    ticket = tickets.from_json(activation.ticket)
    mine = is_mine(activation, person_id)
    companies = _companies(db, activation, person_id, (flow, ticket)) if mine else ()
    standing = Standing(
        state=ActivationState(activation.state), mine=mine, companies=tuple(each.standing for each in companies)
    )
    return Look(activation, ticket, standing, companies)


def _companies(
    db: Db, activation: Activation, person_id: UUID, source: tuple[ActivationFlow, Ticket]
) -> tuple[CompanyLook, ...]:
    seen: set[str] = set()
    looks = []
    for row in activation.companies:
        outlook, tenant = _outlook(db, row, person_id, seen)
        ours = TenantRef(tenant.id, tenant.name, tenant.subdomain) if tenant and outlook == Outlook.ATTACHABLE else None
        steps = _steps(row, outlook, ours, source)
        looks.append(CompanyLook(row, _standing(row, outlook, steps), ours, steps))
    return tuple(looks)


def _outlook(db: Db, row: ActivationCompany, person_id: UUID, seen: set[str]) -> tuple[Outlook, Tenant | None]:
    if row.country == UNTOLD:
        return Outlook.NO_BUSINESS_ID, None
    if row.country != "FI":
        return Outlook.NOT_FINNISH, None
    try:
        digits = business_id.canonical(row.business_id or "")
    except InvalidBusinessId:
        return Outlook.NO_BUSINESS_ID, None
    if digits in seen:
        return Outlook.TWICE, None
    seen.add(digits)
    tenant = directory.by_business_id(db, row.country, digits)
    if tenant is None:
        return Outlook.NEW, None
    is_admin = membership.is_admin(db, tenant.id, person_id)
    return (Outlook.ATTACHABLE if is_admin else Outlook.NOT_ADMIN), tenant


def _steps(
    row: ActivationCompany, outlook: Outlook, tenant: TenantRef | None, source: tuple[ActivationFlow, Ticket]
) -> tuple[Step, ...]:
    """Ask the plugin for its pages; for an environment that exists only once the person is known to be its Admin."""
    flow, ticket = source
    if row.decision == CompanyDecision.CREATE and outlook == Outlook.NEW:
        return tuple(flow.create_steps(ticket))
    if row.decision == CompanyDecision.ATTACH and tenant is not None:
        return tuple(flow.attach_steps(ticket, tenant))
    return ()


def _standing(row: ActivationCompany, outlook: Outlook, steps: Sequence[Step]) -> CompanyStanding:
    return CompanyStanding(
        id=row.id,
        outlook=outlook,
        decision=CompanyDecision(row.decision),
        steps=tuple(each.name for each in steps),
        passed=frozenset(row.step_data),
        joins=row.joins_id,
    )
