"""What is recorded of activations: outside of environments, for they exist before any.

Who confirmed is kept with the activation, because a worker may finish it long after their request has ended.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from hub import audit
from hub.activation.models import Activation, ActivationCompany
from hub.audit import Actor
from hub.db import Db

__all__ = ["confirmed_by", "keep_who_confirmed", "record", "record_company", "record_proof"]


def record(db: Db, activation: Activation, action: str, actor: Actor, **details: Any) -> None:
    """Record what somebody did with an activation."""
    audit.record(db, None, action, activation.flow, {"activation": str(activation.id), **details}, actor)


def record_proof(db: Db, activation: Activation, actor: Actor, by: str, ended: Iterable[Activation]) -> None:
    """Record that somebody proved to be the initiator, and which earlier activations of theirs ended with it."""
    record(db, activation, "activation.identified", actor, by=by)
    for each in ended:
        record(db, each, "activation.superseded", actor, by=str(activation.id))


def record_company(db: Db, company: ActivationCompany, action: str, reason: str = "") -> None:
    """Record what became of one company of a confirmed activation."""
    details = {"activation": str(company.activation_id), "business_id": company.business_id or ""}
    if reason:
        details["reason"] = reason
    audit.record(db, None, action, company.name, details, confirmed_by(company.activation))


def keep_who_confirmed(activation: Activation, actor: Actor) -> None:
    """Remember with which account and how surely who confirmed was signed in, and in which request it was."""
    activation.confirmed_as = {
        "identity": str(actor.identity_id) if actor.identity_id else None,
        "request_id": actor.request_id,
        "assurance": actor.assurance,
        "auth_time": actor.auth_time.isoformat() if actor.auth_time else None,
        "address": actor.address,
    }


def confirmed_by(activation: Activation) -> Actor | None:
    """Tell who confirmed an activation; None while nobody has proved to be its initiator."""
    if activation.person_id is None:
        return None
    kept = activation.confirmed_as
    at, account = kept.get("auth_time"), kept.get("identity")
    return Actor(
        activation.person_id,
        UUID(account) if account else activation.identity_id,
        kept.get("request_id", ""),
        kept.get("assurance", ""),
        datetime.fromisoformat(at) if at else None,
        kept.get("address", ""),
    )
