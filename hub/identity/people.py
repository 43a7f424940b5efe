"""Shutting a person out of the hub, and letting them in again. For operators."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, or_, select

from hub import audit
from hub.audit import Operator
from hub.db import Db
from hub.identity import sessions
from hub.identity.models import LinkedIdentity, Person

__all__ = ["find", "shut_out"]


def find(db: Db, who: UUID | str) -> Sequence[Person]:
    """Find a person by id, or everybody who has an e-mail address or an account with it."""
    if isinstance(who, UUID):
        return [found] if (found := db.get(Person, who)) else []
    address = who.strip().lower()
    holders = select(LinkedIdentity.person_id).where(
        func.lower(LinkedIdentity.email_seen) == address, LinkedIdentity.unlinked_at.is_(None)
    )
    has_it = or_(func.lower(Person.email) == address, Person.id.in_(holders))
    return db.scalars(select(Person).where(has_it).order_by(Person.id)).all()


def shut_out(db: Db, person: Person, *, disabled: bool, actor: Operator) -> None:
    """Disable a person and end all their sessions in the same transaction, or enable them again."""
    person.disabled_at = func.now() if disabled else None
    if disabled:
        sessions.end_of_person(db, person.id)
    action = "person.disabled" if disabled else "person.enabled"
    audit.record(db, None, action, person.name, {"person": str(person.id)}, actor)
    db.flush()
