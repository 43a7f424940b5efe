"""What happens to somebody without a session: to the sign-in page, or from an environment to the apex and back."""

import time
from typing import Any
from urllib.parse import quote, urlencode

from flask import current_app, g, jsonify, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.identity.flows import LIFE
from hub.identity.tokens import challenge_of, new_token
from hub.web import limits
from hub.web.context import hub, request_id, wants_json
from hub.web.paths import is_own_page

__all__ = [
    "HANDOFF",
    "RECENT",
    "WANTED",
    "ask_for_session",
    "ask_to_sign_in",
    "asked_path",
    "begin_handoff",
    "keep",
    "look",
    "start_anew",
    "take",
    "want",
]

WANTED = "wanted"
"""Key of the flow: where the person was going when asked to sign in, and on which occasion."""
HANDOFF = "handoff:"
RECENT = "recent"
"""Parameter of a hand-off that needs a recent sign-in; leaving it out gains nothing, the other host looks itself."""


def ask_for_session(*, recent: bool = False) -> ResponseReturnValue:
    """Answer a request that needs a session and has none.

    :param recent: whether it needs a recent sign-in, which then is asked for at once
    """
    if wants_json():
        problem = {"title": _("Sign in first."), "status": 401, "request_id": request_id()}
        return jsonify(problem), 401, {"Content-Type": "application/problem+json"}
    limits.spend("entrance")
    if g.tenant:
        return begin_handoff(asked_path(), recent=recent)
    return ask_to_sign_in(occasion="step_up" if recent or RECENT in request.args else "sign_in")


def ask_to_sign_in(path: str | None = None, *, occasion: str = "sign_in", sent: bool = False) -> ResponseReturnValue:
    """Send the person to the sign-in page and remember, on our side, where to go afterwards.

    :param path: a path of this host; by default the one that was asked for
    :param occasion: ``sign_in``, ``activation`` (the provider lets the person choose the account) or ``step_up``
    :param sent: whether a form was sent that is not accepted now; its page will say so
    """
    want(path or asked_path(), occasion=occasion, sent=sent)
    return redirect(url_for("identity.sign_in"), 303)


def want(path: str, *, occasion: str, sent: bool = False) -> None:
    """Remember where to go after the sign-in that comes next, e.g. by a link to a provider: see `ask_to_sign_in`."""
    session[WANTED] = {"path": path, "occasion": occasion, "sent": sent}


def begin_handoff(path: str, *, recent: bool = False, sent: bool = False) -> ResponseReturnValue:
    """Send a browser from an environment's host to the apex, to come back with a code that only it can redeem.

    :param recent: whether the person must have signed in recently; the host itself looks at it again
    :param sent: as in :func:`ask_to_sign_in`
    """
    verifier, state = new_token(), new_token()
    keep(HANDOFF + state, {"verifier": verifier, "path": path, "sent": sent})
    asked = {"host": g.tenant.subdomain, "state": state, "challenge": challenge_of(verifier)}
    query = urlencode(asked | ({RECENT: "1"} if recent else {}))
    answer = redirect(f"{hub().settings.base_url}/auth/handoff?{query}", 303)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def keep(key: str, values: dict[str, Any]) -> None:
    """Put something into the flow that is good for fifteen minutes; what is older goes."""
    prefix = key.partition(":")[0] + ":"
    for old in [name for name in session if name.startswith(prefix) and _is_old(session[name])]:
        del session[old]
    session[key] = {**values, "began": time.time()}


def start_anew(*, but_for: str) -> None:
    """Forget what was kept, for a sign-in that repeats the one before: what else was begun goes on, under a new token.

    :param but_for: what names begin with that does not go on either
    """
    begun = {name: kept for name, kept in session.items() if isinstance(kept, dict) and "began" in kept}
    kept = {name: values for name, values in begun.items() if not name.startswith(but_for)}
    if kept:
        flow: Any = session  # which Flask's types do not know to be ours
        flow.renew(kept)
    else:
        session.clear()


def look(key: str) -> dict[str, Any] | None:
    """Look at something in the flow and leave it there; None when it is not there or too old."""
    found: dict[str, Any] | None = session.get(key)
    return None if found is None or _is_old(found) else found


def take(key: str) -> dict[str, Any] | None:
    """Take something out of the flow, once; None when it is not there or too old."""
    found: dict[str, Any] | None = session.pop(key, None)
    return None if found is None or _is_old(found) else found


def _is_old(values: dict[str, Any]) -> bool:
    return time.time() - float(values["began"]) > LIFE.total_seconds()


def asked_path() -> str:
    """Give the address that was asked for as a path of this host; the home page where it cannot be gone back to."""
    query = request.query_string.decode("ascii", "replace")
    path = quote(request.path) + (f"?{query}" if query else "")
    safe = request.method in ("GET", "HEAD") and is_own_page(current_app, path)
    return path if safe else "/"
