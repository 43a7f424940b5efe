"""A valid row of any table, made from what the schema says of it, together with the rows it refers to."""

import re
import secrets
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Table, types
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from hub.schema import OUTSIDE_TENANTS, metadata
from hub.texts import Sentence

__all__ = ["OF_TENANTS", "TENANT_TABLES", "Planted"]

TENANT_TABLES = sorted(set(metadata.tables) - set(OUTSIDE_TENANTS))
OF_TENANTS = sorted(name for name, table in metadata.tables.items() if "tenant_id" in table.columns)
"""Every table whose rows can name a tenant, behind the wall or outside with a reason."""

CHOSEN: dict[str, dict[str, Any]] = {
    "label": {"state": "live"},  # another state needs an expiry
    "web_session": {"kind": "tenant"},  # the other kind has no tenant
}
_ONE_OF = re.compile(r"(\w+) IN \('([^']*)'")


class Planted:
    """Rows of one tenant, at most one in each table, put there as the system role."""

    def __init__(self, db: Session, tenant_id: UUID) -> None:
        self._db = db
        self._rows: dict[str, dict[str, Any]] = {}
        self.tenant_id = tenant_id
        self.row("tenant")

    def row(self, name: str) -> dict[str, Any]:
        """Give the tenant's row of a table; it is made with the first call."""
        if name not in self._rows:
            table = metadata.tables[name]
            self._rows[name] = {}
            values = self._values(table)
            made = self._db.execute(table.insert().values(**values).returning(*table.primary_key.columns)).one()
            self._rows[name] = {**values, **made._mapping}
        return self._rows[name]

    def _values(self, table: Table) -> dict[str, Any]:
        chosen = {column.name: _value(column) for column in table.columns if _is_needed(column)}
        for key in table.foreign_key_constraints:
            chosen |= self._referred(table, key)
        if "tenant_id" in table.columns:
            chosen["tenant_id"] = self.tenant_id
        if table.name == "tenant":
            chosen["id"] = self.tenant_id
        return chosen | _first_allowed(table) | CHOSEN.get(table.name, {})

    def _referred(self, table: Table, key: ForeignKeyConstraint) -> dict[str, Any]:
        if any(each.parent.nullable for each in key.elements):
            return {}
        row = self.row(key.referred_table.name)
        return {each.parent.name: row[each.column.name] for each in key.elements}


def _is_needed(column: Column[Any]) -> bool:
    return not column.nullable and column.server_default is None and column.identity is None


def _first_allowed(table: Table) -> dict[str, str]:
    """Choose the first of the values that a check allows."""
    checks = [str(each.sqltext) for each in table.constraints if isinstance(each, CheckConstraint)]
    return {found[1]: found[2] for check in checks if (found := _ONE_OF.match(check))}


def _value(column: Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, Sentence):
        return "planted"
    if isinstance(kind, types.LargeBinary):
        return secrets.token_bytes(kind.length or 16)
    if isinstance(kind, types.DateTime):
        return datetime.now(UTC) if kind.timezone else datetime(2026, 1, 1)
    if isinstance(kind, types.String):
        return secrets.token_hex(32)[: min(kind.length or 64, 32)]
    by_kind: list[tuple[type[types.TypeEngine[Any]], Any]] = [
        (types.Uuid, uuid4()),
        (types.Boolean, False),
        (types.Date, date(2026, 1, 1)),
        (types.Integer, 1),
        (types.Numeric, 1),
        (JSONB, {}),
        (types.ARRAY, []),
    ]
    return next(value for known, value in by_kind if isinstance(kind, known))
