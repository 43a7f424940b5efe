"""What was changed in a company's seeded books, in order, so that a second start can repeat it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .database import Database


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: its kind and what it needs, in JSON values, and when it was made."""

    company_id: int
    kind: str
    order: Mapping[str, Any]
    made: datetime


def keep(db: Database, edit: Edit) -> None:
    """Add a change to the end of the list."""
    db.run(
        "INSERT INTO edit (company_id, kind, order_json, made) VALUES (?, ?, ?, ?)",
        *(edit.company_id, edit.kind, json.dumps(edit.order), edit.made.isoformat()),
    )


def of_company(db: Database, company_id: int) -> list[Edit]:
    """List the changes of a company in the order they were made."""
    rows = db.rows("SELECT kind, order_json, made FROM edit WHERE company_id = ? ORDER BY id", company_id)
    return [
        Edit(company_id, row["kind"], json.loads(row["order_json"]), datetime.fromisoformat(row["made"]))
        for row in rows
    ]
