"""A claimed job: what a handler sees of it, and what keeps a worker that lost it from committing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Result, text

import hub.db
from hub.config import HubSettings
from hub.db import Db
from hub.pluginmanager import Plugins

__all__ = ["LEASE", "Claimed", "Lease", "LeaseLost", "claim"]

LEASE = 15
"""Seconds a worker has a job for without renewing; renewed about four times as often."""


class LeaseLost(Exception):
    """The job was given to another worker: whatever this one did since its last commit is undone."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job as its row told it when it was claimed."""

    id: UUID
    kind: str
    tenant_id: UUID | None
    args: dict[str, Any]
    attempt: int
    failures: int


def claim(job_id: UUID) -> Claimed | None:
    """Take a job for the time of a lease; None when it is done, taken, or was never written.

    The tenant comes from the row: nothing that Redis carries is believed but the id.
    """
    with hub.db.system_transaction() as db:
        row = db.execute(_CLAIM, {"id": job_id, "lease": LEASE}).one_or_none()
    return Claimed(*row) if row else None


class Lease:
    """A job in the hands of a worker.

    :ivar attempt: how many times the job has been claimed, this one included
    """

    def __init__(self, claimed: Claimed, settings: HubSettings, plugins: Plugins) -> None:
        self._claimed = claimed
        self.settings = settings
        self.plugins = plugins
        self.finished = False

    @property
    def id(self) -> UUID:
        """The job's id: an idempotency key for effects outside."""
        return self._claimed.id

    @property
    def kind(self) -> str:
        """The kind of work."""
        return self._claimed.kind

    @property
    def tenant_id(self) -> UUID | None:
        """Whose work it is; None for work of no tenant."""
        return self._claimed.tenant_id

    @property
    def args(self) -> dict[str, Any]:
        """What was written with the job."""
        return self._claimed.args

    @property
    def attempt(self) -> int:
        """How many times the job has been claimed, this one included."""
        return self._claimed.attempt

    @property
    def failures(self) -> int:
        """How many times the job has failed in a row before."""
        return self._claimed.failures

    @contextmanager
    def transaction(self, *, final: bool = False) -> Iterator[Db]:
        """Open a transaction in the job's tenant that commits only while the job is ours.

        :param final: the job is done with this transaction, in the same commit
        :raises LeaseLost: at the end, instead of the commit
        """
        with hub.db.transaction(self.tenant_id) as db:
            yield db
            self._fence(db.execute(_DONE if final else _HOLD, self._mine))
        self.finished = self.finished or final

    @contextmanager
    def requeue(self) -> Iterator[Db]:
        """Open the last transaction of this turn; the job comes again behind the others that wait.

        For long work that has got on: attempts go up, failures are forgotten.
        """
        with hub.db.transaction(self.tenant_id) as db:
            yield db
            self._fence(db.execute(_AGAIN, self._mine))
        self.finished = True

    def extend(self) -> None:
        """Keep the job for another lease. The worker does this by itself while the handler runs.

        :raises LeaseLost: another worker has it
        """
        with hub.db.transaction(self.tenant_id) as db:
            self._fence(db.execute(_EXTEND, {**self._mine, "lease": LEASE}))

    @property
    def _mine(self) -> dict[str, Any]:
        return {"id": self.id, "attempt": self.attempt}

    def _fence(self, result: Result[Any]) -> None:
        if result.one_or_none() is None:
            raise LeaseLost(f"job {self.id} ({self.kind}), attempt {self.attempt}")


_CLAIM = text(
    """
    UPDATE job SET state = 'running', attempts = attempts + 1, lease_until = now() + make_interval(secs => :lease)
     WHERE id = :id AND state IN ('sent', 'pending')
    RETURNING id, kind, tenant_id, args, attempts, failures
    """
)
_HOLD = text("SELECT id FROM job WHERE id = :id AND attempts = :attempt AND state = 'running' FOR UPDATE")
_DONE = text(
    """
    UPDATE job SET state = 'done', finished_at = now(), lease_until = NULL, last_error = '""'
     WHERE id = :id AND attempts = :attempt AND state = 'running' RETURNING id
    """
)
_EXTEND = text(
    """
    UPDATE job SET lease_until = now() + make_interval(secs => :lease)
     WHERE id = :id AND attempts = :attempt AND state = 'running' RETURNING id
    """
)
_AGAIN = text(
    """
    UPDATE job SET state = 'pending', failures = 0, last_error = '""', lease_until = NULL, run_after = now()
     WHERE id = :id AND attempts = :attempt AND state = 'running' RETURNING id
    """
)
