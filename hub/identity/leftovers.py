"""Rows of browsers that are of no use any more."""

from datetime import timedelta

from sqlalchemy import delete, exists, func
from sqlalchemy.orm import aliased

from hub.db import Db
from hub.identity.models import HandoffCode, WebFlow, WebSession

__all__ = ["CODES_KEPT", "SESSIONS_KEPT", "remove"]

CODES_KEPT = timedelta(days=1)
"""Longer than a session lives: a code that comes a second time must find the session it made."""
SESSIONS_KEPT = timedelta(days=30)
"""For the person's own list of sessions."""


def remove(db: Db) -> None:
    """Remove what has run out, and sessions that ended long ago; a parent goes after its last child."""
    db.execute(delete(WebFlow).where(WebFlow.expires_at < func.now()))
    db.execute(delete(HandoffCode).where(HandoffCode.expires_at < func.now() - CODES_KEPT))
    child = aliased(WebSession)
    has_child = exists().where(child.parent_id == WebSession.id)
    old = WebSession.expires_at < func.now() - SESSIONS_KEPT
    db.execute(delete(WebSession).where(old, ~has_child).execution_options(synchronize_session=False))
