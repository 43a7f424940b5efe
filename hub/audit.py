"""What was done in an environment, by whom: written in the transaction of the deed, never changed afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hub.db import Db
from hub.models import AuditEvent

__all__ = ["Actor", "record"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: the person, the account they were signed in with, and the request it came in."""

    person_id: UUID
    identity_id: UUID | None = None
    request_id: str = ""


def record(
    db: Db,
    tenant_id: UUID,
    action: str,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
    actor: Actor | UUID | None = None,
) -> None:
    """Write down a deed in the scope of its environment.

    :param action: stable name, subject first, e.g. ``connection.attached``
    :param subject: what it was done to, for people; cut at 200 characters
    :param details: JSON values, never a secret
    :param actor: a person's id where the account is not at hand; None for the hub itself
    """
    who = Actor(actor) if isinstance(actor, UUID) else actor
    event = AuditEvent(tenant_id=tenant_id, action=action, subject=subject[:200], details=dict(details or {}))
    if who is not None:
        event.person_id, event.identity_id, event.request_id = who.person_id, who.identity_id, who.request_id[:64]
    db.add(event)
    db.flush()
