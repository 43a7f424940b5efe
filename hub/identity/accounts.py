"""The accounts a person signs in with: linking another one, and taking one away.

An account that was taken away keeps its row, because what was done with it stays told. Whoever signs in with it later
is a new person.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, select

from hub import audit
from hub.access.rules import admits
from hub.access.service import keep_an_admin_who_gets_in
from hub.audit import Actor
from hub.db import Db
from hub.identity import service, sessions
from hub.identity.models import LinkedIdentity, Person
from hub.identity.sessions import SignedIn
from hub.sdk.identity import Identity
from tenants import membership
from tenants.errors import LastAdmin
from tenants.models import Tenant
from tenants.scope import Scope, reaching

__all__ = ["InUse", "LastAccount", "NobodyLeft", "SomebodyElses", "link", "note_refusal", "of", "unlink"]


class SomebodyElses(Exception):
    """The account belongs to another person."""


class LastAccount(Exception):
    """The person could not sign in any more."""


class InUse(Exception):
    """The person is signed in with this very account."""


class NobodyLeft(Exception):
    """Without the account no Admin would get into an environment any more; ``environment`` is its name."""

    def __init__(self, environment: str) -> None:
        super().__init__("the only account that manages an environment")
        self.environment = environment


def of(db: Db, person_id: UUID) -> Sequence[LinkedIdentity]:
    """List a person's accounts, the oldest first."""
    return db.scalars(_linked(person_id).order_by(LinkedIdentity.first_seen_at, LinkedIdentity.id)).all()


def link(db: Db, person_id: UUID, identity: Identity, actor: Actor) -> LinkedIdentity:
    """Make an account that was just proved another one of the person's; theirs already, it stays so.

    :raises SomebodyElses: it is another person's
    """
    linked, is_new = service.claim(db, identity, person_id)
    if linked.person_id != person_id:
        raise SomebodyElses
    service.note_identity(linked, identity)
    if is_new:
        audit.record(db, None, "identity.linked", named(identity), actor=actor)
    return linked


def unlink(db: Db, person: SignedIn, identity_id: UUID, actor: Actor) -> bool:
    """Take an account away from the person and end its sessions; False when it is not theirs.

    :raises InUse: the person is signed in with it
    :raises LastAccount: it is the only one
    :raises NobodyLeft: an environment accepts it, and none of the others with which an Admin could enter
    """
    row = db.get_one(Person, person.person_id, with_for_update=True, populate_existing=True)  # two tabs, two accounts
    held = of(db, person.person_id)
    found = next((each for each in held if each.id == identity_id), None)
    if found is None:
        return False
    if len(held) == 1:
        raise LastAccount
    if identity_id == person.identity_id:
        raise InUse
    found.unlinked_at = func.now()
    if row.email == found.email_seen:
        row.email = next((each.email_seen for each in held if each.id == person.identity_id), None) or row.email
    sessions.end_of_identity(db, identity_id)
    _leave_no_environment_to_nobody(db, person.person_id, identity_id)
    audit.record(db, None, "identity.unlinked", found.email_seen or found.provider, actor=actor)
    db.flush()
    return True


def _leave_no_environment_to_nobody(db: Db, person_id: UUID, gone: UUID) -> None:
    with reaching(db, Scope(person_id=person_id)):
        managed = membership.administered_by(db, person_id)
    for tenant_id in managed:
        with reaching(db, Scope(tenant_id=tenant_id)):
            membership.lock(db, tenant_id)
            if not admits(db, tenant_id, gone):
                continue
            try:
                keep_an_admin_who_gets_in(db, tenant_id)
            except LastAdmin:
                raise NobodyLeft(db.get_one(Tenant, tenant_id).name) from None


def note_refusal(db: Db, identity: Identity, actor: Actor) -> None:
    """Record that an account of somebody else was to be linked."""
    audit.record(db, None, "identity.link_refused", named(identity), actor=actor)


def named(identity: Identity) -> str:
    """Name an account for people."""
    return identity.email or identity.name or identity.provider


def _linked(person_id: UUID) -> Select[LinkedIdentity]:
    return select(LinkedIdentity).where(LinkedIdentity.person_id == person_id, LinkedIdentity.unlinked_at.is_(None))
