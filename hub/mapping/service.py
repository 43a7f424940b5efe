"""Moving an account of a book to another line of its statements, and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from hub import audit
from hub.audit import Actor
from hub.db import Db
from hub.ledger.models import Book
from hub.ledger.service import BookGone
from hub.mapping.models import MovedAccount
from hub.sdk.errors import UserFault
from hub.sdk.reports import AccountLayout
from hub.sdk.texts import text as _
from tenants import membership
from tenants.errors import NotAdmin

__all__ = ["MovedMeanwhile", "Place", "check", "move", "undo"]


class MovedMeanwhile(Exception):
    """Somebody else has moved the account since it was looked at; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Place:
    """An account of a book in a layout.

    :param called: the account with its code, as the audit names it
    :param names: what lines are called, by key, as the audit names them
    :param seen: key of the line it had been moved to when it was looked at; empty where it stood on its standard line
    """

    book_id: UUID
    layout: AccountLayout
    account: str
    called: str
    names: Mapping[str, str]
    seen: str = ""

    @property
    def line(self) -> str:
        """Give the key of the line that it was seen on."""
        return self.seen or self.layout.standard(self.account)


def move(db: Db, tenant_id: UUID, place: Place, line: str, actor: Actor) -> None:
    """Have an account stand on another line from now on, in every report and for every day.

    :param line: its key; that of the standard line undoes what was moved
    :raises NotAdmin: the actor is no Admin, asked in this very transaction
    :raises UserFault: the layout does not take the account there, or it stands there already
    :raises MovedMeanwhile: it does not stand any more where it was seen
    :raises BookGone: the book is not in the scope of the transaction
    """
    check(place, line)
    if line == place.layout.standard(place.account):
        undo(db, tenant_id, place, actor)
        return
    company = _begin(db, tenant_id, place, actor)
    _settle(_replaced(db, place, line, actor) if place.seen else _added(db, tenant_id, place, line, actor))
    _record(db, tenant_id, "account.moved", place, line, company, actor)


def undo(db: Db, tenant_id: UUID, place: Place, actor: Actor) -> None:
    """Let an account stand on its standard line again.

    :raises NotAdmin, MovedMeanwhile, BookGone: as :func:`move` does
    """
    company = _begin(db, tenant_id, place, actor)
    _settle(db.scalar(delete(MovedAccount).where(*_seen(place)).returning(MovedAccount.account)))
    _record(db, tenant_id, "account.moved_back", place, place.layout.standard(place.account), company, actor)


def check(place: Place, line: str) -> None:
    """Make sure that an account can be moved to a line from where it was seen.

    :raises UserFault: the layout does not take it there, or it stands there already
    """
    if not place.layout.takes(place.account, line):
        raise UserFault(_("This account cannot stand on that line. Choose one of its own statement."), field="to")
    if line == place.line:
        raise UserFault(_("The account stands on this line already. Choose another one."), field="to")


def _begin(db: Db, tenant_id: UUID, place: Place, actor: Actor) -> str:
    """Make sure that this may be done here, and name the company."""
    if actor.person_id is None:
        raise NotAdmin
    membership.require_admin(db, tenant_id, actor.person_id)
    company = db.scalar(select(Book.name).where(Book.id == place.book_id))
    if company is None:
        raise BookGone(_("This book does not exist in this environment."))
    return company


def _added(db: Db, tenant_id: UUID, place: Place, line: str, actor: Actor) -> str | None:
    row = {"tenant_id": tenant_id, "book_id": place.book_id, "layout": place.layout.key, "account": place.account}
    statement = insert(MovedAccount).values(**row, line=line, moved_by=actor.person_id).on_conflict_do_nothing()
    return db.scalar(statement.returning(MovedAccount.account))


def _replaced(db: Db, place: Place, line: str, actor: Actor) -> str | None:
    """Move it on, unless somebody else was faster: one statement looks and writes."""
    values = {"line": line, "moved_by": actor.person_id, "moved_at": func.now()}
    statement = update(MovedAccount).where(*_seen(place)).values(**values).returning(MovedAccount.account)
    return db.scalar(statement.execution_options(synchronize_session=False))


def _seen(place: Place) -> tuple[ColumnElement[bool], ...]:
    return (
        MovedAccount.book_id == place.book_id,
        MovedAccount.layout == place.layout.key,
        MovedAccount.account == place.account,
        MovedAccount.line == place.seen,
    )


def _settle(account: str | None) -> None:
    if account is None:
        raise MovedMeanwhile


def _record(db: Db, tenant_id: UUID, action: str, place: Place, line: str, company: str, actor: Actor) -> None:
    """Write down from which line to which: by key, which no translation changes, and by name."""
    before, after = ({"line": key, "line_name": place.names.get(key, "")} for key in (place.line, line))
    details = {"company": company, "layout": place.layout.key}
    audit.record(db, tenant_id, action, place.called, details, actor, before=before, after=after)
