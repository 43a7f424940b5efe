"""Who is behind a request: Flask-Login's ``current_user``, read from our own sessions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, current_app, g, request
from flask_login import LoginManager, current_user

from hub.db import transaction
from hub.identity import sessions
from hub.identity.sessions import Browser, Limits, SignedIn
from hub.web.context import hub, own_origin
from hub.web.cookies import SESSION

__all__ = ["OwnSessions", "browser", "is_unattended", "is_used", "limits", "own_host", "signed_in", "unattended"]

View = TypeVar("View", bound=Callable[..., Any])
BY_ITSELF = "unattended"
"""Mark of such a view, and parameter of a page that a script loads again; claiming it gains nobody anything."""


class OwnSessions(LoginManager):
    """Flask-Login with its own cookies left out."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        # it would tie a session to an address that changes with the network
        self.session_protection = None

    def _load_user(self) -> None:
        # Flask-Login's own would look into Flask's session and believe a remember-me cookie; ours knows neither
        self._update_request_context_with_user()  # a page about a failed look-up must not repeat it
        if found := _read_session():
            self._update_request_context_with_user(found)


def signed_in() -> SignedIn | None:
    """Give the person behind the request, typed; None when nobody is signed in."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def own_host() -> str:
    """Give host and port of the asked host, which sessions and flows are bound to."""
    return urlsplit(own_origin()).netloc


def browser() -> Browser:
    """Describe the browser of this request for the person's list of sessions."""
    return Browser(user_agent=request.user_agent.string, ip=request.remote_addr or "")


def limits() -> Limits:
    """Tell how long sessions live here."""
    settings = hub().settings
    return Limits(timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours))


def unattended(view: View) -> View:
    """Say of a view that pages of ours ask for it by themselves: that is no use of a session, nobody need be there."""
    setattr(view, BY_ITSELF, True)
    return view


def is_unattended(view: Callable[..., Any]) -> bool:
    """Say whether pages of ours ask for a view by themselves."""
    return getattr(view, BY_ITSELF, False)


def is_used() -> bool:
    """Tell whether somebody asks, and not a page of ours by itself."""
    view = current_app.view_functions.get(request.endpoint or "")
    return not (BY_ITSELF in request.args or (view is not None and is_unattended(view)))


def _read_session() -> SignedIn | None:
    token = request.cookies.get(SESSION)
    if not token:
        return None
    tenant_id: UUID | None = g.tenant.id if g.tenant else None
    lasting = limits()
    with transaction(tenant_id) as db:
        found = sessions.find(db, token, own_host(), tenant_id, limits=lasting)
        if found and is_used():
            sessions.touch(db, found.session, lasting)
    return found
