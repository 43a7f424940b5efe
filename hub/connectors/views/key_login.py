"""Getting a key by sending an admin's browser to the accounting system once.

Accounting systems allow one redirect address for each client, so this happens at the apex. What was begun is kept in
the flow of the browser that began it: a callback that comes to another browser, another person or a second time
redeems nothing.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from hub import audit
from hub.access.rules import require_admitted
from hub.connectors import opening, service
from hub.connectors.service import AttachOrder
from hub.connectors.views.blueprint import bp
from hub.connectors.views.parts import carry_out, connector_or_404, sentence
from hub.db import transaction
from hub.identity.tokens import new_token
from hub.sdk.accounting import AccountingConnector, KeyLogin
from hub.sdk.errors import HubError, Refused, TryLater
from hub.sdk.refs import TenantRef
from hub.web import entrance, step_up
from hub.web.acting import actor
from hub.web.context import hub
from hub.web.headers import allow_forms_to
from hub.web.limits import limited
from hub.web.security import apex_only, recent_sign_in
from hub.web.tenancy import live_tenant
from tenants import membership
from tenants.models import Company

__all__ = ["ask", "begin", "finish"]

FLOW = "connect:"


@dataclass(frozen=True, slots=True)
class Target:
    """Where the key shall go: an environment, and the connection it renews."""

    tenant: TenantRef
    renews: UUID | None
    company: str | None


@bp.get("/connect/<key>")
@apex_only
@recent_sign_in
def ask(key: str) -> ResponseReturnValue:
    """Say what will happen before the browser leaves."""
    connector, login = _with_key_login(key)
    target = _target(request.args.get("environment", ""), request.args.get("connection", ""))
    allow_forms_to(login.begin(_callback(key), "").url)
    return render_template("connectors/connect.html", connector=connector, target=target)


@bp.post("/connect/<key>")
@apex_only
@recent_sign_in
@limited("key")
def begin(key: str) -> ResponseReturnValue:
    """Send the browser to the accounting system, and remember what for."""
    _connector, login = _with_key_login(key)
    target = _target(request.form.get("environment", ""), request.form.get("connection", ""))
    state = new_token()
    begun = {
        "connector": key,
        "person": str(current_user.person_id),
        "environment": target.tenant.subdomain,
        "connection": str(target.renews or ""),
        "another": "another" in request.form,
    }
    entrance.keep(FLOW + state, begun)
    step_up.tell_admins(target.tenant)
    return redirect(login.begin(_callback(key), state).url, 303)


@bp.get("/connect/<key>/callback")
@apex_only
@recent_sign_in
@limited("key")
def finish(key: str) -> ResponseReturnValue:
    """Take the browser back, redeem what it brought and attach the company it is good for.

    The sign-in has to be recent now, whatever it was when the browser left; whoever repeats it comes back to this.
    """
    connector, login = _with_key_login(key)
    begun = entrance.take(FLOW + request.args.get("state", ""))
    if begun is None or begun["connector"] != key or begun["person"] != str(current_user.person_id):
        _note_refusal(connector)
        raise Refused(
            _("This was begun in another browser, by somebody else or too long ago, so nothing was connected.")
        )
    target = _target(begun["environment"], begun["connection"])
    try:
        settings = login.finish(_callback(key), request.args.to_dict())
        order = AttachOrder(
            tenant_id=target.tenant.id,
            person_id=current_user.person_id,
            identity_id=current_user.identity_id,
            connector=connector,
            settings=settings,
            company=opening.company_of(connector, settings),
            origin="key_login",
            another=begun["another"],
            renews=target.renews,
        )
        connection = carry_out(order)
    except HubError as error:
        return _refused(connector, target, begun, error)
    home = hub().settings.tenant_url(target.tenant.subdomain)
    return redirect(f"{home}{url_for('connectors.index', _anchor=str(connection.id))}", 303)


def _note_refusal(connector: AccountingConnector) -> None:
    with transaction() as db:
        audit.record(db, None, "connection.approval_refused", connector.label, actor=actor())


def _refused(
    connector: AccountingConnector, target: Target, begun: dict[str, Any], error: HubError
) -> ResponseReturnValue:
    message = sentence(error, target.tenant.name)
    page = render_template(
        "connectors/not_connected.html", connector=connector, target=target, begun=begun, message=message
    )
    return page, 503 if isinstance(error, TryLater) else 403


def _with_key_login(key: str) -> tuple[AccountingConnector, KeyLogin]:
    connector = connector_or_404(key)
    return connector, connector.key_login or abort(404)


def _target(subdomain: str, connection: str) -> Target:
    """Find the environment and connection meant; for everybody but its Admins they are not there.

    :raises NotAdmitted: an Admin, with an account that the environment does not accept
    """
    tenant = live_tenant(subdomain)
    if tenant is None:
        abort(404)
    with transaction(tenant.id) as db:
        if not membership.is_admin(db, tenant.id, current_user.person_id):
            abort(404)
        require_admitted(db, tenant.id, current_user.identity_id)
        if not connection:
            return Target(tenant, None, None)
        found = service.find(db, _uuid(connection)) or abort(404)
        return Target(tenant, found.id, db.get_one(Company, found.company_id).name)


def _uuid(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        abort(404)


def _callback(key: str) -> str:
    return hub().settings.base_url + url_for("connectors.finish", key=key)
