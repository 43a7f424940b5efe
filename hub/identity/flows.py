"""Rows of browsers that began something: a sign-in, a hand-off, a form."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ARRAY, Text, bindparam, cast, delete, func, select, update
from sqlalchemy.dialects.postgresql import JSONB

from hub.db import Db
from hub.identity.models import WebFlow
from hub.identity.sealed_flows import opened, sealed
from hub.identity.tokens import digest, new_token

__all__ = ["LIFE", "begin", "change", "read", "remove"]

LIFE = timedelta(minutes=15)


def begin(db: Db, host: str, values: dict[str, Any]) -> str:
    """Begin a flow of a browser on a host.

    :returns: the token for the browser's cookie
    """
    token = new_token()
    db.add(WebFlow(token_hash=digest(token), host=host, data=sealed(token, values), expires_at=func.now() + LIFE))
    return token


def read(db: Db, token: str, host: str) -> dict[str, Any] | None:
    """Give what is kept for a token on that host; None when there is nothing or it is too old."""
    kept = db.scalar(
        select(WebFlow.data).where(
            WebFlow.token_hash == digest(token), WebFlow.host == host, WebFlow.expires_at > func.now()
        )
    )
    return None if kept is None else opened(token, kept)


def change(db: Db, token: str, changed: dict[str, Any], removed: list[str]) -> bool:
    """Set and remove single values in one statement, so that two tabs do not undo each other's.

    :returns: whether the flow was still there
    """
    kept = WebFlow.data.op("-")(cast(bindparam("removed", removed), ARRAY(Text)))
    done = db.execute(
        update(WebFlow)
        .where(WebFlow.token_hash == digest(token), WebFlow.expires_at > func.now())
        .values(data=kept.op("||")(cast(sealed(token, changed), JSONB)), expires_at=func.now() + LIFE)
        .returning(WebFlow.token_hash)
    )
    return done.one_or_none() is not None


def remove(db: Db, token: str) -> None:
    """Forget a flow."""
    db.execute(delete(WebFlow).where(WebFlow.token_hash == digest(token)))
