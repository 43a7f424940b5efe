"""Views of reports that somebody has given a name; each is its owner's own."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from hub.db import Db
from hub.reports.models import SavedView
from hub.sdk.errors import UserFault
from hub.sdk.texts import text as _

__all__ = ["MOST", "find", "list_views", "remove", "rename", "save"]

MOST = 100
"""Views that one person may have in an environment."""


def save(
    db: Db, tenant_id: UUID, person_id: UUID, book_id: UUID, *, report: str, name: str, query: Mapping[str, str]
) -> SavedView:
    """Keep a view under a name.

    :param query: as it stands in the report's address
    :raises UserFault: the person has a view of this name, or too many
    """
    if len(list_views(db, person_id)) >= MOST:
        raise UserFault(
            _("You have %(most)s saved views. Delete some of them on Content first.", most=MOST), field="name"
        )
    view = SavedView(
        tenant_id=tenant_id, person_id=person_id, book_id=book_id, report=report, name=name, query=dict(query)
    )
    try:
        with db.begin_nested():
            db.add(view)
    except IntegrityError:
        raise _taken(name) from None
    return view


def list_views(db: Db, person_id: UUID) -> Sequence[SavedView]:
    """List a person's views by name."""
    return db.scalars(select(SavedView).where(SavedView.person_id == person_id).order_by(SavedView.name)).all()


def find(db: Db, person_id: UUID, view_id: UUID) -> SavedView | None:
    """Find a view of a person; everybody else's is not found."""
    return db.scalar(select(SavedView).where(SavedView.id == view_id, SavedView.person_id == person_id))


def rename(db: Db, view: SavedView, name: str) -> None:
    """Give a view another name.

    :raises UserFault: the person has another view of this name
    """
    try:
        with db.begin_nested():
            view.name = name
    except IntegrityError:
        raise _taken(name) from None


def remove(db: Db, view: SavedView) -> None:
    """Forget a view."""
    db.execute(delete(SavedView).where(SavedView.id == view.id))


def _taken(name: str) -> UserFault:
    return UserFault(_("You have a view named “%(name)s” already. Choose another name.", name=name), field="name")
