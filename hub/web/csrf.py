"""Forms that were not sent from our own pages are refused: by where they come from, and by a token in the page."""

from hmac import compare_digest

from flask import request, session
from flask_babel import gettext as _
from flask_login import current_user

from hub.identity.tokens import new_token
from hub.sdk.errors import Refused
from hub.web.context import own_origin

__all__ = ["FIELD", "HEADER", "check", "csrf_token", "submitted"]

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
_SAFE = {"GET", "HEAD", "OPTIONS"}
_FLOW_KEY = "csrf"


def csrf_token() -> str:
    """Give the token for a form of this page: the session's, or the flow's while nobody is signed in."""
    if current_user.is_authenticated:
        return str(current_user.session.csrf_token)
    return str(session.setdefault(_FLOW_KEY, new_token()))


def submitted() -> dict[str, str]:
    """Give the fields of the sent form, ours left out."""
    return {name: value for name, value in request.form.items() if name != FIELD}


def check() -> None:
    """Refuse an unsafe request that is not from a page of this very host.

    JSON must bring the token in the header, which no page of another site can set.

    :raises Refused: origin or token is wrong or missing
    """
    if request.method in _SAFE:
        return
    if not _is_same_origin() or not _token_fits():
        raise Refused(_("This form is too old, or it was not sent from a page of ours. Reload the page and try again."))


def _is_same_origin() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == own_origin()


def _token_fits() -> bool:
    sent = request.headers.get(HEADER) or ("" if request.is_json else request.form.get(FIELD, ""))
    known = current_user.session.csrf_token if current_user.is_authenticated else session.get(_FLOW_KEY, "")
    return bool(known) and compare_digest(str(known).encode(), sent.encode())
