"""What becomes of a unit that was done, or that failed: stored, put off, or the end of its sync."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import hub.db
from hub.connectors import service as connections
from hub.connectors import sync
from hub.connectors.models import ConnectionState
from hub.connectors.stopping import close_runs
from hub.connectors.sync import Detached, Work
from hub.fetching import proving, service
from hub.fetching.asking import First, NotRead, Opened, Outcome, Read, period_of
from hub.fetching.claims import Claim
from hub.fetching.models import UnitKind
from hub.fetching.service import Superseded
from hub.ledger import previews
from hub.ledger.proof.verdicts import Answer
from hub.patience import MAX_FAILURES, PATIENCE, jittered, wait_after
from hub.pluginmanager import Plugins
from hub.sdk.errors import HubError, NeedsReauth, TryLater
from hub.sdk.fetching import Plan
from hub.sdk.texts import text as _

__all__ = ["keep", "keep_parts", "recover"]

PROOF_ATTEMPTS = 5
"""So often the source is asked for its totals of a period in one sync; without them nothing is proved, and no more."""

log = logging.getLogger(__name__)


def keep(plugins: Plugins, claim: Claim, outcome: Outcome) -> None:
    """Store what a unit has brought, and note that it is done."""
    if isinstance(outcome, Read):
        keep_parts(plugins, [(claim, outcome)])
    elif outcome is None:
        _end_or_go_on(plugins, claim)
    else:
        with hub.db.transaction(claim.tenant_id) as db:
            work = sync.under_way(db, claim.connection_id)
            if work is None:
                service.put_off(db, claim, 0, failed=False)
            elif isinstance(outcome, Answer):
                service.settle(db, claim)
                proving.keep_answer(db, work, outcome, plugins.connectors[work.connection.connector])
            else:
                _kept(db, work, claim, outcome)


def keep_parts(plugins: Plugins, parts: Sequence[tuple[Claim, Read]]) -> None:
    """Store in one transaction what several requests of one connection have brought."""
    claim = parts[0][0]
    with hub.db.transaction(claim.tenant_id) as db:
        work = sync.under_way(db, claim.connection_id)
        if work is not None:
            service.keep_parts(db, work, parts)
            return
        for each, _part in parts:  # its sync has ended: the next one goes on here
            service.put_off(db, each, 0, failed=False)


def recover(plugins: Plugins, claim: Claim, error: Exception) -> None:
    """Decide what follows from a failure of a unit, at the source or here."""
    if isinstance(error, Superseded):
        log.info("What came of unit %s is not needed any more", claim.id)
    elif isinstance(error, NotRead | Detached):
        _let_go(claim)
    elif claim.kind is UnitKind.PROVE and claim.attempt >= PROOF_ATTEMPTS and not isinstance(error, NeedsReauth):
        _without_proof(plugins, claim, error)
    elif isinstance(error, TryLater):
        _come_back(plugins, claim, error)
    elif isinstance(error, NeedsReauth):
        _end(plugins, claim, fault=error.message, state=ConnectionState.NEEDS_KEY)
    elif isinstance(error, HubError):
        _end(plugins, claim, fault=error.message)
    else:
        _try_again(plugins, claim, error)


def _kept(db: hub.db.Db, work: Work, claim: Claim, outcome: Plan | First | Opened) -> None:
    if isinstance(outcome, Plan):
        service.keep_plan(db, work, claim, outcome)
        service.want_openings(db, work, anew=bool(work.cursor))
        return
    service.settle(db, claim)
    if isinstance(outcome, First):
        if outcome.preview is not None:
            previews.keep(db, work.connection.book.id, outcome.preview)
    elif outcome.totals is not None and outcome.start in sync.openings_wanted(db, work, anew=True):
        sync.keep_opening(db, work, outcome.start, outcome.totals)


def _come_back(plugins: Plugins, claim: Claim, error: TryLater) -> None:
    with hub.db.transaction(claim.tenant_id) as db:
        work = sync.under_way(db, claim.connection_id)
        if work is None:
            return
        began = sync.run_of(db, work).started_at
        service.put_off(db, claim, jittered(error.after), failed=False)
        sync.note(db, work, error.message)
    if began is not None and began < datetime.now(UTC) - timedelta(seconds=PATIENCE):
        _end(plugins, claim, fault=error.message)


def _try_again(plugins: Plugins, claim: Claim, error: Exception) -> None:
    log.error("Unit %s (%s) failed in attempt %s", claim.id, claim.kind, claim.attempt, exc_info=error)
    what = _("Something unexpected went wrong (%(kind)s); the worker's log says more.", kind=type(error).__name__)
    if claim.failures + 1 >= MAX_FAILURES:
        _end(plugins, claim, fault=what)
        return
    with hub.db.transaction(claim.tenant_id) as db:
        service.put_off(db, claim, wait_after(claim.failures), failed=True)
        work = sync.under_way(db, claim.connection_id)
        if work is not None:
            sync.note(db, work, what)


def _end_or_go_on(plugins: Plugins, claim: Claim) -> None:
    """Judge what was read, and close the sync unless more is to be asked because of that."""
    with hub.db.transaction(claim.tenant_id) as db:
        work = sync.under_way(db, claim.connection_id)
        if work is not None and proving.conclude(db, work, plugins.connectors[work.connection.connector]):
            service.settle(db, claim)
            return
    _end(plugins, claim)


def _end(plugins: Plugins, claim: Claim, *, fault: str = "", state: ConnectionState = ConnectionState.ACTIVE) -> None:
    """Close the sync of a unit; what is still to be asked waits for the next one."""
    with hub.db.transaction(claim.tenant_id) as db:
        work = sync.under_way(db, claim.connection_id)
        if work is None:
            return
        if fault:
            service.put_off(db, claim, 0, failed=False)
        else:
            service.settle(db, claim)
            previews.forget(db, work.connection.book.id)
        outcome = sync.end(db, work, fault=fault, state=state)
    plugins.tell("sync_finished", connection=work.connection, outcome=outcome)


def _without_proof(plugins: Plugins, claim: Claim, error: Exception) -> None:
    """Note that the source does not tell its totals, or that they cannot be judged: the sync goes on without."""
    if isinstance(error, HubError):
        why = error.message
    else:
        log.error("Unit %s (%s) failed in attempt %s", claim.id, claim.kind, claim.attempt, exc_info=error)
        why = _("Something unexpected went wrong (%(kind)s).", kind=type(error).__name__)
    with hub.db.transaction(claim.tenant_id) as db:
        work = sync.under_way(db, claim.connection_id)
        if work is None:
            service.put_off(db, claim, 0, failed=False)
            return
        service.settle(db, claim)
        answer = Answer(period_of(claim), None, why)
        proving.keep_answer(db, work, answer, plugins.connectors[work.connection.connector])


def _let_go(claim: Claim) -> None:
    """Forget what is left of a connection that is not read any more; a sync that has ended may be gone on with."""
    with hub.db.transaction(claim.tenant_id) as db:
        connection = connections.find(db, claim.connection_id)
        if connection is None or connection.state == ConnectionState.DETACHED:
            service.drop(db, [claim.connection_id])
            close_runs(db, claim.connection_id, _("The connection was detached."))
        else:
            service.put_off(db, claim, 0, failed=False)
