"""Activations that nobody finished; the store needs no call, for it was told nothing."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update

from hub.activation.models import Activation, ActivationCompany, ActivationState, CompanyDecision, InitiatorCode
from hub.activation.service import concluding
from hub.db import Db
from tenants.models import Label, LabelState

__all__ = ["expire", "forget"]

PATIENCE = timedelta(days=7)
"""How long a confirmed activation may wait for what is in its way."""


def expire(db: Db) -> None:
    """End what has run out: activations with what was entered in them, and reservations of addresses. System role."""
    over = list(
        db.scalars(
            update(Activation)
            .where(
                Activation.state.in_((ActivationState.VERIFIED, ActivationState.IDENTIFIED)),
                Activation.expires_at < func.now(),
            )
            .values(state=ActivationState.EXPIRED, finished_at=func.now(), version=Activation.version + 1)
            .returning(Activation.id)
        )
    )
    forget(db, over)
    db.execute(delete(Label).where(Label.state == LabelState.RESERVED, Label.expires_at < func.now()))
    late = (Activation.state == ActivationState.CONFIRMED) & (Activation.confirmed_at < datetime.now(UTC) - PATIENCE)
    for activation_id in db.scalars(select(Activation.id).where(late)).all():
        concluding.stop(db, activation_id, "not_finished")


def forget(db: Db, activation_ids: list[UUID]) -> None:
    """Delete what was entered and decided in activations, and give back the addresses that were held for it."""
    companies = select(ActivationCompany.id).where(ActivationCompany.activation_id.in_(activation_ids))
    db.execute(delete(Label).where(Label.state == LabelState.RESERVED, Label.held_by.in_(companies)))
    db.execute(delete(InitiatorCode).where(InitiatorCode.activation_id.in_(activation_ids)))
    db.execute(
        update(ActivationCompany)
        .where(ActivationCompany.activation_id.in_(activation_ids))
        .values(
            {
                "form": {},
                "step_data": {},
                "decision": CompanyDecision.OPEN,
                "joins_id": None,
                "target_tenant_id": None,
                "terms_version": "",
                "terms_accepted_at": None,
                "asked_admins_at": None,
            }
        )
    )
