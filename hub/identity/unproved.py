"""Telling the other Admins when somebody did what needs a recent sign-in, and the provider did not prove it was one.

Once for each session and environment: whoever signs in again is told of again.
"""

from collections.abc import Sequence

from sqlalchemy import select, update

from hub import mail
from hub.db import Db
from hub.identity.models import Person, WebSession
from hub.identity.sessions import SignedIn
from hub.sdk.refs import TenantRef
from hub.sdk.texts import text as _
from tenants import membership

__all__ = ["tell_admins"]

TOLD = "told_unproved:"


def tell_admins(db: Db, tenant: TenantRef, person: SignedIn, provider: str, address: str) -> None:
    """Write to the other Admins of an environment, unless they were told of this session. In the environment's scope.

    :param provider: what people call it
    :param address: of the page on which an Admin can end somebody's sessions
    """
    told = {f"{TOLD}{tenant.id}": True}
    first = (
        update(WebSession)
        .where(WebSession.id == person.session.id, ~WebSession.data.contains(told))
        .values(data=WebSession.data.concat(told))
        .returning(WebSession.id)
    )
    if db.scalar(first) is None:
        return
    for each in _others(db, tenant, person):
        mail.send(db, each.email, *_letter(tenant, person, provider, address), language=each.language)


def _others(db: Db, tenant: TenantRef, person: SignedIn) -> Sequence[Person]:
    others = [each for each in membership.admins(db, tenant.id) if each != person.person_id]
    return db.scalars(select(Person).where(Person.id.in_(others), Person.email != "").order_by(Person.id)).all()


def _letter(tenant: TenantRef, person: SignedIn, provider: str, address: str) -> tuple[str, str]:
    subject = _("An act in “%(environment)s” that you may want to know of", environment=tenant.name)
    body = _(
        "%(name)s (%(email)s) is doing something in the environment “%(environment)s” that needs a recent sign-in: "
        "connections, keys, members or files.\n\n"
        "They signed in with %(provider)s, which did not tell when they last proved who they are. Nothing is wrong "
        "with that by itself; it only means that somebody else at their computer could have done it, too.\n\n"
        "If you did not expect it, ask them. The members, and a way to end somebody's sessions, are at %(address)s\n",
        name=person.name,
        email=person.address,
        environment=tenant.name,
        provider=provider,
        address=address,
    )
    return subject, body
