"""The headers that every answer carries, whoever made it."""

from collections.abc import Iterable
from typing import TypeVar
from urllib.parse import urlsplit

from flask import g
from werkzeug.wrappers import Response

from hub.config import HubSettings

__all__ = ["allow_forms_to", "protect", "transport"]

_YEAR = 365 * 24 * 3600
_Answer = TypeVar("_Answer", bound=Response)


def allow_forms_to(address: str) -> None:
    """Let the forms of this page end at another site, because sending one is answered with a redirect there."""
    parts = urlsplit(address)
    g.setdefault("form_targets", set()).add(f"{parts.scheme}://{parts.netloc}")


def protect(answer: _Answer, settings: HubSettings, form_targets: Iterable[str] = ()) -> _Answer:
    """Put the protecting headers on an answer; a view's own choice of Referrer-Policy or caching stays."""
    headers = answer.headers
    headers["Content-Security-Policy"] = _policy(settings, form_targets)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["X-Frame-Options"] = "DENY"
    # "no-referrer" would make browsers send "Origin: null" with our own forms
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cache-Control", "no-store")
    headers.update(transport(settings))
    return answer


def transport(settings: HubSettings) -> dict[str, str]:
    """Tell browsers to come back over https only, where the hub is served so."""
    if not settings.base_url.startswith("https://"):
        return {}
    return {"Strict-Transport-Security": f"max-age={_YEAR}; includeSubDomains"}


def _policy(settings: HubSettings, form_targets: Iterable[str]) -> str:
    parts = urlsplit(settings.base_url)
    apex, tenants = settings.base_url, f"{parts.scheme}://*.{parts.netloc}"
    rules = {
        "default-src": "'self'",
        # the page of an unknown address has no stylesheet of its own
        "style-src": f"'self' {apex}",
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        # browsers hold redirects that follow a form against this list, too
        "form-action": " ".join(["'self'", apex, tenants, *sorted(form_targets)]),
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())
