"""Where a browser may be sent after signing in: to a page of ours, and nowhere else."""

from urllib.parse import unquote, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

__all__ = ["is_own_page"]

LONGEST = 2000


def is_own_page(app: Flask, path: str) -> bool:
    """Say whether a path is that of a page of ours which can be asked for with GET."""
    if not path.startswith("/") or path.startswith("//") or len(path) > LONGEST or "\\" in path:
        return False
    if any(not char.isprintable() or char.isspace() for char in path):
        return False
    try:
        parts = urlsplit(path)
    except ValueError:
        return False
    if parts.scheme or parts.netloc:
        return False
    return _is_routed(app, unquote(parts.path))


def _is_routed(app: Flask, path: str) -> bool:
    try:
        endpoint, _ = app.url_map.bind("hub.invalid").match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return False
    return endpoint != "static"
