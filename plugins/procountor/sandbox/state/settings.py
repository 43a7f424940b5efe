"""What is set for the whole sandbox and for one company, kept over a restart."""

import json
from collections.abc import Callable
from typing import Any

from .database import Database


def read(db: Database, name: str, default: Any = None) -> Any:
    """Read a setting of the sandbox."""
    row = db.row("SELECT value FROM setting WHERE name = ?", name)
    return default if row is None else json.loads(row["value"])


def write(db: Database, name: str, value: Any) -> None:
    """Keep a setting of the sandbox."""
    db.run("INSERT OR REPLACE INTO setting VALUES (?, ?)", name, json.dumps(value))


def once(db: Database, name: str, make: Callable[[], Any]) -> Any:
    """Read a setting; make it the first time and keep it from then on."""
    with db.transaction():
        if read(db, name) is None:
            write(db, name, make())
        return read(db, name)


def of_company(db: Database, company_id: int) -> dict[str, Any]:
    """Read all that was set for a company."""
    rows = db.rows("SELECT name, value FROM company_setting WHERE company_id = ?", company_id)
    return {row["name"]: json.loads(row["value"]) for row in rows}


def set_for_company(db: Database, company_id: int, name: str, value: Any) -> None:
    """Keep a setting of a company."""
    db.run("INSERT OR REPLACE INTO company_setting VALUES (?, ?, ?)", company_id, name, json.dumps(value))
