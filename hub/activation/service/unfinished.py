"""What a person has begun and not finished, so that any device can go on with it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from hub.activation.models import Activation, ActivationState
from hub.db import Db

__all__ = ["of"]

STATES = (ActivationState.IDENTIFIED, ActivationState.CONFIRMED)


def of(db: Db, person_id: UUID) -> Sequence[Activation]:
    """List the activations that a person proved to have initiated and that still wait, with their companies."""
    waiting = (Activation.person_id == person_id, Activation.state.in_(STATES), Activation.expires_at > func.now())
    query = select(Activation).where(*waiting).order_by(Activation.created_at)
    return db.scalars(query.options(selectinload(Activation.companies))).all()
