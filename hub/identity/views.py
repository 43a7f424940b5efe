"""The pages around signing in: which account, which environment, and out again."""

import logging

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from hub.activation.service import unfinished
from hub.db import Db, transaction
from hub.identity import handoff, login, service, sessions
from hub.identity.handoff import Order, Ticket
from hub.identity.login import Arrived
from hub.identity.sessions import NewSession
from hub.sdk.errors import Refused, UserFault
from hub.sdk.identity import Identity
from hub.sdk.refs import TenantRef
from hub.web import cookies, entrance, step_up
from hub.web.context import hub
from hub.web.limits import limited
from hub.web.navigation import environments_of
from hub.web.security import any_host, apex_only, public, tenant_only
from hub.web.signed_in import browser, limits, own_host, signed_in
from hub.web.tenancy import live_tenant

__all__ = ["bp"]

log = logging.getLogger(__name__)
bp = Blueprint("identity", __name__)


@bp.get("/")
@any_host
def home() -> ResponseReturnValue:
    """Show one's environments and unfinished activations; a single environment opens at once."""
    if g.tenant:
        return redirect(url_for("reports.analytics"), 303)
    with transaction(person_id=current_user.person_id) as db:
        environments = environments_of(db, current_user.person_id)
        activations = unfinished.of(db, current_user.person_id)
    if len(environments) == 1 and not activations:
        return redirect(environments[0].url, 303)
    return render_template("home/environments.html", environments=environments, activations=activations)


@bp.get("/sign-in")
@apex_only
@public
def sign_in() -> ResponseReturnValue:
    """Offer the ways to sign in."""
    wanted = session.get(entrance.WANTED)
    if current_user.is_authenticated and wanted is None:
        return redirect(url_for("identity.home"), 303)
    occasion = wanted["occasion"] if wanted else "sign_in"
    providers = dict(hub().plugins.providers)
    if occasion == "step_up" and (person := signed_in()):
        providers = {key: each for key, each in providers.items() if key == person.identity.provider}
    return render_template("identity/sign_in.html", providers=providers, occasion=occasion, wanted=wanted)


@bp.get("/auth/<provider>")
@apex_only
@public
@limited("sign_in")
def start(provider: str) -> ResponseReturnValue:
    """Send the browser to a provider; a link, so that no rule for forms binds the provider's own redirects."""
    wanted = session.get(entrance.WANTED) or {"path": "/", "occasion": "sign_in"}
    return login.begin(provider, _callback(provider), wanted)


@bp.get("/auth/<provider>/callback")
@apex_only
@public
@limited("sign_in")
def callback(provider: str) -> ResponseReturnValue:
    """Take the browser back from a provider and begin its session."""
    try:
        arrived = login.finish(provider)
        if not hub().plugins.allow("allow_sign_in", identity=arrived.identity, tenant=None):
            raise Refused(_("This account is not accepted here. Choose another account."))
        _expect_same_account(arrived)
        with transaction() as db:
            token = _begin_session(db, arrived)
    except (Refused, UserFault) as error:
        return render_template("identity/refused.html", message=error.message), 403
    log.info("%s signed somebody in", provider)
    session.clear()
    _say_not_done(arrived.sent)
    answer = redirect(arrived.path, 303)
    cookies.put(answer, cookies.SESSION, token)
    return answer


def _expect_same_account(arrived: Arrived) -> None:
    """Refuse somebody who was asked to sign in again and did so with another account.

    :raises Refused: says with which account one is signed in
    """
    person = signed_in()
    if arrived.occasion != "step_up" or person is None or _is_account(arrived.identity, person.identity):
        return
    raise Refused(
        _(
            "You are signed in as %(name)s (%(email)s) and have now chosen another account, so nothing was done. "
            "Try again with the same account, or sign out first to go on with the other one.",
            name=person.name,
            email=person.identity.email or person.email,
        )
    )


def _is_account(one: Identity, other: Identity) -> bool:
    return (one.provider, one.authority, one.subject) == (other.provider, other.authority, other.subject)


def _say_not_done(sent: bool) -> None:
    if sent:
        flash(_("You have signed in again. What you had sent before was not done: please send it once more."))


def _begin_session(db: Db, arrived: Arrived) -> str:
    linked = service.recognise(db, arrived.identity)
    new = NewSession(
        person_id=linked.person_id,
        identity_id=linked.id,
        host=own_host(),
        auth_time=arrived.auth_time,
        assurance=arrived.assurance,
        browser=browser(),
        lasting=limits().absolute,
    )
    old = signed_in()
    token, _session_id = sessions.replace(db, old, new) if old else sessions.begin(db, new)
    return token


def _callback(provider: str) -> str:
    return hub().settings.base_url + url_for("identity.callback", provider=provider)


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
        return _no_access()
    address = hub().settings.tenant_url(tenant.subdomain)
    order = Order(tenant, address.partition("://")[2], challenge)
    with transaction(tenant.id) as db:
        code = handoff.issue(db, order, person)
    if code is None:
        return _no_access()
    path = url_for("identity.enter", code=code, state=state)
    return redirect(address + path, 303), {"Referrer-Policy": "no-referrer"}


def _enterable(subdomain: str) -> TenantRef | None:
    tenant = live_tenant(subdomain)
    person = signed_in()
    if tenant is None or person is None:
        return None
    allowed = hub().plugins.allow("allow_sign_in", identity=person.identity, tenant=tenant)
    return tenant if allowed else None


def _no_access() -> ResponseReturnValue:
    return render_template("identity/no_access.html"), 403


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
        ticket = Ticket(g.tenant, own_host(), code, begun["verifier"], browser(), limits())
        with transaction(g.tenant.id) as db:
            token = handoff.redeem(db, ticket, signed_in())
    if begun is None or token is None:
        return render_template("identity/link_used.html"), 403, {"Referrer-Policy": "no-referrer"}
    session.clear()
    _say_not_done(begun["sent"])
    answer = redirect(begun["path"], 303)
    answer.headers["Referrer-Policy"] = "no-referrer"
    cookies.put(answer, cookies.SESSION, token)
    return answer


@bp.post("/switch-account")
@apex_only
def switch_account() -> ResponseReturnValue:
    """Offer the ways to sign in to somebody who is signed in, with the choice of the account."""
    return entrance.ask_to_sign_in("/", occasion="activation")


@bp.get("/sign-out")
@apex_only
def ask_sign_out() -> ResponseReturnValue:
    """Ask whether to sign out everywhere, after an environment was left."""
    return render_template("identity/sign_out.html")


@bp.post("/sign-out")
@any_host
def sign_out() -> ResponseReturnValue:
    """End the session: on an environment's host this one, at the apex every session of the browser."""
    with transaction() as db:
        sessions.end(db, current_user.session.id)
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
    """Say that the session has ended."""
    return render_template("identity/signed_out.html")
