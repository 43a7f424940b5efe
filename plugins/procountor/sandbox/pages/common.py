"""What all pages share: who is signed in, and what a browser may do with a page."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from .. import local, offer, personas
from ..books.model import Company
from ..personas import Persona
from ..world import world

P = ParamSpec("P")

POLICY = "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"


def pages(name: str) -> Blueprint:
    """Make a blueprint for pages."""
    blueprint = Blueprint(name, __name__)
    blueprint.before_request(local.refuse_other_sites)
    blueprint.after_request(protect)
    blueprint.context_processor(shared_by_templates)
    return blueprint


def protect(answer: Response) -> Response:
    """Let a page take scripts and styles from here only, and keep it out of frames and caches."""
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def shared_by_templates() -> dict[str, Any]:
    """Give what the frame around every page shows."""
    return {"person": person(), "way_to_open_api": offer.API_SETTING_WAY, "api_setting": offer.API_SETTING}


def person() -> Persona | None:
    """Give who is signed in."""
    return personas.with_email(world().personas, session.get("email", ""))


def signed_in() -> Persona:
    """Give who is signed in, on a page that nobody else gets to."""
    found = person()
    if found is None:
        abort(401)
    return found


def needs_sign_in(view: Callable[P, AnyResponse | str]) -> Callable[P, AnyResponse | str]:
    """Show the sign-in first, and come back to the page after it."""

    @wraps(view)
    def _view(*args: P.args, **kwargs: P.kwargs) -> AnyResponse | str:
        if person() is not None:
            return view(*args, **kwargs)
        if request.method == "POST":
            return redirect(url_for("signin.choose", next=request.full_path))
        return sign_in_page(request.full_path)

    return _view


def sign_in_page(target: str) -> str:
    """Show the people one can be."""
    return render_template("sandbox/signin.html", people=world().personas, target=target)


def safe_target(target: str | None) -> str:
    """Give a path of this site to go on to; the store if it leads elsewhere.

    >>> safe_target("/keylogin?state=1"), safe_target("//evil.example"), safe_target("https://evil.example/")
    ('/keylogin?state=1', '/store', '/store')
    """
    parts = urlsplit(target or "")
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or "\\" in parts.path:
        return "/store"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def companies_of(somebody: Persona) -> Sequence[Company]:
    """List the companies somebody works for."""
    return personas.companies_of(somebody, world().companies())


def company_of(somebody: Persona, company_id: int) -> Company:
    """Give a company somebody works for; 404 for all others."""
    found = next((company for company in companies_of(somebody) if company.id == company_id), None)
    return found or abort(404)
