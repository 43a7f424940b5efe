"""API keys (user + company + client) and the technical users that store activations bring."""

from dataclasses import dataclass

from ..clock import now
from .database import Database

FIRST_TECHNICAL_USER = 9001


@dataclass(frozen=True, slots=True)
class ApiKey:
    """One key as it stands in a company's list of API client keys."""

    id: str
    secret: str
    company_id: int
    user_id: int
    client_id: str
    created: str
    revoked: str | None


@dataclass(frozen=True, slots=True)
class TechnicalUser:
    """The user with the role "API technical user" that an approval adds to a company."""

    id: int
    company_id: int
    integration_id: str
    initiator: str
    created: str


def add(db: Database, key: ApiKey) -> None:
    """Keep a new key."""
    db.run(
        "INSERT INTO api_key (id, secret, company_id, user_id, client_id, created) VALUES (?, ?, ?, ?, ?, ?)",
        *(key.id, key.secret, key.company_id, key.user_id, key.client_id, key.created),
    )


def with_secret(db: Database, secret: str) -> ApiKey | None:
    """Find a key by its text, revoked or not."""
    row = db.row("SELECT * FROM api_key WHERE secret = ?", secret)
    return None if row is None else ApiKey(**row)


def is_revoked(db: Database, key_id: str) -> bool:
    """Say whether a key has been revoked, or forgotten altogether."""
    return db.row("SELECT 1 FROM api_key WHERE id = ? AND revoked IS NULL", key_id) is None


def live_one(db: Database, company_id: int, user_id: int, client_id: str) -> ApiKey | None:
    """Find the key that a user of a company already has for a client."""
    row = db.row(
        "SELECT * FROM api_key WHERE company_id = ? AND user_id = ? AND client_id = ? AND revoked IS NULL",
        *(company_id, user_id, client_id),
    )
    return None if row is None else ApiKey(**row)


def of_company(db: Database, company_id: int) -> list[ApiKey]:
    """List the keys of a company, newest first."""
    rows = db.rows("SELECT * FROM api_key WHERE company_id = ? ORDER BY created DESC, rowid DESC", company_id)
    return [ApiKey(**row) for row in rows]


def revoke(db: Database, company_id: int, key_id: str | None = None) -> int:
    """End one key of a company, or all of them; give how many were alive."""
    return db.changed(
        "UPDATE api_key SET revoked = ? WHERE company_id = ? AND revoked IS NULL AND id = coalesce(?, id)",
        *(now().isoformat(), company_id, key_id),
    )


def revoke_of_user(db: Database, user_id: int) -> None:
    """End every key of a user."""
    db.run("UPDATE api_key SET revoked = ? WHERE user_id = ? AND revoked IS NULL", now().isoformat(), user_id)


def technical_user(db: Database, company_id: int) -> TechnicalUser | None:
    """Find the technical user of a company."""
    row = db.row("SELECT * FROM technical_user WHERE company_id = ?", company_id)
    return None if row is None else TechnicalUser(**row)


def technical_user_with_id(db: Database, user_id: int) -> TechnicalUser | None:
    """Find a technical user by its id."""
    row = db.row("SELECT * FROM technical_user WHERE id = ?", user_id)
    return None if row is None else TechnicalUser(**row)


def ensure_technical_user(db: Database, company_id: int, integration_id: str, initiator: str) -> TechnicalUser:
    """Give the technical user of a company, added if there is none; the latest initiator is remembered."""
    db.run(
        "INSERT INTO technical_user (id, company_id, integration_id, initiator, created) "
        "SELECT max(coalesce((SELECT max(id) + 1 FROM technical_user), 0), ?), ?, ?, ?, ? WHERE true "
        "ON CONFLICT (company_id) DO UPDATE SET initiator = excluded.initiator",
        *(FIRST_TECHNICAL_USER, company_id, integration_id, initiator, now().isoformat()),
    )
    user = technical_user(db, company_id)
    assert user is not None  # noqa: S101 - the statement above has just made sure
    return user


def remove_technical_user(db: Database, company_id: int) -> None:
    """Take the technical user out of a company, and its keys with it."""
    user = technical_user(db, company_id)
    if user is not None:
        revoke_of_user(db, user.id)
        db.run("DELETE FROM technical_user WHERE id = ?", user.id)
