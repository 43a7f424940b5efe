"""Tables that belong to no feature: work to be done, when it was last looked after, and mail to be sent."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hub.texts import Sentence
from tenants.orm import Base, new_id, stamped

__all__ = ["WAITING", "Job", "JobState", "Mail", "ScheduleRun"]


class JobState(StrEnum):
    """Where a job stands between the transaction that asked for it and the one that did it."""

    PENDING = "pending"
    SENT = "sent"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"
    """Given up after too many attempts; shown to the tenant."""


WAITING = (JobState.PENDING, JobState.SENT, JobState.RUNNING)
"""The states of work that is still to be done, or being done."""


class Job(Base):
    """Work written in the transaction of what it follows (outbox); RQ only carries its id.

    ``tenant_id`` is None for work that belongs to no tenant. Row-level security shows a tenant its own jobs.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'sent', 'running', 'done', 'dead')", "state"),
        Index(
            "uq_job_waiting",
            text("coalesce(tenant_id, '00000000-0000-0000-0000-000000000000'::uuid)"),
            "kind",
            "dedupe_key",
            unique=True,
            postgresql_where=text("state IN ('pending', 'sent', 'running') AND dedupe_key <> ''"),
        ),
        Index("ix_job_due", "run_after", postgresql_where=text("state = 'pending'")),
        Index("ix_job_lease", "lease_until", postgresql_where=text("state IN ('sent', 'running')")),
    )

    id: Mapped[UUID] = new_id()
    tenant_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenant.id"), index=True)
    kind: Mapped[str] = mapped_column(String(60))
    args: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    dedupe_key: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[str] = mapped_column(String(10), default=JobState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    """How often the job was claimed; only ever grows, for it fences late workers off."""
    failures: Mapped[int] = mapped_column(default=0)
    """How often it has failed since it last got on."""
    run_after: Mapped[datetime] = stamped()
    lease_until: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(Sentence, default="")
    created_at: Mapped[datetime] = stamped()
    finished_at: Mapped[datetime | None]


class ScheduleRun(Base):
    """When a schedule was last called, by whichever dispatcher; outside the tenants because the hub itself does it."""

    __tablename__ = "schedule_run"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    last_at: Mapped[datetime]


class Mail(Base):
    """A message to be sent by a worker; outside the tenants because some go to people who are members of none."""

    __tablename__ = "mail"

    id: Mapped[UUID] = new_id()
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = stamped()
    sent_at: Mapped[datetime | None]
