"""Laying out units."""

from collections.abc import Iterable

from sqlalchemy import insert

from hub.connectors.sync import Work
from hub.db import Db
from hub.fetching.models import FetchStretch, FetchUnit, UnitKind

__all__ = ["add"]


def add(
    db: Db,
    work: Work,
    things: Iterable[tuple[UnitKind, dict[str, object]]],
    stretch: FetchStretch | None = None,
    *,
    urgent: bool = True,
) -> None:
    """Have things done at the source of a connection; those of a stretch are as urgent as that is."""
    rows = [
        {
            "tenant_id": work.connection.tenant.id,
            "connection_id": work.connection.id,
            "connector": work.connection.connector,
            "stretch_id": stretch.id if stretch else None,
            "urgent": stretch.urgent if stretch else urgent,
            "kind": kind,
            "request": request,
        }
        for kind, request in things
    ]
    if rows:
        db.execute(insert(FetchUnit), rows)
