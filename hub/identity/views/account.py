"""One's own account: where one is signed in, and with what."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub import audit
from hub.db import transaction
from hub.identity import accounts, own_sessions
from hub.identity.own_sessions import Ended
from hub.identity.sessions import SignedIn
from hub.identity.views.blueprint import bp
from hub.web.acting import actor
from hub.web.context import hub
from hub.web.security import apex_only
from hub.web.signed_in import limits, signed_in

__all__ = ["account", "end_other_sessions", "end_session"]


@bp.get("/account")
@apex_only
def account() -> ResponseReturnValue:
    """Show one's sessions and linked accounts."""
    person = _person()
    with transaction(person_id=person.person_id) as db:
        open_sessions = own_sessions.list_own(db, person, limits())
        linked = accounts.of(db, person.person_id)
    return render_template(
        "identity/my_account.html",
        sessions=open_sessions,
        linked=linked,
        labels={key: each.label for key, each in hub().plugins.known_providers.items()},
        providers=hub().plugins.providers,
    )


@bp.post("/account/sessions/<uuid:session_id>/end")
@apex_only
def end_session(session_id: UUID) -> ResponseReturnValue:
    """End one of one's other sessions; of another browser all of them."""
    with transaction() as db:
        ended = own_sessions.end(db, _person(), session_id)
        if ended == Ended.NOTHING:
            abort(404)
        audit.record(db, None, "session.ended_by_owner", actor=actor())
    flash(
        _("That browser is signed out. To come back there somebody has to sign in.")
        if ended == Ended.ELSEWHERE
        else _("The session has ended. Your next visit there begins a new one, as long as you are signed in here.")
    )
    return redirect(url_for("identity.account"), 303)


@bp.post("/account/sessions/end-others")
@apex_only
def end_other_sessions() -> ResponseReturnValue:
    """End all sessions but those of this browser."""
    with transaction() as db:
        own_sessions.end_others(db, _person())
        audit.record(db, None, "session.ended_by_owner", actor=actor())
    flash(_("All other sessions have ended."))
    return redirect(url_for("identity.account"), 303)


def _person() -> SignedIn:
    return signed_in() or abort(401)
