"""What the top bar of an environment offers: the person's other environments, and the environment's companies."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from flask import abort, g, request
from flask_login import current_user
from sqlalchemy import select

from hub.db import Db, transaction
from hub.ledger.books import books_of
from hub.sdk.refs import BookRef, TenantRef
from hub.web.context import hub
from tenants.models import Membership, Tenant, TenantState

__all__ = ["Environment", "Navigation", "environments_of"]


@dataclass(frozen=True, slots=True)
class Environment:
    """An environment somebody may enter, and where it is."""

    tenant: TenantRef
    url: str
    role: str


class Navigation:
    """The choices of one request, looked up when a page asks for them."""

    @cached_property
    def environments(self) -> list[Environment]:
        """The person's environments by name."""
        with transaction(person_id=current_user.person_id) as db:
            return environments_of(db, current_user.person_id)

    @cached_property
    def books(self) -> list[BookRef]:
        """The environment's companies by name."""
        with transaction(g.tenant.id) as db:
            return books_of(db)

    @cached_property
    def book(self) -> BookRef | None:
        """The company that is looked at: the one the address names, else the first; None while there is none."""
        wanted = request.args.get("book")
        if wanted is None:
            return self.books[0] if self.books else None
        found = next((each for each in self.books if str(each.id) == wanted), None)
        return found or abort(404)

    @property
    def choice(self) -> dict[str, UUID]:
        """What links carry on, so that the chosen company stays chosen."""
        return {"book": self.book.id} if len(self.books) > 1 and self.book else {}


def environments_of(db: Db, person_id: UUID) -> list[Environment]:
    """List the open environments a person is a member of."""
    found = db.execute(
        select(Tenant, Membership.role)
        .join(Membership, Membership.tenant_id == Tenant.id)
        .where(Membership.person_id == person_id, Membership.ended_at.is_(None), Tenant.state == TenantState.OPEN)
        .order_by(Tenant.name, Tenant.id)
    )
    settings = hub().settings
    return [
        Environment(TenantRef(each.id, each.name, each.subdomain), settings.tenant_url(each.subdomain), role)
        for each, role in found
    ]
