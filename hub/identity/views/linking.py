"""Linking a second account to a person, and taking one away.

Only from a session of the person, after a recent sign-in, by a whole sign-in with the second account in the same
browser, and never because two addresses are alike. What was proved is shown before it is linked, so that nobody is made
to link somebody else's account without seeing it.
"""

from dataclasses import asdict
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.db import transaction
from hub.identity import accounts, login
from hub.identity.accounts import InUse, LastAccount, NobodyLeft, SomebodyElses
from hub.identity.login import Arrived
from hub.identity.sessions import SignedIn
from hub.identity.views.blueprint import bp
from hub.sdk.errors import Refused
from hub.sdk.identity import Identity
from hub.web import entrance
from hub.web.acting import actor
from hub.web.context import hub
from hub.web.limits import limited
from hub.web.security import apex_only, recent_sign_in
from hub.web.signed_in import signed_in

__all__ = ["ask_link", "begin_link", "keep", "link", "unlink"]

PROVED = "linking:proved"


@bp.get("/account/link/<provider>")
@apex_only
@recent_sign_in
@limited("sign_in")
def begin_link(provider: str) -> ResponseReturnValue:
    """Send the browser to a provider to sign in with the account that is to be linked."""
    return login.begin(provider, {"path": "/account/link", "occasion": login.LINK, "person": str(_person().person_id)})


def keep(arrived: Arrived) -> ResponseReturnValue:
    """Keep what the provider proved for the page that asks whether to link it.

    :raises Refused: another person, or nobody, is signed in now
    """
    person = signed_in()
    if person is None or str(person.person_id) != arrived.person:
        raise Refused(_("You are not signed in any more as you were when you began to link an account. Start again."))
    entrance.keep(PROVED, {"identity": asdict(arrived.identity), "person": arrived.person})
    return redirect(url_for("identity.ask_link"), 303)


@bp.get("/account/link")
@apex_only
@recent_sign_in
def ask_link() -> ResponseReturnValue:
    """Show the account that was proved, and whose it will be."""
    identity = _proved(entrance.look(PROVED))
    if identity is None:
        return redirect(url_for("identity.account"), 303)
    return render_template("identity/link.html", identity=identity, label=_label(identity.provider))


@bp.post("/account/link")
@apex_only
@recent_sign_in
def link() -> ResponseReturnValue:
    """Link the account that was proved."""
    person, identity = _person(), _proved(entrance.take(PROVED))
    if identity is None:
        flash(_("This took too long, so nothing was linked. Start again."))
        return redirect(url_for("identity.account"), 303)
    try:
        with transaction() as db:
            accounts.link(db, person.person_id, identity, actor())
    except SomebodyElses:
        _note_refusal(identity)
        raise Refused(
            _(
                "The account %(email)s belongs to somebody in this hub already, so it cannot be linked to yours. Sign "
                "in with it to see what it opens, or choose another one.",
                email=identity.email or identity.name,
            )
        ) from None
    flash(_("The account was linked. You can sign in with either from now on."))
    return redirect(url_for("identity.account"), 303)


@bp.post("/account/linked/<uuid:identity_id>/unlink")
@apex_only
@recent_sign_in
def unlink(identity_id: UUID) -> ResponseReturnValue:
    """Take an account away; whoever is signed in with it is signed out."""
    person = _person()
    try:
        with transaction() as db:
            if not accounts.unlink(db, person, identity_id, actor()):
                abort(404)
    except LastAccount:
        raise Refused(_("This is the only account you can sign in with. Link another one before.")) from None
    except InUse:
        raise Refused(_("You are signed in with this account. Sign in with another one to take it away.")) from None
    except NobodyLeft as left:
        raise Refused(
            _(
                "Without this account nobody could manage “%(environment)s” any more: it accepts only accounts of "
                "certain organisations, and of its Admins’ accounts only this one is of them. Make somebody else an "
                "Admin there first, or have it accept the account you keep.",
                environment=left.environment,
            )
        ) from None
    flash(_("The account was taken away. Nobody can sign in with it as you any more."))
    return redirect(url_for("identity.account"), 303)


def _person() -> SignedIn:
    return signed_in() or abort(401)


def _proved(kept: dict | None) -> Identity | None:
    if kept is None or kept["person"] != str(_person().person_id):
        return None
    return Identity(**kept["identity"])


def _label(provider: str) -> str:
    known = hub().plugins.known_providers.get(provider)
    return known.label if known else provider


def _note_refusal(identity: Identity) -> None:
    with transaction() as db:
        accounts.note_refusal(db, identity, actor())
