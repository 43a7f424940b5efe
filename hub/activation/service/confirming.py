"""The point of no return: the decisions are fixed, and only then is the store told.

Callers hold the activation's row (:func:`arriving.locked`).
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hub.activation.flow import Outlook
from hub.activation.models import Activation, ActivationState, CompanyDecision
from hub.activation.service.deciding import entered
from hub.activation.service.looking import CompanyLook, Look
from hub.db import Db
from hub.sdk.errors import Refused
from hub.sdk.texts import text as _
from tenants import membership, provisioning
from tenants.errors import LabelTaken, NotAdmin

__all__ = ["REASONS", "confirm", "decline"]

HELD_FOR = timedelta(days=30)
"""How long the address of a confirmed company is held, whatever keeps it from being finished."""

REASONS = {
    Outlook.NOT_ADMIN: _("The company has an environment already, and only an Admin of it can connect it."),
    Outlook.NOT_FINNISH: _("Only Finnish companies can be connected."),
    Outlook.NO_BUSINESS_ID: _("The company has no valid Finnish business id."),
    Outlook.TWICE: _("Another company of the request has the same business id."),
}
DECLINED = _("Declined by the person who activated.")


def confirm(db: Db, look: Look, person_id: UUID) -> bool:
    """Fix the decisions; a company that cannot be connected is rejected with its reason. In the scope of the person.

    :returns: False when an address was lost meanwhile: its form is open again, and nothing is fixed
    :raises Refused: the person is no longer an Admin of an environment that would be attached to
    """
    new = [each for each in look.companies if each.standing.wanted and each.row.decision == CompanyDecision.CREATE]
    held = [_hold_address(db, each) for each in new]
    if not all(held):
        return False
    for company in look.companies:
        _fix(db, company, person_id)
    _seal(look.activation)
    return True


def decline(db: Db, look: Look) -> None:
    """Answer the store that no company is connected."""
    for company in look.companies:
        provisioning.release(db, company.row.id)
        if company.row.decision != CompanyDecision.REJECT:
            company.row.reason = REASONS.get(company.standing.outlook, DECLINED)
        company.row.decision = CompanyDecision.REJECT
    _seal(look.activation)


def _fix(db: Db, company: CompanyLook, person_id: UUID) -> None:
    row = company.row
    if company.standing.is_blocked:
        provisioning.release(db, row.id)
        row.decision, row.reason = CompanyDecision.REJECT, REASONS[company.standing.outlook]
    elif row.decision == CompanyDecision.ATTACH and company.tenant is not None:
        _require_admin(db, company.tenant.id, person_id)
        row.target_tenant_id = company.tenant.id


def _require_admin(db: Db, tenant_id: UUID, person_id: UUID) -> None:
    try:
        membership.require_admin(db, tenant_id, person_id)
    except NotAdmin:
        raise Refused(_("Only an Admin of the company's environment can connect it.")) from None


def _hold_address(db: Db, company: CompanyLook) -> bool:
    try:
        provisioning.reserve(db, entered(company.row)["subdomain"], company.row.id, lasting=HELD_FOR)
    except LabelTaken:
        company.row.decision = CompanyDecision.OPEN
        return False
    return True


def _seal(activation: Activation) -> None:
    activation.state = ActivationState.CONFIRMED
    activation.confirmed_at = datetime.now(UTC)
    activation.message = ""
