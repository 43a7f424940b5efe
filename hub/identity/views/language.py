"""Choosing the language: for oneself, or for the visit while nobody is signed in."""

from flask import abort, current_app, redirect, request
from flask.typing import ResponseReturnValue

from hub.db import transaction
from hub.identity import service
from hub.identity.views.blueprint import bp
from hub.languages import known
from hub.web import cookies
from hub.web.paths import is_own_page
from hub.web.security import any_host, public
from hub.web.signed_in import signed_in

__all__ = ["choose_language"]


@bp.post("/language")
@any_host
@public
def choose_language() -> ResponseReturnValue:
    """Keep the choice and show the same page again."""
    chosen = known(request.form.get("language")) or abort(400)
    answer = redirect(_page(request.form.get("back", "/")), 303)
    if person := signed_in():
        with transaction() as db:
            service.choose_language(db, person.person_id, chosen)
    else:
        cookies.put(answer, cookies.LANGUAGE, chosen)
    return answer


def _page(path: str) -> str:
    return path if is_own_page(current_app, path) else "/"
