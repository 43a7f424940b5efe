"""From the hub's own address to an environment's host."""

from flask import flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub import audit
from hub.db import transaction
from hub.identity import handoff
from hub.identity.handoff import NotAccepted, Order, SignedOut, Ticket
from hub.identity.views.blueprint import bp
from hub.identity.views.entering import say_not_done
from hub.sdk.refs import TenantRef
from hub.web import cookies, entrance, step_up
from hub.web.acting import actor
from hub.web.context import hub, request_id
from hub.web.limits import limited
from hub.web.security import apex_only, public, tenant_only
from hub.web.signed_in import browser, limits, own_host, signed_in
from hub.web.tenancy import live_tenant

__all__ = ["enter", "hand_off"]

UNTOLD = {"Referrer-Policy": "no-referrer"}
"""State and code stand in the address, which no other page may learn."""


@bp.get("/auth/handoff")
@apex_only
@limited("hand_off")
def hand_off() -> ResponseReturnValue:
    """Send a member to an environment's own host with a code; everybody else gets one neutral answer."""
    subdomain, state, challenge = (request.args.get(name, "") for name in ("host", "state", "challenge"))
    if entrance.RECENT in request.args and not step_up.is_recent():
        return entrance.ask_to_sign_in(occasion="step_up")
    person = signed_in()
    tenant = _enterable(subdomain)
    if person is None or tenant is None or len(challenge) != 43 or not 0 < len(state) <= 100:
        return _no_access(subdomain)
    address = hub().settings.tenant_url(tenant.subdomain)
    try:
        with transaction(tenant.id) as db:
            code = handoff.issue(db, Order(tenant, address.partition("://")[2], challenge), person)
    except NotAccepted:
        return _not_accepted(tenant)
    except SignedOut:
        where = tenant.name
        flash(_("An Admin of %(environment)s has signed you out there. Sign in again to go on.", environment=where))
        return entrance.ask_to_sign_in(occasion="step_up")
    if code is None:
        return _no_access(subdomain)
    path = url_for("identity.enter", code=code, state=state)
    return redirect(address + path, 303), UNTOLD


def _enterable(subdomain: str) -> TenantRef | None:
    tenant = live_tenant(subdomain)
    person = signed_in()
    if tenant is None or person is None:
        return None
    allowed = hub().plugins.allow("allow_sign_in", identity=person.identity, tenant=tenant)
    return tenant if allowed else None


def _no_access(subdomain: str) -> ResponseReturnValue:
    with transaction() as db:
        audit.record(db, None, "environment.entry_refused", subdomain, actor=actor())
    return render_template("identity/no_access.html"), 403, UNTOLD


def _not_accepted(tenant: TenantRef) -> ResponseReturnValue:
    """Tell a member, and only a member, that the environment wants another account of theirs."""
    with transaction(tenant.id) as db:
        audit.record(db, tenant.id, "access.refused", actor=actor())
    return render_template("identity/not_accepted.html", tenant=tenant), 403, UNTOLD


def _note_refusal() -> None:
    with transaction(g.tenant.id) as db:
        audit.record(db, g.tenant.id, "handoff.refused", actor=actor())


@bp.get("/auth/handoff/callback")
@tenant_only
@public
@limited("hand_off")
def enter() -> ResponseReturnValue:
    """Redeem the code for a session of this host."""
    begun = entrance.take(entrance.HANDOFF + request.args.get("state", ""))
    token = None
    if begun is not None:
        code = request.args.get("code", "")
        ticket = Ticket(g.tenant, own_host(), code, begun["verifier"], browser(), limits(), request_id())
        with transaction(g.tenant.id) as db:
            token = handoff.redeem(db, ticket, signed_in())
    if begun is None or token is None:
        if begun is not None:  # what was not begun in this browser anybody could fill the log with
            _note_refusal()
        return render_template("identity/link_used.html"), 403, UNTOLD
    session.clear()
    say_not_done(begun["sent"])
    answer = redirect(begun["path"], 303)
    answer.headers.update(UNTOLD)
    cookies.put(answer, cookies.SESSION, token)
    return answer
