"""Having a connection examined again, by whoever has just mended something at the accounting system."""

from uuid import UUID

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue

from hub.connectors.models import ConnectionState
from hub.connectors.views.blueprint import bp
from hub.connectors.views.parts import live_or_404
from hub.db import transaction
from hub.sentinel import tasks as sentinel
from hub.web.limits import limited
from hub.web.security import admin_required

__all__ = ["examine"]


@bp.post("/connections/<uuid:connection_id>/examine")
@admin_required
@limited("sync")
def examine(connection_id: UUID) -> ResponseReturnValue:
    """Ask the source at once what the key may read."""
    with transaction(g.tenant.id) as db:
        connection = live_or_404(db, connection_id)
        if connection.state == ConnectionState.ACTIVE:
            sentinel.begin(db, g.tenant.id, connection_id)
    return redirect(url_for("connectors.index", _anchor=str(connection_id)), 303)
