"""Webhook subscriptions of a company."""

import json
from typing import Any
from uuid import uuid4

from ..clock import now
from .database import Database


def add(db: Database, company_id: int, body: dict[str, Any]) -> str:
    """Keep a subscription and give its uuid."""
    uuid = str(uuid4())
    db.run("INSERT INTO webhook VALUES (?, ?, ?, ?)", uuid, company_id, json.dumps(body), now().isoformat())
    return uuid


def of_company(db: Database, company_id: int) -> list[dict[str, Any]]:
    """List the subscriptions of a company, oldest first, with what they are signed with."""
    rows = db.rows("SELECT uuid, body FROM webhook WHERE company_id = ? ORDER BY created, rowid", company_id)
    return [{**json.loads(row["body"]), "uuid": row["uuid"]} for row in rows]


def replace(db: Database, company_id: int, uuid: str, body: dict[str, Any]) -> bool:
    """Change a subscription; False if the company has none with that uuid."""
    text = json.dumps(body)
    return bool(db.changed("UPDATE webhook SET body = ? WHERE company_id = ? AND uuid = ?", text, company_id, uuid))


def remove(db: Database, company_id: int, uuid: str) -> bool:
    """End a subscription; False if the company has none with that uuid."""
    return bool(db.changed("DELETE FROM webhook WHERE company_id = ? AND uuid = ?", company_id, uuid))
