"""What a request is answered with: the hub's settings and plugins, and which host of ours was asked."""

from dataclasses import dataclass

from flask import current_app, g, request

from hub.config import HubSettings
from hub.pluginmanager import Plugins

__all__ = ["Hub", "hub", "own_origin", "request_id", "wants_json"]


@dataclass(frozen=True, slots=True)
class Hub:
    """The hub of this process."""

    settings: HubSettings
    plugins: Plugins


def hub() -> Hub:
    """Give the hub that answers this request."""
    found: Hub = current_app.extensions["hub"]
    return found


def own_origin() -> str:
    """Give scheme, host and port of the asked host, from the settings and never from the request."""
    settings = hub().settings
    return settings.tenant_url(g.tenant.subdomain) if g.get("tenant") else settings.base_url


def request_id() -> str:
    """Give the name of this request in answers, logs and the audit."""
    return str(g.get("request_id", ""))


def wants_json() -> bool:
    """Say whether the other side is a program: a script of ours, or one that sends JSON or prefers it over a page."""
    accepted = request.accept_mimetypes
    scripted = request.headers.get("Sec-Fetch-Dest") == "empty"
    return scripted or request.is_json or accepted["application/json"] > accepted["text/html"]
