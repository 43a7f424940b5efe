"""Proving what was read before a sync ends: which totals the source is asked for, and what follows from its answers."""

import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Select, exists, select

from hub.connectors import sync
from hub.connectors.models import Connection
from hub.connectors.proving import read_again
from hub.connectors.sync import Work
from hub.db import Db
from hub.fetching.claims import is_crowded
from hub.fetching.models import FetchStretch, FetchUnit, UnitKind
from hub.fetching.units import add
from hub.ledger.proof import service as proofs
from hub.ledger.proof.service import Conclusion
from hub.ledger.proof.verdicts import Answer, Source
from hub.sdk.accounting import AccountingConnector, Period
from hub.sdk.texts import text as _

__all__ = ["conclude", "keep_answer", "prove_early", "prove_or_end", "today"]

log = logging.getLogger(__name__)


def prove_early(db: Db, work: Work) -> None:
    """Have the source asked for its totals of years that are here, while others are still being read."""
    _ask(db, work, _wanted(db, work), is_year=True)


def prove_or_end(db: Db, work: Work) -> None:
    """Now that all has been read, have the source asked for its totals; once it has told them, the end comes."""
    _ask(db, work, _wanted(db, work), is_year=True)
    _end_unless_asking(db, work)


def keep_answer(db: Db, work: Work, answer: Answer, connector: AccountingConnector) -> None:
    """Keep what the source answered; once it has answered everything, what agrees by now is proved."""
    proofs.keep(db, work.connection.book.id, work.run_id, answer, today())
    if _waits(db, work, UnitKind.PROVE):
        return
    if _is_read(db, work):
        _end_unless_asking(db, work)
    else:
        _judged(db, work, connector, early=True)


def conclude(db: Db, work: Work, connector: AccountingConnector) -> bool:
    """Judge what was read, all of it; tells whether something follows before the sync can end."""
    conclusion = _judged(db, work, connector, early=False)
    _ask(db, work, _wanted(db, work), is_year=True)
    _ask(db, work, conclusion.months, is_year=False)
    if read_again(db, work, connector, conclusion.again):
        add(db, work, [(UnitKind.PLAN, {})])
    return _waits(db, work, UnitKind.PROVE) or _waits(db, work, UnitKind.PLAN)


def _end_unless_asking(db: Db, work: Work) -> None:
    if not _waits(db, work, UnitKind.PROVE) and not _waits(db, work, UnitKind.END):
        add(db, work, [(UnitKind.END, {})])


def _judged(db: Db, work: Work, connector: AccountingConnector, *, early: bool) -> Conclusion:
    """Judge what was read; a fault in it costs the proof, and never the sync."""
    try:
        with db.begin_nested():
            of = work.connection.book.id, work.run_id
            return proofs.judge(db, *of, Source.of(connector), today(), early=early)
    except Exception:  # the figures are here, and the reports say how old their proof is
        log.exception("The books of connection %s could not be proved", work.connection.id)
        return Conclusion()


def today() -> date:
    """Give the day by which a year is the running one."""
    return datetime.now(UTC).date()


def _wanted(db: Db, work: Work) -> Sequence[Period]:
    return proofs.wanted(db, work.connection.book.id, work.run_id, today())


def _ask(db: Db, work: Work, periods: Iterable[Period], *, is_year: bool) -> None:
    """Have the source asked about periods, the running year before what others wait for.

    Accounts are what proves a year. In a crowd the rows of the source's own statement are left to a later sync.
    """
    wanted = list(dict.fromkeys(periods))
    with_statement = is_year and bool(wanted) and not is_crowded()
    waiting = {(each["start"], each["end"]) for each in db.scalars(_units(work, UnitKind.PROVE))}
    for each in wanted:
        bounds = each.start.isoformat(), each.end.isoformat()
        if bounds not in waiting:
            sync.run_of(db, work).phase = _("Comparing with the accounting system's own totals")
            question = {"start": bounds[0], "end": bounds[1], "statement": with_statement}
            add(db, work, [(UnitKind.PROVE, question)], urgent=each.start <= today() <= each.end)


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
