"""Attaching companies to environments, replacing their keys, and detaching them.

Nothing here enqueues: the door that attaches or renews also calls :func:`hub.connectors.tasks.begin` in the same
transaction, and the door that detaches :func:`hub.connectors.tasks.part`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from hub.access.rules import require_admitted
from hub.connectors import deeds, vault
from hub.connectors.errors import AlreadyAttached, CompanyElsewhere, ForeignCompany, NoBusinessId, OtherCompany
from hub.connectors.models import Connection, ConnectionFinding, ConnectionState, SyncRun, SyncState
from hub.db import Db
from hub.ledger import service as ledger
from hub.ledger.models import Book
from hub.notices import service as notices
from hub.notices.models import Kind
from hub.sdk.accounting import AccountingConnector
from hub.sdk.refs import BookRef, CompanyRef, ConnectionRef, TenantRef
from hub.sdk.secrets import Secret
from tenants import membership
from tenants.models import Company, Tenant

__all__ = [
    "AttachOrder",
    "attach",
    "attach_or_renew",
    "detach",
    "expect_sync",
    "find",
    "forget",
    "readers",
    "reference",
    "replace_key",
    "settings_of",
]

Settings = Mapping[str, str | Secret]


@dataclass(frozen=True, slots=True)
class _Parts:
    plain: dict[str, str]
    secret: dict[str, Secret]


def attach(
    db: Db,
    *,
    tenant_id: UUID,
    company: CompanyRef,
    connector: AccountingConnector,
    settings: Settings,
    origin: str,
    person_id: UUID,
) -> Connection:
    """Connect a company's books to the transaction's tenant, with a first sync that waits to be begun.

    The company is claimed for the tenant unless it is its own already.

    :param settings: what the connector needs; secrets are sealed, whether or not they come as :class:`Secret`
    :param origin: the activation flow's key, ``key_login`` or ``pasted``
    :raises CompanyElsewhere: another environment holds the company
    :raises AlreadyAttached: this environment reads the company with this connector; the error names the connection
    :raises NoBusinessId: nobody knows whose books these are
    """
    claimed = _claim(db, tenant_id, company)
    values = {
        "tenant_id": tenant_id,
        "company_id": claimed.id,
        "book_id": _book(db, claimed, company),
        "connector": connector.key,
        "source_id": company.source_id,
        "origin": origin,
        "attached_by": person_id,
    }
    connection = _insert(db, values, company.name)
    _keep(db, connection, _divided(connector, settings))
    expect_sync(db, connection)
    return connection


def replace_key(db: Db, connection: Connection, connector: AccountingConnector, settings: Settings) -> None:
    """Put new settings in the place of a connection's old ones; what was read with those stays."""
    _keep(db, connection, _divided(connector, settings))
    connection.state = ConnectionState.ACTIVE
    connection.last_error = ""
    connection.examined_at = None
    notices.settle(db, Kind.KEY_REFUSED, book_id=connection.book_id, connection_id=connection.id)
    expect_sync(db, connection)


@dataclass(frozen=True, slots=True)
class AttachOrder:
    """What an admin wants attached, after the accounting system has told whose books the key opens.

    :param identity_id: the account that the admin acts with
    :param another: the admin chose to bring a company that is not the environment's yet
    :param renews: the connection whose key is to be replaced; None to attach
    """

    tenant_id: UUID
    person_id: UUID
    identity_id: UUID | None
    connector: AccountingConnector
    settings: Settings
    company: CompanyRef
    origin: str
    another: bool = False
    renews: UUID | None = None


def attach_or_renew(db: Db, order: AttachOrder) -> Connection:
    """Carry out an admin's order; a company that is attached already gets the new key.

    :raises NotAdmin: the person is no Admin of the environment, asked in this very transaction
    :raises NotAdmitted: the environment does not accept the admin's account
    :raises OtherCompany: the key opens another company's books than those it is for
    :raises ForeignCompany: the company is not the environment's, and that was not chosen
    :raises CompanyElsewhere, NoBusinessId: as for :func:`attach`
    """
    membership.require_admin(db, order.tenant_id, order.person_id)
    require_admitted(db, order.tenant_id, order.identity_id)
    held = _own(db, order)
    renewed = find(db, order.renews) if order.renews else _live(db, order.connector.key, held)
    if renewed is not None:
        _expect(order.company, db.get_one(Company, renewed.company_id))
        replace_key(db, renewed, order.connector, order.settings)
        return renewed
    if held is None and not order.another:
        raise ForeignCompany(order.company.name)
    return attach(
        db,
        tenant_id=order.tenant_id,
        company=order.company,
        connector=order.connector,
        settings=order.settings,
        origin=order.origin,
        person_id=order.person_id,
    )


def expect_sync(db: Db, connection: Connection) -> SyncRun:
    """Give the run that waits or goes on, or let a new one wait."""
    is_open = SyncRun.state.in_((SyncState.WAITING, SyncState.RUNNING))
    runs = select(SyncRun).where(SyncRun.connection_id == connection.id, is_open)
    run = db.scalar(runs.order_by(SyncRun.created_at.desc()).limit(1))
    if run is None:
        run = SyncRun(tenant_id=connection.tenant_id, connection_id=connection.id)
        db.add(run)
        db.flush()
    return run


def detach(connection: Connection) -> None:
    """Stop reading a company; its key is destroyed by :func:`forget` once the source was told."""
    connection.state = ConnectionState.DETACHED
    connection.detached_at = datetime.now(UTC)


def forget(db: Db, connection: Connection, *, erase: bool) -> None:
    """Destroy the key of a detached connection.

    :param erase: remove the company's figures too; a company that another connection reads is read anew then
    """
    vault.destroy(db, connection.id)
    deeds.record(db, connection, "connection.erased" if erase else "connection.key_destroyed")
    db.execute(delete(ConnectionFinding).where(ConnectionFinding.connection_id == connection.id))
    connection.cursor = None
    if erase:
        db.execute(update(Connection).where(Connection.book_id == connection.book_id).values(cursor=None))
        ledger.erase(db, connection.book_id)


def readers(db: Db, book_id: UUID) -> Sequence[UUID]:
    """List the connections over which a book is read, or was."""
    return db.scalars(select(Connection.id).where(Connection.book_id == book_id)).all()


def settings_of(db: Db, connection: Connection) -> dict[str, str | Secret]:
    """Put a connection's settings together, secrets opened.

    :raises Undecryptable: the keys at hand do not open them
    """
    return {**connection.settings, **vault.open_all(db, connection.tenant_id, connection.id)}


def find(db: Db, connection_id: UUID) -> Connection | None:
    """Find a connection of the transaction's tenant."""
    return db.scalar(select(Connection).where(Connection.id == connection_id))


def reference(db: Db, connection: Connection) -> ConnectionRef:
    """Name a connection for plugins."""
    tenant = db.get_one(Tenant, connection.tenant_id)
    book = db.scalars(select(Book).where(Book.id == connection.book_id)).one()
    company = db.get_one(Company, connection.company_id)
    whose = CompanyRef(connection.source_id, company.name, company.country, company.business_id, book.currency)
    return ConnectionRef(
        connection.id,
        TenantRef(tenant.id, tenant.name, tenant.subdomain),
        connection.connector,
        BookRef(book.id, whose),
    )


def _own(db: Db, order: AttachOrder) -> Company | None:
    """Find the company among the environment's own."""
    query = select(Company).where(
        Company.tenant_id == order.tenant_id,
        Company.country == order.company.country,
        Company.business_id == (order.company.business_id or ""),
    )
    return db.scalar(query)


def _live(db: Db, connector: str, company: Company | None) -> Connection | None:
    if company is None:
        return None
    live = (
        Connection.connector == connector,
        Connection.company_id == company.id,
        Connection.state != ConnectionState.DETACHED,
    )
    return db.scalar(select(Connection).where(*live))


def _expect(found: CompanyRef, expected: Company) -> None:
    if (found.country, found.business_id) != (expected.country, expected.business_id):
        raise OtherCompany(found.name, expected.name)


def _claim(db: Db, tenant_id: UUID, company: CompanyRef) -> Company:
    if not company.business_id:
        raise NoBusinessId(company.name)
    claim = {"tenant_id": tenant_id, "country": company.country, "business_id": company.business_id}
    db.execute(insert(Company).values(**claim, name=company.name).on_conflict_do_nothing())
    held = db.scalars(
        select(Company).where(Company.country == company.country, Company.business_id == company.business_id)
    ).one()
    if held.tenant_id != tenant_id:
        raise CompanyElsewhere(company.name)
    return held


def _book(db: Db, claimed: Company, company: CompanyRef) -> UUID:
    values = {"tenant_id": claimed.tenant_id, "company_id": claimed.id}
    db.execute(insert(Book).values(**values, name=company.name, currency=company.currency).on_conflict_do_nothing())
    return db.scalars(select(Book.id).where(Book.company_id == claimed.id)).one()


def _insert(db: Db, values: dict[str, Any], name: str) -> Connection:
    """Add the connection where none stands: the partial unique index decides between two at once."""
    made = db.scalar(insert(Connection).values(**values).on_conflict_do_nothing().returning(Connection))
    if made is not None:
        return made
    held = select(Connection.id).where(
        Connection.connector == values["connector"],
        Connection.company_id == values["company_id"],
        Connection.state != ConnectionState.DETACHED,
    )
    raise AlreadyAttached(name, db.scalars(held).one())


def _divided(connector: AccountingConnector, settings: Settings) -> _Parts:
    """Tell what has to be sealed from what need not be, as the connector declares it."""
    declared = connector.settings_schema().fields
    if unknown := set(settings) - set(declared):
        raise ValueError(f"{connector.key} declares no setting {', '.join(sorted(unknown))}")
    parts = _Parts({}, {})
    for name, value in settings.items():
        if isinstance(value, Secret) or declared[name].metadata.get("secret"):
            parts.secret[name] = value if isinstance(value, Secret) else Secret(value)
        else:
            parts.plain[name] = value
    return parts


def _keep(db: Db, connection: Connection, parts: _Parts) -> None:
    connection.settings = dict(parts.plain)
    vault.destroy_settings(db, connection.id)
    for field, secret in parts.secret.items():
        vault.seal(db, vault.Place(connection.tenant_id, connection.id, field), secret)
