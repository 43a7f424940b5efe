"""Doing one job in a worker, and writing down how it went."""

import json
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

import hub.db
from hub.config import HubSettings
from hub.patience import MAX_FAILURES, PATIENCE, jittered, wait_after
from hub.pluginmanager import Plugins
from hub.queue.lease import LEASE, Lease, LeaseLost, claim
from hub.queue.registry import Task, tasks
from hub.sdk.errors import HubError, TryLater
from hub.sdk.texts import text as _
from hub.texts import kept

__all__ = ["abandon", "equip", "perform"]

AWAY = (0.5, 1.0, 2.0, 4.0)
"""Seconds between the tries to write down how a job went; after them its lease runs out, and it comes again."""

log = logging.getLogger(__name__)
_equipment: list[tuple[HubSettings, Plugins]] = []


class UnknownKind(Exception):
    """No function does this kind of work here; a newer version may have written the job."""


def equip(settings: HubSettings, plugins: Plugins) -> None:
    """Give this process what handlers need; called once when it starts."""
    _equipment[:] = [(settings, plugins)]


def perform(job_id: UUID) -> None:
    """Claim a job and do it; nothing happens when it is done, taken, or was never written."""
    claimed = claim(job_id)
    if claimed is None:
        return
    lease = Lease(claimed, *_equipment[0])
    with _renewed(lease):
        _attempt(lease)


def abandon(job_id: UUID, attempt: int) -> None:
    """Take a job back at once from a worker that is known to be dead. System role."""
    with hub.db.system_transaction() as db:
        db.execute(ABANDON, {"ids": [job_id], "attempt": attempt, "most": MAX_FAILURES})


def _attempt(lease: Lease) -> None:
    try:
        _task(lease.kind).run(lease)
        if not lease.finished:
            with lease.transaction(final=True):
                pass
    except LeaseLost as lost:
        log.warning("Lost %s; what it did since its last commit is undone", lost)
    except TryLater as error:
        _put_off(lease, _LATER, {"error": error.message, "after": jittered(error.after), "patience": PATIENCE})
    except HubError as error:
        _put_off(lease, _GIVEN_UP, {"error": error.message})
    except Exception as error:  # whatever a handler or a plugin raises, the row must say that it failed
        log.exception("Job %s (%s) failed in attempt %s", lease.id, lease.kind, lease.attempt)
        what = _(
            "Something unexpected went wrong (%(kind)s); the worker's log says more about %(job)s.",
            kind=type(error).__name__,
            job=str(lease.id),
        )
        _put_off(lease, _FAILED, {"error": what, "after": wait_after(lease.failures), "most": MAX_FAILURES})


def _task(kind: str) -> Task:
    try:
        return tasks[kind]
    except KeyError:
        raise UnknownKind(f"Nobody does jobs of the kind {kind} here") from None


def _put_off(lease: Lease, statement: Any, facts: dict[str, Any]) -> None:
    """Write down how a job went; a database that is away just now may well be why it failed, and is waited for."""
    for pause in AWAY:
        try:
            return _note(lease, statement, facts)
        except OperationalError as error:
            log.warning("Could not write down how job %s went (%s): trying again", lease.id, type(error).__name__)
            time.sleep(pause)
    return _note(lease, statement, facts)


def _note(lease: Lease, statement: Any, facts: dict[str, Any]) -> None:
    with hub.db.transaction(lease.tenant_id) as db:
        told = {"error": _json(facts["error"])}
        db.execute(statement, {"id": lease.id, "attempt": lease.attempt, **facts, **told})


def _json(sentence: str) -> str:
    return json.dumps(kept(sentence))


@contextmanager
def _renewed(lease: Lease) -> Iterator[None]:
    """Renew the lease from a thread of its own for as long as the handler runs."""
    ended = threading.Event()
    renewal = threading.Thread(target=_renew, args=(lease, ended), daemon=True)
    renewal.start()
    try:
        yield
    finally:
        ended.set()
        renewal.join()


def _renew(lease: Lease, ended: threading.Event) -> None:
    while not ended.wait(LEASE / 4):
        try:
            lease.extend()
        except LeaseLost:
            return  # the handler hears of it at its next commit
        except SQLAlchemyError as error:
            log.warning("Could not renew the lease of job %s (%s)", lease.id, type(error).__name__)


_FAILED = text(
    """
    UPDATE job SET failures = failures + 1, last_error = CAST(:error AS jsonb), lease_until = NULL,
                   state = CASE WHEN failures + 1 >= :most THEN 'dead' ELSE 'pending' END,
                   finished_at = CASE WHEN failures + 1 >= :most THEN now() END,
                   run_after = now() + make_interval(secs => :after)
     WHERE id = :id AND attempts = :attempt AND state = 'running'
    """
)
_LATER = text(
    """
    UPDATE job SET last_error = CAST(:error AS jsonb), lease_until = NULL,
                   state = CASE WHEN late THEN 'dead' ELSE 'pending' END, finished_at = CASE WHEN late THEN now() END,
                   run_after = now() + make_interval(secs => :after)
      FROM (SELECT created_at < now() - make_interval(secs => :patience) AS late FROM job WHERE id = :id) AS age
     WHERE id = :id AND attempts = :attempt AND state = 'running'
    """
)
_GIVEN_UP = text(
    """
    UPDATE job SET state = 'dead', last_error = CAST(:error AS jsonb), lease_until = NULL, finished_at = now()
     WHERE id = :id AND attempts = :attempt AND state = 'running'
    """
)
ABANDON = text(
    """
    UPDATE job SET failures = failures + 1, lease_until = NULL,
                   last_error = CAST(:stopped AS jsonb),
                   state = CASE WHEN failures + 1 >= :most THEN 'dead' ELSE 'pending' END,
                   finished_at = CASE WHEN failures + 1 >= :most THEN now() END,
                   run_after = now() + make_interval(secs => failures * 10)
     WHERE id = ANY(:ids) AND state = 'running' AND attempts = coalesce(:attempt, attempts)
    """
).bindparams(stopped=_json(_("The worker stopped in the middle of the work.")))
