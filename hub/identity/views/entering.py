"""Signing in at the hub's own address, and again where an act needs it."""

import logging
from collections.abc import Mapping
from typing import Any

from flask import flash, g, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from hub import audit
from hub.activation.service import unfinished
from hub.audit import Actor
from hub.db import Db, transaction
from hub.identity import login, service, sessions
from hub.identity.login import Arrived
from hub.identity.models import LinkedIdentity
from hub.identity.sessions import NewSession
from hub.identity.views import linking
from hub.identity.views.blueprint import bp
from hub.sdk.errors import Refused, UserFault
from hub.sdk.identity import Identity, IdentityProvider
from hub.web import cookies, entrance, language
from hub.web.acting import actor
from hub.web.context import hub, request_id
from hub.web.limits import limited, spend
from hub.web.navigation import environments_of
from hub.web.security import any_host, apex_only, public
from hub.web.signed_in import browser, limits, own_host, signed_in

__all__ = ["callback", "home", "say_not_done", "sign_in", "start", "switch_account"]

log = logging.getLogger(__name__)


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
    """Offer the ways to sign in; who has to sign in again is offered the one they used."""
    wanted = session.get(entrance.WANTED)
    if current_user.is_authenticated and wanted is None:
        return redirect(url_for("identity.home"), 303)
    if wanted is None:  # else the flow has begun, and was counted
        spend("entrance")
    occasion = wanted["occasion"] if wanted else "sign_in"
    return render_template("identity/sign_in.html", providers=_providers(occasion), occasion=occasion)


def _providers(occasion: str) -> Mapping[str, IdentityProvider]:
    person, offered = signed_in(), hub().plugins.providers
    if occasion != "step_up" or person is None:
        return offered
    return {key: each for key, each in offered.items() if key == person.identity.provider}


@bp.get("/auth/<provider>")
@apex_only
@public
@limited("sign_in")
def start(provider: str) -> ResponseReturnValue:
    """Send the browser to a provider; a link, so that no rule for forms binds the provider's own redirects."""
    wanted = session.get(entrance.WANTED) or {"path": "/", "occasion": "sign_in"}
    return login.begin(provider, wanted)


@bp.get("/auth/<provider>/callback")
@apex_only
@public
@limited("sign_in")
def callback(provider: str) -> ResponseReturnValue:
    """Take the browser back from a provider and begin its session, or go on with the account that is to be linked."""
    try:
        arrived = login.finish(provider)
        if not hub().plugins.allow("allow_sign_in", identity=arrived.identity, tenant=None):
            raise Refused(_("This account is not accepted here. Choose another account."))
        if arrived.occasion == login.LINK:
            return linking.keep(arrived)
        _expect_same_account(arrived)
        with transaction() as db:
            token = _begin_session(db, arrived)
    except (Refused, UserFault) as error:
        if isinstance(error, Refused):  # what was not begun in this browser anybody could fill the log with
            _note_refusal(provider)
        return render_template("identity/refused.html", message=error.message), 403
    log.info("%s signed somebody in", provider)
    if arrived.occasion == "step_up" and signed_in() is not None:
        entrance.start_anew(but_for=login.SIGN_IN)
    else:
        session.clear()
    say_not_done(arrived.sent)
    answer = redirect(arrived.path, 303)
    cookies.put(answer, cookies.SESSION, token)
    if language.of_visit():  # it is theirs now, not that of whoever uses this browser next
        cookies.drop(answer, cookies.LANGUAGE)
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
            email=person.address,
        )
    )


def _is_account(one: Identity, other: Identity) -> bool:
    return (one.provider, one.authority, one.subject) == (other.provider, other.authority, other.subject)


def say_not_done(sent: bool) -> None:
    """Say on the next page that a form which met an old sign-in was not accepted."""
    if sent:
        flash(_("You have signed in again. What you had sent before was not done: please send it once more."))


def _begin_session(db: Db, arrived: Arrived) -> str:
    linked = service.recognise(db, arrived.identity)
    if chosen := language.of_visit():
        service.adopt_language(db, linked.person_id, chosen)
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
    action = "session.stepped_up" if arrived.occasion == "step_up" else "session.began"
    audit.record(db, None, action, actor=_arrived_as(linked, arrived))
    return token


def _arrived_as(linked: LinkedIdentity, arrived: Arrived) -> Actor:
    return Actor(linked.person_id, linked.id, request_id(), arrived.assurance, arrived.auth_time, browser().ip)


def _note_refusal(provider: str) -> None:
    known: Any = hub().plugins.providers.get(provider)
    with transaction() as db:
        audit.record(db, None, "session.refused", known.label if known else "", actor=actor())


@bp.post("/switch-account")
@apex_only
def switch_account() -> ResponseReturnValue:
    """Offer the ways to sign in to somebody who is signed in, with the choice of the account."""
    return entrance.ask_to_sign_in("/", occasion="activation")
