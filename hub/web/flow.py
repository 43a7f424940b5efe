"""What a browser began and has not ended yet: ``flask.session``, kept in the database for fifteen minutes.

Flask's own signed cookie is never used. The cookie ``__Host-flow`` holds a token, the row holds the rest; Authlib keeps
its state, nonce and code verifier there, and forms of people who are not signed in their token.
"""

import copy
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin

from hub.db import transaction
from hub.identity import flows
from hub.web.cookies import FLOW, drop, put
from hub.web.tenancy import TENANT_KEY

__all__ = ["FlowSession", "FlowSessions"]


class FlowSession(SessionMixin):
    """A dictionary of JSON values that is read from the database when it is first looked at."""

    def __init__(self, token: str | None, host: str) -> None:
        self.token = token
        self.host = host
        self._known: dict[str, Any] | None = None
        self._data: dict[str, Any] | None = None

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._values[key] = value

    def __delitem__(self, key: str) -> None:
        del self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def _values(self) -> dict[str, Any]:
        if self._data is None:
            self._known = self._read()
            self._data = copy.deepcopy(self._known) if self._known else {}
        return self._data

    def _read(self) -> dict[str, Any] | None:
        if self.token is None:
            return None
        with transaction() as db:
            return flows.read(db, self.token, self.host)

    @property
    def exists(self) -> bool:
        """Say whether there is a row behind it; only known after it was looked at."""
        return self._known is not None

    @property
    def values_left(self) -> dict[str, Any]:
        """Give everything that is in it now."""
        return dict(self._data or {})

    def renew(self, kept: Mapping[str, Any]) -> None:
        """Go on under a new token with a few values: nobody who knew the old one gets at them."""
        if self.exists and self.token:
            with transaction() as db:
                flows.remove(db, self.token)
        self.token, self._known, self._data = None, None, dict(kept)

    def changes(self) -> tuple[dict[str, Any], list[str]]:
        """Tell what was set and what was taken away since it was read."""
        known, now = self._known or {}, self._data or {}
        changed = {key: value for key, value in now.items() if key not in known or known[key] != value}
        return changed, [key for key in known if key not in now]


class FlowSessions(SessionInterface):
    """Where Flask finds and keeps the flow of a browser."""

    def open_session(self, app: Flask, request: Request) -> FlowSession:
        """Take up the flow that the cookie names."""
        settings = app.extensions["hub"].settings
        tenant = request.environ.get(TENANT_KEY)
        address = settings.tenant_url(tenant.subdomain) if tenant else settings.base_url
        return FlowSession(request.cookies.get(FLOW), urlsplit(address).netloc)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep what the request changed; an emptied flow is gone, with its cookie."""
        if not isinstance(session, FlowSession):
            return
        changed, removed = session.changes()
        if not changed and not removed:
            return
        with transaction() as db:
            if session.exists and session.token and not session.values_left:
                flows.remove(db, session.token)
                drop(response, FLOW)
                return
            if not session.exists or not session.token or not flows.change(db, session.token, changed, removed):
                session.token = flows.begin(db, session.host, changed)
        put(response, FLOW, session.token, max_age=flows.LIFE)
