"""Examining a connection: may its key read everything that the figures stand on?

An examination asks the source without a transaction and keeps its verdict in one. Whatever has changed in between (a
new key, rights given at the source) has asked for another examination, and the verdict of this one is not kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import func, select, update

from hub.connectors import service as connections
from hub.connectors.models import Connection, ConnectionFinding, ConnectionState
from hub.connectors.stopping import ask_for_key
from hub.db import Db
from hub.notices import service as notices
from hub.notices.models import Kind
from hub.sdk.accounting import AccountingConnector, Finding, Severity
from hub.sdk.errors import Refused
from hub.sdk.refs import ConnectionRef
from hub.sdk.secrets import Secret
from hub.sdk.texts import text as _

__all__ = ["AskedAgain", "Examination", "keep", "probe", "refuse", "take_up", "want"]


class AskedAgain(Exception):
    """Somebody has asked for another examination meanwhile: what this one has found may be out of date."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What an examination needs to know.

    :param began: when the settings were looked up, by the database's clock
    """

    connection_id: UUID
    connector: str
    settings: Mapping[str, str | Secret]
    began: datetime


def want(db: Db, connection_id: UUID) -> None:
    """Have whatever an examination that goes on just now finds not count as the last word."""
    asked = {"examination_wanted_at": func.clock_timestamp()}
    db.execute(
        update(Connection).where(Connection.id == connection_id).values(asked),
        execution_options={"synchronize_session": False},
    )


def take_up(db: Db, connection_id: UUID) -> Examination | None:
    """Begin an examination; None when the connection is not read.

    :raises Undecryptable: the key cannot be opened
    """
    connection = connections.find(db, connection_id)
    if connection is None or connection.state != ConnectionState.ACTIVE:
        return None
    began = db.scalars(select(func.clock_timestamp())).one()
    return Examination(connection_id, connection.connector, connections.settings_of(db, connection), began)


def probe(connector: AccountingConnector, settings: Mapping[str, str | Secret]) -> Sequence[Finding]:
    """Ask the source what the key may read; that it does not let us in is a finding, too.

    :raises NeedsReauth: the key is refused
    :raises TryLater, GiveUp: it cannot be told
    """
    try:
        return connector.check(connector.connect(settings))
    except Refused as error:
        closed = _(
            "%(system)s does not let the hub in: nothing new is read, and what is newer is missing from the figures.",
            system=connector.label,
        )
        return [Finding("refused", Severity.WARNING, closed, error.message)]


def keep(db: Db, examination: Examination, findings: Iterable[Finding]) -> None:
    """Put what was found in the place of what was found before.

    What the figures lacked is not in them yet when a right was given: such a finding stays, as mended, until a sync
    that has begun after it is done.

    :raises AskedAgain: nothing was kept
    """
    connection = _still_meant(db, examination)
    if connection is None:
        return
    connection.examined_at = connection.last_alive_at = datetime.now(UTC)
    rows = db.scalars(select(ConnectionFinding).where(ConnectionFinding.connection_id == connection.id))
    before = {each.code: each for each in rows}
    found = {each.code: each for each in findings}
    for code in before.keys() - found.keys():
        _mend(db, before[code])
    for code, finding in found.items():
        _note(db, connection, before.get(code), finding)
    subject = {"book_id": connection.book_id, "connection_id": connection.id}
    if any(each.severity == Severity.WARNING and each.rights for each in found.values()):
        notices.raise_(db, connection.tenant_id, Kind.RIGHTS_MISSING, **subject)
    else:
        notices.settle(db, Kind.RIGHTS_MISSING, **subject)


def refuse(db: Db, examination: Examination, message: str) -> ConnectionRef | None:
    """Close a connection whose key the source does not accept, until it gets a new one.

    :returns: the connection, where a sync has ended with it
    :raises AskedAgain: there may be a new one already
    """
    connection = _still_meant(db, examination)
    if connection is None:
        return None
    ended = ask_for_key(db, connection, message)
    connection.examined_at = datetime.now(UTC)
    return connections.reference(db, connection) if ended else None


def _still_meant(db: Db, examination: Examination) -> Connection | None:
    query = select(Connection).where(Connection.id == examination.connection_id).with_for_update()
    connection = db.scalar(query.execution_options(populate_existing=True))
    if connection is None or connection.state != ConnectionState.ACTIVE:
        return None
    if connection.examination_wanted_at is not None and connection.examination_wanted_at > examination.began:
        raise AskedAgain
    return connection


def _mend(db: Db, finding: ConnectionFinding) -> None:
    if finding.severity != Severity.WARNING:
        db.delete(finding)
    elif finding.mended_at is None:
        finding.mended_at = datetime.now(UTC)
        finding.title = _("By now the key may read more. Until that has been read: %(before)s", before=finding.title)
        finding.remedy = _("Nothing needs to be done: it is being read.")


def _note(db: Db, connection: Connection, row: ConnectionFinding | None, finding: Finding) -> None:
    if row is None:
        row = ConnectionFinding(tenant_id=connection.tenant_id, connection_id=connection.id, code=finding.code)
        db.add(row)
    row.severity, row.title, row.remedy = finding.severity, finding.title, finding.remedy
    row.accounts, row.rights, row.mended_at = list(finding.accounts), list(finding.rights), None
