"""Codes that `/login` and `/keylogin` hand to a browser, and the refresh tokens that follow."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from ..clock import now
from .database import Database


@dataclass(frozen=True, slots=True)
class Grant:
    """What somebody agreed to in the browser."""

    purpose: str  # login or keylogin
    user_id: int
    company_id: int
    client_id: str
    redirect_uri: str


def issue(db: Database, grant: Grant, life: int) -> str:
    """Give a code for what was agreed to, good once and for `life` seconds."""
    code = secrets.token_urlsafe(24)
    db.run(
        "INSERT INTO code (code, purpose, user_id, company_id, client_id, redirect_uri, expires) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        *(code, grant.purpose, grant.user_id, grant.company_id, grant.client_id, grant.redirect_uri),
        (now() + timedelta(seconds=life)).isoformat(),
    )
    return code


def redeem(db: Database, code: str, purpose: str) -> Grant | None:
    """Take a code in exchange for what was agreed to; None if it is unknown, used or too old."""
    used = db.changed(
        "UPDATE code SET used = 1 WHERE code = ? AND purpose = ? AND used = 0 AND expires > ?",
        *(code, purpose, now().isoformat()),
    )
    if not used:
        return None
    row = db.row("SELECT purpose, user_id, company_id, client_id, redirect_uri FROM code WHERE code = ?", code)
    return None if row is None else Grant(**row)


def issue_refresh_token(db: Database, grant: Grant) -> str:
    """Give a token that stays valid and brings new access tokens."""
    token = secrets.token_urlsafe(32)
    db.run("INSERT INTO refresh_token VALUES (?, ?, ?, ?)", token, grant.user_id, grant.company_id, grant.client_id)
    return token


def with_refresh_token(db: Database, token: str) -> Grant | None:
    """Find what a refresh token stands for."""
    row = db.row("SELECT user_id, company_id, client_id FROM refresh_token WHERE token = ?", token)
    return None if row is None else Grant(purpose="login", redirect_uri="", **row)
