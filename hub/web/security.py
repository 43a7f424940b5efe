"""Who may ask for what: marks on views, and the guard that reads them. What is not marked is refused.

A view is for the apex, for the environments, or for both (``@apex_only``, ``@tenant_only``, ``@any_host``); an unmarked
one is for environments only. Without ``@public`` it needs a session, with ``@admin_required`` an Admin's, with
``@recent_sign_in`` one whose person proved a short while ago that it is still them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from flask import abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from hub.sdk.errors import Refused
from hub.web import csrf, entrance, step_up
from tenants.models import Role

__all__ = [
    "Access",
    "access_of",
    "admin_required",
    "any_host",
    "apex_only",
    "guard",
    "public",
    "recent_sign_in",
    "signed",
    "tenant_only",
]

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "_hub_access"


@dataclass(frozen=True, slots=True)
class Access:
    """What a view demands."""

    host: str = "tenant"
    public: bool = False
    admin: bool = False
    recent: bool = False
    signed: bool = False
    marked: bool = False


def access_of(view: Callable[..., Any]) -> Access:
    """Read the marks of a view."""
    found: Access = getattr(view, _MARK, Access())
    return found


def _mark(view: View, **facts: Any) -> View:
    setattr(view, _MARK, replace(access_of(view), **facts))
    return view


def public(view: View) -> View:
    """Let anybody ask, signed in or not."""
    return _mark(view, public=True)


def signed(view: View) -> View:
    """Take what other servers send: it proves itself by a signature, and nothing of a browser is looked at."""
    return _mark(view, signed=True)


def apex_only(view: View) -> View:
    """Answer at the hub's own address only."""
    return _mark(view, host="apex", marked=True)


def tenant_only(view: View) -> View:
    """Answer at the addresses of environments only."""
    return _mark(view, host="tenant", marked=True)


def any_host(view: View) -> View:
    """Answer at every address of the hub."""
    return _mark(view, host="any", marked=True)


def admin_required(view: View) -> View:
    """Answer to Admins of the environment only."""
    return _mark(view, admin=True, host="tenant", marked=True)


def recent_sign_in(view: View) -> View:
    """Answer only after a recent sign-in, else ask for a new one and come back.

    Mark the page of a form as well as what the form is sent to: then nobody fills it in for nothing.
    """
    return _mark(view, recent=True)


def guard() -> ResponseReturnValue | None:
    """Refuse what the asked view does not allow; runs before every view."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None:
        return None
    if any("\0" in str(given) for given in (request.view_args or {}).values()):
        abort(404)  # nothing is called so, and the database cannot even be asked for it
    access = access_of(view)
    if access.host not in ("any", "tenant" if g.tenant else "apex"):
        abort(404)
    if not access.public and not current_user.is_authenticated:
        return entrance.ask_for_session(recent=access.recent)
    if access.admin and current_user.role != Role.ADMIN:
        raise Refused(_("Only an Admin of this environment can do this. Ask one of its Admins."))
    if not access.signed:
        csrf.check()
    return step_up.demand() if access.recent else None
