"""Asking a signed-in person to sign in again before an act of consequence.

They sign in with the account they used before, at the hub's own address, and come back to the page they were on. On an
environment's host this is a new hand-off, so that the sessions of both hosts are new ones.
"""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import current_app, g, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.db import transaction
from hub.identity import recency, unproved
from hub.sdk.refs import TenantRef
from hub.web import entrance
from hub.web.context import hub, own_origin, request_id, wants_json
from hub.web.paths import is_own_page
from hub.web.signed_in import signed_in

__all__ = ["demand", "is_recent", "tell_admins"]

SAFE = ("GET", "HEAD", "OPTIONS")


def is_recent() -> bool:
    """Say whether the person behind the request has signed in recently, by the policy of their provider."""
    person = signed_in()
    if person is None:
        return False
    provider = hub().plugins.providers.get(person.identity.provider)
    policy = provider.step_up if provider else "strict"
    return recency.is_recent(person.session, policy, hub().settings.step_up_limit, datetime.now(UTC))


def demand() -> ResponseReturnValue | None:
    """Answer a request that needs a recent sign-in and has none; None when there is one."""
    if is_recent():
        if g.tenant and request.method not in SAFE:
            tell_admins(g.tenant)
        return None
    if wants_json():
        problem = {"title": _("Sign in again first."), "status": 401, "request_id": request_id()}
        return jsonify(problem), 401, {"Content-Type": "application/problem+json"}
    sent = request.method not in SAFE
    path = _page_of_form() if sent else entrance.asked_path()
    if g.tenant:
        return entrance.begin_handoff(path, recent=True, sent=sent)
    return entrance.ask_to_sign_in(path, occasion="step_up", sent=sent)


def tell_admins(tenant: TenantRef) -> None:
    """Write to the other Admins of an environment that somebody acts there, unless the recent sign-in was proved.

    On the environment's own host nobody has to call it.
    """
    person = signed_in()
    if person is None or person.session.assurance == "fresh":
        return
    provider = hub().plugins.providers[person.identity.provider]
    address = hub().settings.tenant_url(tenant.subdomain) + url_for("members.index")
    with transaction(tenant.id) as db:
        unproved.tell_admins(db, tenant, person, provider.label, address)


def _page_of_form() -> str:
    """Find the page a form was sent from; its page asks for the recent sign-in before the form is filled in again."""
    came_from = urlsplit(request.referrer or "")
    if f"{came_from.scheme}://{came_from.netloc}" != own_origin():
        return "/"
    path = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return path if is_own_page(current_app, path) else "/"
