"""Writing to the Admins of what is wrong, once, and once when it is over."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from sqlalchemy import select

from hub import mail, queue
from hub.db import Db
from hub.identity.models import Person
from hub.notices import service, words
from hub.notices.models import Kind
from hub.notices.service import Standing
from tenants import membership
from tenants.models import Tenant

__all__ = ["TELL", "look_whom_to_tell", "tell_admins"]

TELL = "tell_admins"
LOOK_EVERY = 10
Letter = Callable[[Kind, str, str, str], tuple[str, str]]


@queue.schedule(every=LOOK_EVERY)
def look_whom_to_tell(db: Db) -> None:
    """Have those environments' Admins written to who have not heard yet of what is wrong, or over."""
    for tenant_id in service.tenants_to_tell(db):
        queue.later(db, TELL, tenant_id=tenant_id, dedupe_key="notices")


@queue.task(TELL)
def tell_admins(lease: queue.Lease) -> None:
    """Write what an environment's Admins have not been told; that they were is noted in the same transaction."""
    if lease.tenant_id is None:
        return
    with lease.transaction(final=True) as db:
        tenant, now = db.get_one(Tenant, lease.tenant_id), datetime.now(UTC)
        home = lease.settings.tenant_url(tenant.subdomain)
        begun, over = service.begun(db), service.over(db)
        _write(db, tenant, begun, words.begun, f"{home}/connections")
        _write(db, tenant, over, words.over, f"{home}/analytics")
        for each in begun:
            each.notice.mailed = now
        for each in over:
            each.notice.over_mailed = now


def _write(db: Db, tenant: Tenant, told: Sequence[Standing], letter: Letter, address: str) -> None:
    admins = membership.admins(db, tenant.id)
    people = select(Person).where(Person.id.in_(admins), Person.email != "").order_by(Person.id)
    for person in db.scalars(people).all() if told else ():
        for each in told:
            said = letter(Kind(each.notice.kind), each.company, tenant.name, address)
            mail.send(db, person.email, *said, language=person.language)
