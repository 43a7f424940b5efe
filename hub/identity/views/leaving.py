"""Signing out: of an environment, of the browser, and at the provider for those who want that, too."""

from flask import g, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from hub import audit
from hub.db import transaction
from hub.identity import login, sessions
from hub.identity.views.blueprint import bp
from hub.web import cookies
from hub.web.acting import actor
from hub.web.context import hub
from hub.web.security import any_host, apex_only, public

__all__ = ["ask_sign_out", "sign_out", "signed_out"]


@bp.get("/sign-out")
@apex_only
def ask_sign_out() -> ResponseReturnValue:
    """Ask whether to sign out everywhere, after an environment was left."""
    return render_template("identity/sign_out.html")


@bp.post("/sign-out")
@any_host
def sign_out() -> ResponseReturnValue:
    """End the session: on an environment's host this one, at the apex every session of the browser."""
    tenant_id = g.tenant.id if g.tenant else None
    with transaction(tenant_id) as db:
        sessions.end(db, current_user.session.id)
        audit.record(db, tenant_id, "environment.left" if tenant_id else "session.ended", actor=actor())
    session.clear()
    if g.tenant:
        answer = redirect(f"{hub().settings.base_url}{url_for('identity.ask_sign_out')}", 303)
    else:
        answer = redirect(url_for("identity.signed_out"), 303)
    cookies.drop(answer, cookies.SESSION)
    return answer


@bp.get("/signed-out")
@apex_only
@public
def signed_out() -> ResponseReturnValue:
    """Say that the session has ended, and offer to sign out where a provider lets us."""
    offered = {each.label: login.sign_out_address(key) for key, each in hub().plugins.providers.items()}
    return render_template(
        "identity/signed_out.html", elsewhere={label: address for label, address in offered.items() if address}
    )
