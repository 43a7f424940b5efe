"""After the store's answer: each company's environment, membership, connection and sealed key in one transaction.

Everything here may run twice, in two processes at once: a company's row is locked, and what has a result is left alone.
"""

from dataclasses import dataclass
from uuid import UUID

from hub import audit
from hub.activation import tickets
from hub.activation.models import Activation, ActivationCompany, ActivationState, CompanyDecision
from hub.activation.service.deciding import entered, keep
from hub.activation.service.deeds import confirmed_by
from hub.connectors import deeds as connection_deeds
from hub.connectors import service as connections
from hub.connectors.models import Connection
from hub.connectors.service import AttachOrder
from hub.db import Db
from hub.identity.models import Person
from hub.sdk.accounting import AccountingConnector
from hub.sdk.activation import Credential, Decision, Ticket
from hub.sdk.refs import CompanyRef, ConnectionRef, PersonRef, TenantRef
from tenants import business_id, directory, membership, provisioning
from tenants.errors import InvalidBusinessId, NotAdmin
from tenants.models import Tenant

__all__ = [
    "Delivered",
    "Order",
    "Pending",
    "Saved",
    "is_same_company",
    "lock_company",
    "move_address",
    "order",
    "save",
    "target_of",
    "turn_to_attach",
]

ORDER = (CompanyDecision.CREATE, CompanyDecision.ATTACH, CompanyDecision.JOIN)
"""Environments first: others join them."""
OTHER_ADDRESS = "other_address:"


@dataclass(frozen=True, slots=True)
class Pending:
    """A company that waits for its result.

    :param target: the environment it goes to; None when that is to be opened
    """

    id: UUID
    source_id: str
    business_id: str
    decision: CompanyDecision
    joins: UUID | None
    target: UUID | None


@dataclass(frozen=True, slots=True)
class Order:
    """A confirmed activation: what the store is to be told, and which companies wait."""

    flow: str
    ticket: Ticket
    person_id: UUID
    decisions: tuple[Decision, ...]
    pending: tuple[Pending, ...]


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came for a company: the store's credential, and whose books it opens as the accounting system says."""

    credential: Credential
    company: CompanyRef
    connector: AccountingConnector
    flow: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A company that was connected just now; what listeners are told after the commit."""

    connection: ConnectionRef
    person: PersonRef
    opened: TenantRef | None


def order(db: Db, activation_id: UUID) -> Order | None:
    """Read what is to be done; None unless the activation is confirmed and not finished."""
    activation = db.get(Activation, activation_id, populate_existing=True)
    if activation is None or activation.state != ActivationState.CONFIRMED or activation.person_id is None:
        return None
    rows = sorted((each for each in activation.companies if _waits(each)), key=_turn)
    return Order(
        activation.flow,
        tickets.from_json(activation.ticket),
        activation.person_id,
        tuple(_decision(each) for each in activation.companies),
        tuple(_pending(each) for each in rows),
    )


def is_same_company(pending: Pending, company: CompanyRef) -> bool:
    """Compare the business id of the store's request with what the accounting system says with the key just given."""
    try:
        found = business_id.canonical(company.business_id or "")
    except InvalidBusinessId:
        return False
    return company.country == "FI" and found == pending.business_id


def save(db: Db, company_id: UUID, person_id: UUID, delivered: Delivered) -> Saved | None:
    """Connect a company, in the scope of its environment's id; None when somebody else just did.

    :raises AlreadyOpen: the company to get an environment got one from somebody else meanwhile
    :raises LabelTaken: the address was lost meanwhile
    :raises NotAdmin: the person is no longer an Admin of the environment, asked in this very transaction
    :raises NotAdmitted: the environment does not accept the account that they activated with
    """
    row = lock_company(db, company_id)
    if row.result:
        return None
    opened = _open(db, row, person_id) if row.decision == CompanyDecision.CREATE else None
    tenant = opened or _enter(db, row, person_id)
    connection = _connect(db, tenant, row, delivered)
    row.result = "created" if opened else "attached"
    row.tenant_id, row.connection_id = tenant.id, connection.id
    if not row.result_message.startswith(OTHER_ADDRESS):
        row.result_message = ""
    action = "connection.key_replaced" if connection.last_alive_at else "connection.attached"
    connection_deeds.record(db, connection, action, confirmed_by(row.activation))
    person = db.get_one(Person, person_id)
    return Saved(
        connections.reference(db, connection),
        PersonRef(person.id, person.name, person.email),
        TenantRef(tenant.id, tenant.name, tenant.subdomain) if opened else None,
    )


def target_of(db: Db, pending: Pending) -> tuple[UUID | None, str]:
    """Tell which environment a company joins, and the result so far of the company that opens it."""
    opening = db.get_one(ActivationCompany, pending.joins, populate_existing=True)
    return opening.tenant_id, opening.result


def turn_to_attach(db: Db, company_id: UUID, tenant_id: UUID, person_id: UUID) -> bool:
    """Have a company attached to the environment it got meanwhile, if the person is an Admin there."""
    if not membership.is_admin(db, tenant_id, person_id):
        return False
    row = lock_company(db, company_id)
    row.decision, row.target_tenant_id = CompanyDecision.ATTACH, tenant_id
    provisioning.release(db, company_id)
    return True


def move_address(db: Db, company_id: UUID, lost: str) -> None:
    """Take the first free address like the one that was lost; the result says so."""
    row = lock_company(db, company_id)
    label = directory.free_like(db, lost, row.id)
    provisioning.reserve(db, label, row.id)
    keep(row, "company", {**entered(row), "subdomain": label})
    row.result_message = OTHER_ADDRESS + lost


def _open(db: Db, row: ActivationCompany, person_id: UUID) -> Tenant:
    form = entered(row)
    if row.terms_accepted_at is None:
        raise ValueError("No environment without accepted terms")
    new = provisioning.NewTenant(
        name=form["name"],
        email=form["email"],
        subdomain=form["subdomain"],
        company=provisioning.NewCompany(
            name=row.name, country=row.country, business_id=business_id.canonical(row.business_id or "")
        ),
        founder=person_id,
        holder=row.id,
        terms_version=row.terms_version,
        terms_accepted_at=row.terms_accepted_at,
    )
    tenant, _ = provisioning.open_tenant(db, new)
    audit.record(
        db, tenant.id, "tenant.opened", tenant.name, {"terms": row.terms_version}, confirmed_by(row.activation)
    )
    return tenant


def _enter(db: Db, row: ActivationCompany, person_id: UUID) -> Tenant:
    target = row.target_tenant_id
    if row.decision == CompanyDecision.JOIN and row.joins_id is not None:
        target = db.get_one(ActivationCompany, row.joins_id).tenant_id
    if target is None:
        raise NotAdmin
    membership.require_admin(db, target, person_id)
    return db.get_one(Tenant, target)


def _connect(db: Db, tenant: Tenant, row: ActivationCompany, delivered: Delivered) -> Connection:
    """Attach, or put the new key in the place of the old one where the company is attached already."""
    activation = row.activation
    if activation.person_id is None:
        raise NotAdmin
    order = AttachOrder(
        tenant_id=tenant.id,
        person_id=activation.person_id,
        identity_id=activation.identity_id,
        connector=delivered.connector,
        settings=delivered.credential.settings,
        company=delivered.company,
        origin=delivered.flow,
        another=True,
    )
    return connections.attach_or_renew(db, order)


def lock_company(db: Db, company_id: UUID) -> ActivationCompany:
    """Take a company of an activation for this transaction."""
    return db.get_one(ActivationCompany, company_id, with_for_update=True, populate_existing=True)


def _waits(row: ActivationCompany) -> bool:
    return not row.result and row.decision in ORDER


def _turn(row: ActivationCompany) -> tuple[int, int]:
    return ORDER.index(CompanyDecision(row.decision)), row.position


def _decision(row: ActivationCompany) -> Decision:
    return Decision(row.source_id, row.decision != CompanyDecision.REJECT, row.reason)


def _pending(row: ActivationCompany) -> Pending:
    digits = business_id.canonical(row.business_id or "")
    return Pending(row.id, row.source_id, digits, CompanyDecision(row.decision), row.joins_id, row.target_tenant_id)
