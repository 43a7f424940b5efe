"""Requests of the store to activate an integration, and which companies use it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..clock import now
from .database import Database


@dataclass(frozen=True, slots=True)
class Activation:
    """One request: who asked for what, until when it can be answered, and what was decided so far."""

    id: int
    integration_id: str
    initiator: str
    expires: datetime
    decisions: Mapping[int, str | None]

    @property
    def expired(self) -> bool:
        """Say whether it is too late to answer."""
        return self.expires <= now()


@dataclass(frozen=True, slots=True)
class Use:
    """That a company uses, or has used, an integration."""

    company_id: int
    integration_id: str
    status: str  # APPROVED or DELETED
    initiator: str
    since: str


def request(db: Database, integration_id: str, initiator: str, companies: Sequence[int], *, life: int) -> Activation:
    """Keep a new request; its id is a small number, as Procountor's are."""
    moment = now()
    with db.transaction():
        activation_id = db.run(
            "INSERT INTO activation (integration_id, initiator, expires, created) VALUES (?, ?, ?, ?)",
            *(integration_id, initiator, (moment + timedelta(seconds=life)).isoformat(), moment.isoformat()),
        )
        for company_id in companies:
            db.run(
                "INSERT INTO activation_company (activation_id, company_id) VALUES (?, ?)", activation_id, company_id
            )
    found = find(db, activation_id)
    assert found is not None  # noqa: S101 - it was added just now
    return found


def find(db: Database, activation_id: int) -> Activation | None:
    """Find a request by its id."""
    row = db.row("SELECT * FROM activation WHERE id = ?", activation_id)
    if row is None:
        return None
    companies = db.rows(
        "SELECT company_id, decision FROM activation_company WHERE activation_id = ? ORDER BY company_id",
        activation_id,
    )
    return Activation(
        id=row["id"],
        integration_id=row["integration_id"],
        initiator=row["initiator"],
        expires=datetime.fromisoformat(row["expires"]),
        decisions={company["company_id"]: company["decision"] for company in companies},
    )


def latest(db: Database, count: int = 20) -> list[Activation]:
    """List the newest requests."""
    rows = db.rows("SELECT id FROM activation ORDER BY id DESC LIMIT ?", count)
    return [found for row in rows if (found := find(db, row["id"])) is not None]


def expire(db: Database, activation_id: int) -> bool:
    """End the time in which a request can be answered; False if there is no such request."""
    return bool(db.changed("UPDATE activation SET expires = ? WHERE id = ?", now().isoformat(), activation_id))


def decide(db: Database, activation_id: int, company_id: int, decision: str, *, reason: str | None = None) -> None:
    """Keep what the integrator decided about one company of a request."""
    db.run(
        "UPDATE activation_company SET decision = ?, reason = ? WHERE activation_id = ? AND company_id = ?",
        *(decision, reason, activation_id, company_id),
    )


def take_into_use(db: Database, company_id: int, integration_id: str, initiator: str) -> None:
    """Show the integration as active in a company."""
    db.run(
        "INSERT INTO integration VALUES (?, ?, 'APPROVED', ?, ?) ON CONFLICT (company_id) DO UPDATE SET "
        "since = CASE WHEN status = 'APPROVED' THEN since ELSE excluded.since END, "
        "status = 'APPROVED', initiator = excluded.initiator",
        *(company_id, integration_id, initiator, now().isoformat()),
    )


def remove_from_use(db: Database, company_id: int) -> bool:
    """Show the integration as removed; False if the company does not use it."""
    return bool(
        db.changed("UPDATE integration SET status = 'DELETED' WHERE company_id = ? AND status = 'APPROVED'", company_id)
    )


def uses(db: Database, integration_id: str) -> list[Use]:
    """List the companies that use or have used an integration."""
    rows = db.rows("SELECT * FROM integration WHERE integration_id = ? ORDER BY company_id", integration_id)
    return [Use(**row) for row in rows]


def accept_terms(db: Database, email: str, document: str) -> None:
    """Keep that somebody accepted a version of a document, when first."""
    db.run("INSERT OR IGNORE INTO acceptance VALUES (?, ?, ?)", email, document, now().isoformat())


def accepted_terms(db: Database, email: str) -> list[tuple[str, str]]:
    """List what somebody has accepted, each with the moment."""
    rows = db.rows("SELECT document, accepted FROM acceptance WHERE email = ? ORDER BY document", email)
    return [(row["document"], row["accepted"]) for row in rows]
