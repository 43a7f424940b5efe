"""People: who an identity belongs to."""

import re
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from hub.db import Db
from hub.identity.models import LinkedIdentity, Person
from hub.sdk.errors import Refused
from hub.sdk.identity import Identity
from tenants.models import Membership

__all__ = ["adopt_language", "choose_language", "claim", "note_identity", "note_sign_in", "recognise"]

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def recognise(db: Db, identity: Identity) -> LinkedIdentity:
    """Find whose identity this is, or make a person for it; note what the provider says of them now.

    Known by provider, authority and subject, never by the e-mail address.

    :raises Refused: the person has been disabled
    """
    linked = _find(db, identity) or _add(db, identity)
    person = db.get_one(Person, linked.person_id)
    if person.disabled_at is not None:
        raise Refused(_("This account has been closed. Ask your support if you think that this is a mistake."))
    note_identity(linked, identity)
    person.name = _name(identity)
    person.email = linked.email_seen or person.email
    db.flush()
    return linked


def claim(db: Db, identity: Identity, person_id: UUID) -> tuple[LinkedIdentity, bool]:
    """Make an identity a person's unless it is somebody's already.

    :returns: the identity, whoever's it is, and whether it was made now
    """
    wanted = insert(LinkedIdentity).values(
        person_id=person_id,
        provider=identity.provider,
        authority=identity.authority,
        subject=identity.subject,
        kind=identity.kind,
    )
    made = db.scalar(wanted.on_conflict_do_nothing().returning(LinkedIdentity.id))
    found = _find(db, identity)
    assert found is not None  # noqa: S101  # inserted above, here or by another browser
    return found, made is not None


def note_identity(linked: LinkedIdentity, identity: Identity) -> None:
    """Note what the provider says of an account now."""
    linked.email_seen = _email(identity)
    linked.email_vouched = identity.email_vouched and linked.email_seen is not None
    linked.kind = identity.kind
    linked.organisation = identity.organisation
    linked.guest = identity.guest
    linked.last_seen_at = func.now()


def _find(db: Db, identity: Identity) -> LinkedIdentity | None:
    return db.scalar(
        select(LinkedIdentity).where(
            LinkedIdentity.provider == identity.provider,
            LinkedIdentity.authority == identity.authority,
            LinkedIdentity.subject == identity.subject,
            LinkedIdentity.unlinked_at.is_(None),
        )
    )


def _add(db: Db, identity: Identity) -> LinkedIdentity:
    person = Person(name=_name(identity), email=_email(identity) or "")
    db.add(person)
    db.flush()
    linked, is_new = claim(db, identity, person.id)
    if not is_new:
        # another browser of the same person was faster by a moment
        db.delete(person)
        db.flush()
    return linked


def _name(identity: Identity) -> str:
    name = _UNPRINTABLE.sub(" ", identity.name).strip()
    return (name or (_email(identity) or "").partition("@")[0] or "?")[:120]


def _email(identity: Identity) -> str | None:
    address = _UNPRINTABLE.sub("", identity.email or "").strip()
    return address if 0 < len(address) <= 254 else None


def choose_language(db: Db, person_id: UUID, language: str) -> None:
    """Let a person read everything in a language from now on, wherever they sign in."""
    db.execute(update(Person).where(Person.id == person_id).values(language=language))


def adopt_language(db: Db, person_id: UUID, language: str) -> None:
    """Make a language that was chosen before the sign-in the person's own, unless they have chosen one already."""
    undecided = update(Person).where(Person.id == person_id, Person.language.is_(None))
    db.execute(undecided.values(language=language))


def note_sign_in(db: Db, tenant_id: UUID, person_id: UUID) -> None:
    """Note that a member has entered the environment."""
    db.execute(
        update(Membership)
        .where(Membership.tenant_id == tenant_id, Membership.person_id == person_id)
        .values(last_sign_in_at=func.now())
    )
