"""Signing in to Procountor: here a click on a name is enough."""

from flask import redirect, request, session
from werkzeug.wrappers import Response

from .. import personas
from ..world import world
from .common import pages, safe_target, sign_in_page

blueprint = pages("signin")


@blueprint.get("/signin")
def choose() -> str:
    """Show the people one can be."""
    return sign_in_page(safe_target(request.args.get("next")))


@blueprint.post("/signin")
def sign_in() -> Response | str:
    """Be one of them from now on."""
    target = safe_target(request.form.get("next"))
    persona = personas.with_email(world().personas, request.form.get("email", ""))
    if persona is None:
        return sign_in_page(target)
    session.clear()
    session["email"] = persona.email
    return redirect(target, 303)


@blueprint.post("/signout")
def sign_out() -> Response:
    """Be nobody again."""
    session.clear()
    return redirect(safe_target(request.form.get("next")), 303)
