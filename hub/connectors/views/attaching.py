"""Attaching a company by a pasted key, and putting a new key in the place of an old one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from marshmallow import ValidationError

from hub.connectors import opening
from hub.connectors.overview import Shown
from hub.connectors.service import AttachOrder
from hub.connectors.views.blueprint import bp
from hub.connectors.views.parts import carry_out, connector_or_404, sentence, shown_or_404
from hub.db import transaction
from hub.sdk.accounting import AccountingConnector
from hub.sdk.errors import HubError, NeedsReauth, TryLater
from hub.web.context import hub
from hub.web.csrf import submitted
from hub.web.limits import limited
from hub.web.security import admin_required, recent_sign_in

__all__ = ["attach", "choose_way", "paste_key", "renew", "replace_key"]


@bp.get("/connections/new")
@admin_required
def choose_way() -> ResponseReturnValue:
    """Show the ways to attach a company."""
    plugins = hub().plugins
    flows = {each.connector: each for each in plugins.flows.values()}
    return render_template("connectors/ways.html", connectors=plugins.connectors.values(), flows=flows)


@bp.get("/connections/new/<key>")
@admin_required
@recent_sign_in
def paste_key(key: str) -> ResponseReturnValue:
    """Show the form for a pasted key."""
    return _form(connector_or_404(key))


@bp.post("/connections/new/<key>")
@admin_required
@recent_sign_in
@limited("key")
def attach(key: str) -> ResponseReturnValue:
    """Attach the company that a pasted key opens."""
    return _submitted(connector_or_404(key))


@bp.get("/connections/<uuid:connection_id>/key")
@admin_required
@recent_sign_in
def replace_key(connection_id: UUID) -> ResponseReturnValue:
    """Show the form for a connection's new key."""
    shown = _shown(connection_id)
    return _form(connector_or_404(shown.connection.connector), shown)


@bp.post("/connections/<uuid:connection_id>/key")
@admin_required
@recent_sign_in
@limited("key")
def renew(connection_id: UUID) -> ResponseReturnValue:
    """Put a new key in the place of a connection's old one."""
    shown = _shown(connection_id)
    return _submitted(connector_or_404(shown.connection.connector), shown)


def _shown(connection_id: UUID) -> Shown:
    with transaction(g.tenant.id) as db:
        return shown_or_404(db, connection_id)


def _submitted(connector: AccountingConnector, renews: Shown | None = None) -> ResponseReturnValue:
    entered = submitted()
    try:
        settings = opening.read_form(connector, entered)
        order = AttachOrder(
            tenant_id=g.tenant.id,
            person_id=current_user.person_id,
            identity_id=current_user.identity_id,
            connector=connector,
            settings=settings,
            company=opening.company_of(connector, settings),
            origin="pasted",
            another="another" in request.form,
            renews=renews.connection.id if renews else None,
        )
        connection = carry_out(order)
    except ValidationError as error:
        return _form(connector, renews, entered=entered, errors=error.normalized_messages()), 422
    except HubError as error:
        status = 503 if isinstance(error, TryLater) else 422
        is_key = isinstance(error, NeedsReauth) and connector.key_login is not None
        problem = _refused(connector) if is_key else sentence(error, g.tenant.name)
        return _form(connector, renews, entered=entered, problem=problem), status
    return redirect(url_for("connectors.index", _anchor=str(connection.id)), 303)


def _refused(connector: AccountingConnector) -> str:
    """Say that a key is no good, to whoever has just pasted it."""
    return _(
        "%(system)s does not accept this key. Copy the whole of it once more, or make a new one in %(system)s.",
        system=connector.label,
    )


def _form(
    connector: AccountingConnector,
    renews: Shown | None = None,
    *,
    entered: Mapping[str, str] | None = None,
    errors: Mapping[str, Any] | None = None,
    problem: str = "",
) -> str:
    """Show the form; secrets that were entered are not sent back."""
    inputs = list(opening.inputs(connector))
    kept = {each.name: (entered or {}).get(each.name, "") for each in inputs if not each.secret}
    return render_template(
        "connectors/key.html",
        connector=connector,
        renews=renews,
        inputs=inputs,
        entered={**kept, "another": (entered or {}).get("another", "")},
        errors=errors or {},
        problem=problem,
    )
