"""Attaching companies to environments, replacing their keys, and detaching them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hub import queue
from hub.connectors import vault
from hub.connectors.errors import AlreadyAttached, CompanyElsewhere, NoBusinessId, OtherCompany
from hub.connectors.models import Connection, ConnectionState, SyncRun, SyncState
from hub.db import Db
from hub.ledger.models import Book
from hub.sdk.accounting import AccountingConnector
from hub.sdk.refs import BookRef, CompanyRef, ConnectionRef, TenantRef
from hub.sdk.secrets import Secret
from tenants.models import Company, Tenant

__all__ = [
    "RELEASE",
    "SYNC",
    "TELL_ATTACHED",
    "attach",
    "detach",
    "expect",
    "find",
    "reference",
    "replace_key",
    "start_sync",
]

SYNC = "sync_connection"
TELL_ATTACHED = "tell_attached"
RELEASE = "release_connection"

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
    """Connect a company's books to the transaction's tenant; the first sync starts with the commit.

    The company is claimed for the tenant unless it is its own already. Listeners hear of it after the commit.

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
    queue.later(db, TELL_ATTACHED, tenant_id=tenant_id, args={"connection": str(connection.id)})
    start_sync(db, connection)
    return connection


def replace_key(db: Db, connection: Connection, connector: AccountingConnector, settings: Settings) -> None:
    """Put new settings in the place of a connection's old ones, and sync at once with them."""
    _keep(db, connection, _divided(connector, settings))
    connection.state = ConnectionState.ACTIVE
    connection.last_error = ""
    start_sync(db, connection)


def expect(connection_of: CompanyRef, company: Company) -> None:
    """Refuse a key that opens another company's books than the connection's.

    :raises OtherCompany: names both
    """
    if (connection_of.country, connection_of.business_id) != (company.country, company.business_id):
        raise OtherCompany(connection_of.name, company.name)


def start_sync(db: Db, connection: Connection) -> SyncRun:
    """Have a connection synced now; what waits or runs already counts."""
    open_run = select(SyncRun).where(
        SyncRun.connection_id == connection.id, SyncRun.state.in_((SyncState.WAITING, SyncState.RUNNING))
    )
    run = db.scalar(open_run.order_by(SyncRun.created_at.desc()).limit(1))
    if run is None:
        run = SyncRun(tenant_id=connection.tenant_id, connection_id=connection.id)
        db.add(run)
        db.flush()
    queue.later(
        db,
        SYNC,
        tenant_id=connection.tenant_id,
        args={"connection": str(connection.id)},
        dedupe_key=str(connection.id),
    )
    return run


def detach(db: Db, connection: Connection, *, erase: bool) -> None:
    """Stop reading a company. The source is told and the key destroyed right after the commit.

    :param erase: remove the company's figures too; otherwise they stay readable as they are
    """
    connection.state = ConnectionState.DETACHED
    queue.later(
        db,
        RELEASE,
        tenant_id=connection.tenant_id,
        args={"connection": str(connection.id), "erase": erase},
        dedupe_key=str(connection.id),
    )


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
    vault.destroy(db, connection.id)
    for field, secret in parts.secret.items():
        vault.seal(db, vault.Place(connection.tenant_id, connection.id, field), secret)
