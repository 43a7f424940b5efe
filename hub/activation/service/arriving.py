"""From a store's redirect to a durable activation, one for each of its requests."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from hub.activation import tickets
from hub.activation.models import Activation, ActivationCompany, ActivationState
from hub.db import Db
from hub.sdk.activation import Ticket
from hub.sdk.errors import UserFault

__all__ = ["LIFE", "begin", "find", "get", "locked"]

LIFE = timedelta(hours=24)
LONGEST_REFERENCE = 80


def find(db: Db, flow: str, reference: str) -> Activation | None:
    """Find the activation of a store's request."""
    return db.scalar(select(Activation).where(Activation.flow == flow, Activation.reference == reference))


def get(db: Db, activation_id: UUID) -> Activation | None:
    """Find an activation by its own id."""
    return db.get(Activation, activation_id)


def locked(db: Db, activation_id: UUID) -> Activation | None:
    """Take an activation for this transaction: what two tabs send comes one after the other."""
    return db.get(Activation, activation_id, with_for_update=True, populate_existing=True)


def begin(db: Db, flow: str, ticket: Ticket) -> Activation:
    """Keep a request that the store has vouched for; one that had expired here begins anew.

    :raises UserFault: the request covers no company, or its id is longer than any store's
    """
    if not ticket.companies or len(ticket.reference) > LONGEST_REFERENCE:
        raise UserFault(_("The store sent a request without a company. Go back to the store and activate again."))
    facts = {
        "ticket": tickets.to_json(ticket),
        "initiator_email": ticket.initiator.email if ticket.initiator else None,
        "expires_at": _expiry(ticket),
    }
    claim = insert(Activation).values(flow=flow, reference=ticket.reference, state=ActivationState.VERIFIED, **facts)
    made = db.scalar(claim.on_conflict_do_nothing().returning(Activation.id))
    if made is not None:
        _add_companies(db, made, ticket)
        return db.get_one(Activation, made)
    known = db.scalars(
        select(Activation).where(Activation.flow == flow, Activation.reference == ticket.reference).with_for_update()
    ).one()
    if known.state == ActivationState.EXPIRED:
        known.state, known.person_id, known.finished_at = ActivationState.VERIFIED, None, None
        known.message = ""
        for name, value in facts.items():
            setattr(known, name, value)
        db.execute(delete(ActivationCompany).where(ActivationCompany.activation_id == known.id))
        _add_companies(db, known.id, ticket)
    return known


def _expiry(ticket: Ticket) -> datetime:
    ours = datetime.now(UTC) + LIFE
    return min(ours, ticket.expires_at) if ticket.expires_at else ours


def _add_companies(db: Db, activation_id: UUID, ticket: Ticket) -> None:
    for position, each in enumerate(ticket.companies):
        db.add(
            ActivationCompany(
                activation_id=activation_id,
                position=position,
                source_id=each.source_id,
                name=each.name[:120],
                country=each.country,
                business_id=each.business_id,
            )
        )
    db.flush()
