"""Laying out units."""

from collections.abc import Iterable

from sqlalchemy import insert

from hub.connectors.sync import Work
from hub.db import Db
from hub.fetching.models import FetchStretch, FetchUnit, UnitKind

__all__ = ["add"]


def add(
    db: Db, work: Work, things: Iterable[tuple[UnitKind, dict[str, object]]], stretch: FetchStretch | None = None
) -> None:
    """Have things done at the source of a connection: urgent ones unless their stretch is not."""
    rows = [
        {
            "tenant_id": work.connection.tenant.id,
            "connection_id": work.connection.id,
            "connector": work.connection.connector,
            "stretch_id": stretch.id if stretch else None,
            "urgent": stretch.urgent if stretch else True,
            "kind": kind,
            "request": request,
        }
        for kind, request in things
    ]
    if rows:
        db.execute(insert(FetchUnit), rows)
