"""From the asked host to the environment, before anything else looks at the request.

Only the hub's own address and one label below it are answered, and the label must be a live environment's. Links are
built from the settings, so no request can make the hub speak of a foreign host.
"""

import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, render_template
from flask_babel import force_locale
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.wrappers import Request, Response

from hub.config import HubSettings
from hub.db import transaction
from hub.sdk.refs import TenantRef
from hub.web.headers import protect
from hub.web.language import best_of
from tenants import directory

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["HEALTH", "TENANT_KEY", "HostGate", "label_of", "live_tenant"]

TENANT_KEY = "hub.tenant"
HEALTH = "/healthz"
_LABEL = re.compile(r"[a-z0-9][a-z0-9-]{1,38}[a-z0-9]")
_DIRECT = re.compile(r"(127\.0\.0\.1|localhost)(:[0-9]{1,5})?")

Find = Callable[[str], TenantRef | None]


class HostGate:
    """WSGI middleware: lets requests for our own hosts through, with their environment."""

    def __init__(self, app: Flask, settings: HubSettings, find: Find) -> None:
        self._app = app
        self._inner: WSGIApplication = app.wsgi_app
        self._settings = settings
        self._netloc = urlsplit(settings.base_url).netloc
        self._find = find

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer the request, or turn it away with one of two constant pages, in the browser's language."""
        host = environ.get("HTTP_HOST", "")
        if host == self._netloc or self._is_health_check(host, environ.get("PATH_INFO", "")):
            environ[TENANT_KEY] = None
            return self._inner(environ, start_response)
        label = label_of(host, self._netloc)
        try:
            environ[TENANT_KEY] = self._find(label) if label else None
        except (DBAPIError, PoolTimeout):
            self._app.logger.exception("the directory of environments cannot be read")
            return self._page("errors/no_directory.html", HTTPStatus.SERVICE_UNAVAILABLE, environ)(
                environ, start_response
            )
        if environ[TENANT_KEY] is None:
            return self._page("errors/unknown_host.html", HTTPStatus.NOT_FOUND, environ)(environ, start_response)
        return self._inner(environ, start_response)

    @staticmethod
    def _is_health_check(host: str, path: str) -> bool:
        return path == HEALTH and _DIRECT.fullmatch(host) is not None

    def _page(self, template: str, status: HTTPStatus, environ: "WSGIEnvironment") -> Response:
        with self._app.app_context(), force_locale(best_of(Request(environ).accept_languages)):
            body = render_template(template, base_url=self._settings.base_url)
        answer = Response(body, status, mimetype="text/html")
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            answer.headers["Retry-After"] = "10"
        return protect(answer, self._settings)


def label_of(host: str, netloc: str) -> str | None:
    """Read the one label in front of the hub's own host and port; None for any other host.

    >>> label_of("acme.hub.example", "hub.example")
    'acme'
    >>> label_of("a.b.hub.example", "hub.example"), label_of("acme.hub.example:81", "hub.example")
    (None, None)
    >>> label_of("xn--kpyl-moa.hub.example", "hub.example"), label_of("acmehub.example", "hub.example")
    (None, None)
    """
    label, dot, rest = host.partition(".")
    if not dot or rest != netloc or not _LABEL.fullmatch(label) or label.startswith("xn--"):
        return None
    return label


def live_tenant(label: str) -> TenantRef | None:
    """Find the open environment at a label."""
    with transaction() as db:
        found = directory.by_label(db, label)
    return TenantRef(found.id, found.name, found.subdomain) if found else None
