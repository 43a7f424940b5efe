"""Laying out what is to be asked of a source, and keeping what came.

Every function works in the transaction of one connection's tenant and locks the connection first, so that of several
loops one writes for a company at a time.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func, select, update

from hub.connectors import sync
from hub.connectors.models import Connection
from hub.connectors.sync import Work
from hub.db import Db, forgettable
from hub.fetching.asking import Read
from hub.fetching.claims import Claim
from hub.fetching.models import FetchStretch, FetchUnit, UnitKind
from hub.fetching.proving import prove_early, prove_or_end, today
from hub.fetching.units import add
from hub.ledger import service as ledger
from hub.ledger.sheaf import Sheaf
from hub.sdk.accounting import Batch, FiscalYear, Period
from hub.sdk.fetching import Plan, Stretch, with_end
from hub.sdk.invoices import Side

__all__ = ["Superseded", "begin", "drop", "keep_parts", "keep_plan", "put_off", "settle", "want_openings"]

UNSEEN = 16
"""Requests that books which were never looked at are taken to need: those known to need fewer do not wait until
everybody's are known. Of a hundred companies at once the mean waits a sixth less than with none."""


class Superseded(Exception):
    """Another loop has the unit by now, or it is done: what came for it is not needed."""


def begin(db: Db, work: Work) -> None:
    """Have a source asked what there is to be read; what an earlier sync has left over is gone on with first."""
    connection_id = work.connection.id
    left = select(exists().where(FetchUnit.connection_id == connection_id, ~FetchUnit.done))
    if not db.scalar(left):
        if work.cursor is None:
            sync.run_of(db, work).urgent_requests = UNSEEN
        add(db, work, [(UnitKind.PLAN, {})])
        return
    again = {"ready_at": func.now(), "failures": 0}
    db.execute(update(FetchUnit).where(FetchUnit.connection_id == connection_id, ~FetchUnit.done).values(again))


def drop(db: Db, connection_ids: Sequence[UUID]) -> None:
    """Forget what was still to be asked over some connections."""
    for table in (FetchUnit, FetchStretch):
        db.execute(delete(table).where(table.connection_id.in_(connection_ids)))
    nothing = {"coming_cursor": None, "plan_ends": False}
    db.execute(update(Connection).where(Connection.id.in_(connection_ids)).values(nothing))


def keep_plan(db: Db, work: Work, claim: Claim, plan: Plan) -> None:
    """Store the registers that a plan tells, and lay out its stretches.

    :raises Detached, Superseded: it is not to be carried out
    """
    connection = sync.alive(db, work)
    settle(db, claim)
    ledger.store(db, work.connection.book.id, plan.batch, sync_run_id=work.run_id)
    run = sync.run_of(db, work)
    run.phase = plan.batch.phase
    run.total = plan.batch.total if run.total is None else run.total
    connection.coming_cursor, connection.plan_ends = plan.batch.cursor, plan.ends or not plan.stretches
    for each in plan.stretches:
        stretch = FetchStretch(
            tenant_id=connection.tenant_id,
            connection_id=connection.id,
            start_date=each.period.start,
            end_date=each.period.end,
            urgent=each.urgent,
            covers=each.covers,
            sweeps=each.sweeps,
            invoices=each.invoices,
            phase=each.phase,
            requests=each.requests,
        )
        db.add(stretch)
        db.flush()
        add(db, work, [(UnitKind.ASK, each.first)], stretch)
    if work.cursor is None:
        _ask_first(db, work, plan.batch.fiscal_years or ())
    _go_on(db, work, connection)


def keep_parts(db: Db, work: Work, parts: Sequence[tuple[Claim, Read]]) -> None:
    """Store what some requests of one connection have brought, and what has to be asked because of it.

    The units are settled in the same transaction: were it lost in a crash of the server, they would be asked again.
    What ends the sync waits for the disk, and with it for all that was stored before.

    :raises Detached, Superseded: it is not to be kept
    """
    forgettable(db)
    _in_turn(db, work)
    connection = sync.alive(db, work)
    brought = tuple(each for _, read in parts for each in read.part.invoices)
    _store(db, work, Sheaf.joined(read.sheaf for _, read in parts), Batch(cursor={}, invoices=brought))
    stretches = {}
    for claim, read in parts:
        part = read.part
        stretch = db.scalars(select(FetchStretch).where(FetchStretch.id == claim.stretch_id)).one()
        settle(db, claim, ids=part.ids if stretch.sweeps else None)
        add(db, work, [(UnitKind.ASK, request) for request in part.then], stretch)
        stretch.requests = max(stretch.requests - 1, len(part.then)) if part.left is None else part.left
        stretches[stretch.id] = stretch
    db.flush()
    run = sync.run_of(db, work)
    for stretch in stretches.values():
        run.phase = stretch.phase
        if not db.scalar(select(exists().where(FetchUnit.stretch_id == stretch.id, ~FetchUnit.done))):
            _finish(db, work, stretch)
    _go_on(db, work, connection)


def settle(db: Db, claim: Claim, *, ids: Sequence[str] | None = None) -> None:
    """Note that a unit is done.

    :param ids: the receipts that it has named, where they are needed for a sweep; else the unit is gone
    :raises Superseded: another loop has it, or it was done before
    """
    if ids is None:
        settled = db.execute(delete(FetchUnit).where(*_held(claim)).returning(FetchUnit.id))
    else:
        kept = {"done": True, "ids": list(ids), "request": {}}
        settled = db.execute(update(FetchUnit).where(*_held(claim)).values(kept).returning(FetchUnit.id))
    if settled.one_or_none() is None:
        raise Superseded(f"unit {claim.id}, attempt {claim.attempt}")


def put_off(db: Db, claim: Claim, seconds: float, *, failed: bool) -> None:
    """Have a unit tried again later.

    :param failed: whether something is wrong with it, and not only the source at rest
    """
    ready_at = func.now() + timedelta(seconds=seconds)
    later = {"ready_at": ready_at, "claimed_until": None} | ({} if failed else {"failures": 0})
    db.execute(update(FetchUnit).where(*_held(claim)).values(later))


def want_openings(db: Db, work: Work, *, anew: bool = False) -> None:
    """Have the source asked for balances that stand in for openings, where receipts do not tell them yet."""
    wanted = sync.openings_wanted(db, work, anew=anew)
    asked = select(FetchUnit.request["start"].astext).where(
        FetchUnit.connection_id == work.connection.id, FetchUnit.kind == UnitKind.OPENING
    )
    waiting = set(db.scalars(asked))
    days = [day.isoformat() for day in wanted if day.isoformat() not in waiting]
    add(db, work, [(UnitKind.OPENING, {"start": day}) for day in days])


def _ask_first(db: Db, work: Work, years: Sequence[FiscalYear]) -> None:
    """Have the source asked for its own figures of the running year, which stand until its receipts are here."""
    running = [each.start for each in years if each.start <= today() <= each.end]
    add(db, work, [(UnitKind.FIRST, {"start": day.isoformat(), "end": today().isoformat()}) for day in running[:1]])


def _in_turn(db: Db, work: Work) -> None:
    """Have loops that store for one company take turns: a lock on its row goes to who comes first once it is free."""
    db.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"hub.fetching:{work.connection.id}", 0))))


def _store(db: Db, work: Work, sheaf: Sheaf, batch: Batch) -> None:
    if not sheaf.receipts and not batch.invoices:
        return
    stored = ledger.store(db, work.connection.book.id, batch, sheaf=sheaf, sync_run_id=work.run_id)
    run = sync.run_of(db, work)
    run.done += len(sheaf.receipts)
    run.receipts += stored.receipts + stored.changed
    run.unmoved += stored.unmoved


def _finish(db: Db, work: Work, stretch: FetchStretch) -> None:
    """Take out what a stretch did not find any more, and say that it has been read."""
    period, side = Period(stretch.start_date, stretch.end_date), cast("Side | None", stretch.invoices)
    read = Stretch(period, {}, covers=stretch.covers, sweeps=stretch.sweeps, invoices=side)
    batch = with_end(Batch(cursor={}), read, frozenset(_named(db, stretch.id)))
    stored = ledger.store(db, work.connection.book.id, batch, sync_run_id=work.run_id)
    sync.run_of(db, work).removed += stored.removed
    db.delete(stretch)
    db.flush()
    if stretch.covers and side is None:
        want_openings(db, work)
        urgent = exists().where(FetchStretch.connection_id == work.connection.id, FetchStretch.urgent)
        if not db.scalar(select(urgent)):
            prove_early(db, work)


def _named(db: Db, stretch_id: UUID) -> Iterable[str]:
    for ids in db.scalars(select(FetchUnit.ids).where(FetchUnit.stretch_id == stretch_id)):
        yield from ids or ()


def _go_on(db: Db, work: Work, connection: Connection) -> None:
    """Count what is left of the stretches; without any left the plan is carried out, and what follows comes next."""
    of_connection = FetchStretch.connection_id == connection.id
    query = select(FetchStretch.urgent, func.sum(FetchStretch.requests)).where(of_connection)
    left = {urgent: int(requests) for urgent, requests in db.execute(query.group_by(FetchStretch.urgent))}
    run = sync.run_of(db, work)
    run.urgent_requests, run.other_requests = left.get(True, 0), left.get(False, 0)
    put_off = exists().where(FetchUnit.connection_id == connection.id, FetchUnit.ready_at > func.now())
    if run.message and not db.scalar(select(put_off)):
        run.message = ""
    if not left:
        connection.cursor, connection.coming_cursor = connection.coming_cursor, None
        if connection.plan_ends:
            prove_or_end(db, work)
        else:
            add(db, work, [(UnitKind.PLAN, {})])
    elif connection.plan_ends and not run.urgent_requests:
        prove_early(db, work)  # the receipts are here: what is left need not be waited for


def _held(claim: Claim) -> tuple[ColumnElement[bool], ...]:
    return FetchUnit.id == claim.id, FetchUnit.attempts == claim.attempt, ~FetchUnit.done
