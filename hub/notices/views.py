"""The list of what is wrong, at the top of pages: few, the gravest first, each with the one thing that helps."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, g, url_for
from flask_babel import gettext as _
from flask_login import current_user

from hub.db import transaction
from hub.notices import service, words
from hub.notices.models import Kind
from hub.notices.service import Standing
from hub.texts import shown
from tenants.models import Role

__all__ = ["MOST", "Shown", "bp", "standing_notices"]

bp = Blueprint("notices", __name__)
MOST = 4
"""So many are shown; the others are counted."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice as somebody meets it.

    :param grave: whether figures are wrong or not renewed
    """

    said: str
    since: datetime
    action: str
    address: str
    grave: bool


@bp.app_template_global()
def standing_notices() -> tuple[list[Shown], int]:
    """Give the gravest notices of this environment for whoever asks, and how many more there are."""
    kinds = Kind if current_user.role == Role.ADMIN else service.CONCERN_FIGURES
    with transaction(g.tenant.id) as db:
        found = service.standing(db, kinds)
        return [_shown(each) for each in found[:MOST]], max(len(found) - MOST, 0)


def _shown(standing: Standing) -> Shown:
    kind = Kind(standing.notice.kind)
    action, address = _action(kind, standing)
    said = shown(words.said(kind, standing.company))
    return Shown(said, standing.notice.since, action, address, kind is not Kind.RIGHTS_MISSING)


def _action(kind: Kind, standing: Standing) -> tuple[str, str]:
    """Name the one thing to do, and where."""
    connection_id = standing.notice.connection_id
    if kind is Kind.KEY_REFUSED and connection_id:
        return _("Enter a new key"), url_for("connectors.replace_key", connection_id=connection_id)
    if kind is Kind.PROOF_DIFFERS:
        return _("See where they differ"), url_for("proof.index", book=standing.notice.book_id)
    label = _("See how it is mended") if kind is Kind.RIGHTS_MISSING else _("See why")
    return label, url_for("connectors.index", _anchor=str(connection_id or ""))
