"""An event as the document that is hashed and exported."""

from datetime import UTC, datetime
from typing import Any

from hub.audit.canonical import hash_of
from hub.audit.chain import HUB, Head
from hub.audit.models import AuditEvent, Event

__all__ = ["document_of", "seal"]

FORMAT = 1


def document_of(event: Event) -> dict[str, Any]:
    """Write an event out, with everything that its hash covers and the hash itself."""
    return {
        "format": FORMAT,
        "chain": str(event.tenant_id) if isinstance(event, AuditEvent) else HUB,
        "sequence": event.sequence,
        "at": _moment(event.at),
        "actor": {
            "kind": event.actor_kind,
            "name": event.actor_name,
            "person": str(event.person_id) if event.person_id else None,
            "provider": event.provider,
            "authority": event.authority,
            "subject": event.account,
            "email": event.email,
            "assurance": event.assurance,
            "auth_time": _moment(event.auth_time) if event.auth_time else None,
            "address": event.address,
        },
        "action": event.action,
        "subject": event.subject,
        "details": event.details,
        "before": event.before,
        "after": event.after,
        "request": event.request_id,
        "previous": event.previous,
        "hash": event.hash,
    }


def seal(event: Event) -> Head:
    """Compute an event's hash; it is the chain's head then."""
    event.hash = hash_of(document_of(event))
    return Head(event.sequence, event.hash)


def _moment(at: datetime) -> str:
    """Write a moment in UTC to the microsecond, which is what PostgreSQL keeps.

    >>> _moment(datetime(2026, 11, 22, 21, 0, tzinfo=UTC))
    '2026-11-22T21:00:00.000000Z'
    """
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
