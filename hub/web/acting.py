"""Who is behind a request, as the audit keeps it."""

from flask import request

from hub.audit import Actor
from hub.web.context import request_id
from hub.web.signed_in import signed_in

__all__ = ["actor"]


def actor() -> Actor:
    """Tell the audit who asks, with the account and how surely they are signed in; a visitor where nobody is."""
    address = request.remote_addr or ""
    person = signed_in()
    if person is None:
        return Actor(None, request_id=request_id(), address=address)
    return Actor(
        person.person_id,
        person.identity_id,
        request_id(),
        person.session.assurance,
        person.session.auth_time,
        address,
    )
