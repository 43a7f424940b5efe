"""Syncing now, and detaching."""

from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import ValidationError

from hub.connectors import deeds, service, tasks
from hub.connectors.models import ConnectionState
from hub.connectors.overview import Shown
from hub.connectors.schemas import DetachSchema
from hub.connectors.views.blueprint import bp
from hub.connectors.views.parts import live_or_404, shown_or_404
from hub.db import transaction
from hub.web.acting import actor
from hub.web.context import hub
from hub.web.csrf import submitted
from hub.web.limits import limited
from hub.web.security import admin_required, recent_sign_in

__all__ = ["ask_detach", "detach", "sync_now"]


@bp.post("/connections/<uuid:connection_id>/sync")
@admin_required
@limited("sync")
def sync_now(connection_id: UUID) -> ResponseReturnValue:
    """Begin a sync unless one goes on already."""
    with transaction(g.tenant.id) as db:
        connection = live_or_404(db, connection_id)
        if connection.state == ConnectionState.ACTIVE:
            service.expect_sync(db, connection)
            tasks.begin(db, g.tenant.id, connection_id)
    return redirect(url_for("connectors.index", _anchor=str(connection_id)), 303)


@bp.get("/connections/<uuid:connection_id>/detach")
@admin_required
@recent_sign_in
def ask_detach(connection_id: UUID) -> ResponseReturnValue:
    """Ask what shall become of the figures."""
    with transaction(g.tenant.id) as db:
        live_or_404(db, connection_id)
        return _page(shown_or_404(db, connection_id), {})


@bp.post("/connections/<uuid:connection_id>/detach")
@admin_required
@recent_sign_in
def detach(connection_id: UUID) -> ResponseReturnValue:
    """Stop reading a company and have its key destroyed."""
    with transaction(g.tenant.id) as db:
        connection = live_or_404(db, connection_id)
        shown = shown_or_404(db, connection_id)
        try:
            wanted = DetachSchema().load(submitted())
        except ValidationError:
            return _page(shown, {"data": [_("Choose what shall become of the figures.")]}), 422
        erase = wanted["data"] == "erase"
        if erase and wanted["name"].strip().casefold() != shown.company.name.casefold():
            return _page(shown, {"name": [_("Enter the company's name as it stands above.")]}), 422
        tasks.part(db, connection, erase=erase)
        action = "connection.detached_and_erased" if erase else "connection.detached"
        deeds.record(db, connection, action, actor())
    return redirect(url_for("connectors.index"), 303)


def _page(shown: Shown, errors: dict[str, list[str]]) -> str:
    connector = hub().plugins.connectors.get(shown.connection.connector)
    label = connector.label if connector else shown.connection.connector
    return render_template("connectors/detach.html", shown=shown, label=label, errors=errors, entered=request.form)
