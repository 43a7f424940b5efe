"""The background work of an environment as its Admins see it: what waits, what is done just now, what was given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased

from hub.connectors import overview
from hub.connectors.models import Connection, SyncRun
from hub.db import Db
from hub.models import WAITING, Job, JobState
from tenants.models import Company

__all__ = ["Work", "failing", "list_work"]

LATER = aliased(Job)


@dataclass(frozen=True, slots=True)
class Work:
    """A job, and what it is about.

    :param company: whose books it is about; empty where it is about the environment
    :param run: how far its sync is, where it is one
    """

    job: Job
    company: str
    run: SyncRun | None

    @property
    def state(self) -> str:
        """``running``, ``given_up``, ``again`` (it failed, or was put off, and comes again) or ``waiting``."""
        if self.job.state == JobState.RUNNING:
            return "running"
        if self.job.state == JobState.DEAD:
            return "given_up"
        is_later = self.job.state == JobState.PENDING and self.job.run_after > datetime.now(UTC)
        return "again" if is_later or self.job.last_error else "waiting"


def list_work(db: Db, tenant_id: UUID) -> Sequence[Work]:
    """List the work that is not done: what was given up first, then what runs, then what waits."""
    query = select(Job).where(Job.tenant_id == tenant_id, _is_left())
    rank = {JobState.DEAD.value: 0, JobState.RUNNING.value: 1}
    jobs = sorted(db.scalars(query), key=lambda job: (rank.get(job.state, 2), job.run_after))
    companies = {
        str(row.id): row.name
        for row in db.execute(select(Connection.id, Company.name).join(Company, Company.id == Connection.company_id))
    }
    runs = {str(each.connection_id): each.run for each in overview.progress(db) if each.is_open}
    return [_work(job, companies, runs) for job in jobs]


def failing(db: Db, tenant_id: UUID) -> int:
    """Count the work that was given up, or that has failed and comes again."""
    in_trouble = (Job.state == JobState.DEAD) | (Job.failures > 0)
    query = select(func.count()).select_from(Job).where(Job.tenant_id == tenant_id, _is_left(), in_trouble)
    return db.scalar(query) or 0


def _is_left() -> ColumnElement[bool]:
    """Keep what waits or runs, and what was given up unless the same work was written again since."""
    again = exists().where(
        LATER.tenant_id == Job.tenant_id,
        LATER.kind == Job.kind,
        LATER.dedupe_key == Job.dedupe_key,
        LATER.dedupe_key != "",
        LATER.created_at > Job.created_at,
    )
    return Job.state.in_(WAITING) | and_(Job.state == JobState.DEAD, ~again)


def _work(job: Job, companies: dict[str, str], runs: dict[str, SyncRun]) -> Work:
    connection = str(job.args.get("connection", ""))
    return Work(job, companies.get(connection, ""), runs.get(connection))
