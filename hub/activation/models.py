"""Activations: what arrived from a store, what was decided about each company, and what came of it.

They lie outside the tenants: an activation exists before its environments do, and may concern several.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.texts import Sentence
from tenants.orm import Base, NamesTenant, new_id, stamped

__all__ = ["Activation", "ActivationCompany", "ActivationState", "CompanyDecision", "InitiatorCode"]


class ActivationState(StrEnum):
    """Where an activation stands."""

    VERIFIED = "verified"
    """The store told what it is about; the person is not proven to be its initiator yet."""
    IDENTIFIED = "identified"
    """The initiator is proven; companies are being decided."""
    CONFIRMED = "confirmed"
    """The person has confirmed; the store is being told. From here on it only goes forward."""
    CONNECTED = "connected"
    """Every company has its result."""
    DECLINED = "declined"
    EXPIRED = "expired"
    FAILED = "failed"


class CompanyDecision(StrEnum):
    """What shall become of one company of a request."""

    OPEN = "open"
    CREATE = "create"
    ATTACH = "attach"
    """Into an environment that exists."""
    JOIN = "join"
    """Into the environment that another company of the same request creates."""
    REJECT = "reject"


class Activation(Base):
    """One request of a store; unique by flow and reference, so that every browser that proves itself resumes it."""

    __tablename__ = "activation"
    __table_args__ = (
        UniqueConstraint("flow", "reference"),
        CheckConstraint(
            "state IN ('verified', 'identified', 'confirmed', 'connected', 'declined', 'expired', 'failed')", "state"
        ),
    )

    id: Mapped[UUID] = new_id()
    flow: Mapped[str] = mapped_column(String(40))
    reference: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(12), default=ActivationState.VERIFIED)
    version: Mapped[int] = mapped_column(default=1)
    ticket: Mapped[dict[str, Any]] = mapped_column(JSONB)
    initiator_email: Mapped[str | None] = mapped_column(String(254))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    """The person who proved to be the initiator."""
    identity_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity.id"))
    created_at: Mapped[datetime] = stamped()
    expires_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    confirmed_as: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    """With which account and how surely the person was signed in when confirming, in which request: for the audit."""
    finished_at: Mapped[datetime | None]
    message: Mapped[str] = mapped_column(Sentence, default="")

    companies: Mapped[list["ActivationCompany"]] = relationship(
        back_populates="activation", order_by="ActivationCompany.position"
    )

    __mapper_args__ = {"version_id_col": version}


class ActivationCompany(NamesTenant, Base):
    """One company of a request: what the store says of it, what was entered, what was decided, what came of it."""

    __tablename__ = "activation_company"
    __table_args__ = (
        UniqueConstraint("activation_id", "source_id"),
        CheckConstraint("decision IN ('open', 'create', 'attach', 'join', 'reject')", "decision"),
        CheckConstraint("result IN ('', 'created', 'attached', 'rejected', 'failed')", "result"),
    )
    found_by = frozenset({"id", "activation_id"})

    id: Mapped[UUID] = new_id()
    activation_id: Mapped[UUID] = mapped_column(ForeignKey("activation.id"), index=True)
    position: Mapped[int]
    source_id: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    country: Mapped[str] = mapped_column(String(2))
    business_id: Mapped[str | None] = mapped_column(String(25))
    decision: Mapped[str] = mapped_column(String(10), default=CompanyDecision.OPEN)
    reason: Mapped[str] = mapped_column(Sentence, default="")
    form: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """What was submitted, page by page, as it was submitted: nobody types anything twice."""
    step_data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """What each plugin's page handed on, by the step's name."""
    target_tenant_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenant.id"))
    joins_id: Mapped[UUID | None] = mapped_column(ForeignKey("activation_company.id"))
    terms_version: Mapped[str] = mapped_column(String(40), default="")
    terms_accepted_at: Mapped[datetime | None]
    asked_admins_at: Mapped[datetime | None]
    result: Mapped[str] = mapped_column(String(10), default="")
    result_message: Mapped[str] = mapped_column(Sentence, default="")
    tenant_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenant.id"))
    connection_id: Mapped[UUID | None]
    store_active: Mapped[bool | None]
    """Whether the store showed the integration as active afterwards; None while that is not known."""

    activation: Mapped[Activation] = relationship(back_populates="companies")


class InitiatorCode(Base):
    """A one-time code mailed to the initiator's address; kept hashed, for ten minutes and five attempts."""

    __tablename__ = "initiator_code"

    id: Mapped[UUID] = new_id()
    activation_id: Mapped[UUID] = mapped_column(ForeignKey("activation.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = stamped()
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
