"""Proving what was read before a sync ends: which totals the source is asked for, and what follows from its answers."""

import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Select, exists, select

from hub.connectors import sync
from hub.connectors.models import Connection
from hub.connectors.sync import Work
from hub.db import Db
from hub.fetching.models import FetchStretch, FetchUnit, UnitKind
from hub.fetching.units import add
from hub.ledger.proof import service as proofs
from hub.ledger.proof.service import Conclusion
from hub.ledger.proof.verdicts import Answer, Change, Source
from hub.sdk.accounting import AccountingConnector, Period
from hub.sdk.texts import text as _

__all__ = ["keep_answer", "prove_early", "prove_or_end"]

log = logging.getLogger(__name__)


def prove_early(db: Db, work: Work) -> None:
    """Have the source asked for its totals of years that are here, while others are still being read."""
    _ask(db, work, _wanted(db, work, unjudged=False), is_year=True)


def prove_or_end(db: Db, work: Work) -> None:
    """Now that all has been read, have the source asked for its totals; the sync ends once none are wanted."""
    _ask_or_end(db, work, _wanted(db, work, unjudged=True))


def _ask_or_end(db: Db, work: Work, years: Iterable[Period], months: Iterable[Period] = ()) -> None:
    _ask(db, work, years, is_year=True)
    _ask(db, work, months, is_year=False)
    if not _waits(db, work, UnitKind.PROVE) and not _waits(db, work, UnitKind.END):
        add(db, work, [(UnitKind.END, {})])


def keep_answer(db: Db, work: Work, answer: Answer, connector: AccountingConnector) -> Sequence[Change]:
    """Keep what the source answered, and judge once it has answered everything it was asked.

    :returns: the periods whose status became another one
    """
    book_id = work.connection.book.id
    proofs.keep(db, book_id, work.run_id, answer, today())
    if _waits(db, work, UnitKind.PROVE):
        return ()
    ended = _is_read(db, work)
    conclusion = _judged(db, work, Source.of(connector), early=not ended)
    if ended:
        _read_again(db, work, connector, conclusion.again)
        _ask_or_end(db, work, _wanted(db, work, unjudged=False), conclusion.months)
    return conclusion.changes


def _judged(db: Db, work: Work, source: Source, *, early: bool) -> Conclusion:
    """Judge what was read; a fault in it costs the proof, and never the sync."""
    try:
        with db.begin_nested():
            return proofs.judge(db, work.connection.book.id, work.run_id, source, today(), early=early)
    except Exception:  # the figures are here, and the reports say how old their proof is
        log.exception("The books of connection %s could not be proved", work.connection.id)
        return Conclusion()


def _read_again(db: Db, work: Work, connector: AccountingConnector, periods: Sequence[Period]) -> None:
    """Have the next sync read some days once more."""
    connection = sync.alive(db, work)
    if periods and connection.cursor is not None:
        connection.cursor = connector.read_again(connection.cursor, periods) or connection.cursor


def today() -> date:
    """Give the day by which a year is the running one."""
    return datetime.now(UTC).date()


def _wanted(db: Db, work: Work, *, unjudged: bool) -> Sequence[Period]:
    return proofs.wanted(db, work.connection.book.id, work.run_id, today(), unjudged=unjudged)


def _ask(db: Db, work: Work, periods: Iterable[Period], *, is_year: bool) -> None:
    waiting = {(each["start"], each["end"]) for each in db.scalars(_units(work, UnitKind.PROVE))}
    bounds = [(each.start.isoformat(), each.end.isoformat()) for each in periods]
    fresh = [each for each in dict.fromkeys(bounds) if each not in waiting]
    if fresh:
        sync.run_of(db, work).phase = _("Comparing with the accounting system's own totals")
        of = {"year": is_year}
        add(db, work, [(UnitKind.PROVE, {"start": start, "end": end, **of}) for start, end in fresh])


def _is_read(db: Db, work: Work) -> bool:
    """Tell whether nothing is left to be read in this sync."""
    connection_id = work.connection.id
    reading = exists().where(
        FetchUnit.connection_id == connection_id,
        FetchUnit.kind.in_((UnitKind.PLAN, UnitKind.ASK)),
        ~FetchUnit.done,
    )
    stretches = exists().where(FetchStretch.connection_id == connection_id)
    ends = exists().where(Connection.id == connection_id, Connection.plan_ends)
    return bool(db.scalar(select(ends & ~stretches & ~reading)))


def _waits(db: Db, work: Work, kind: UnitKind) -> bool:
    return bool(db.scalar(select(exists(_units(work, kind)))))


def _units(work: Work, kind: UnitKind) -> Select[dict[str, Any]]:
    of_connection = FetchUnit.connection_id == work.connection.id
    return select(FetchUnit.request).where(of_connection, FetchUnit.kind == kind, ~FetchUnit.done)
