"""The door at which sources call. It is open to anybody, believes a signature and no cookie, and answers two words."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from hub.connectors import service as connections
from hub.connectors import tasks as syncing
from hub.connectors.keys import Undecryptable
from hub.db import Db, transaction
from hub.sdk.accounting import EventKind
from hub.sdk.errors import HubError
from hub.sentinel import tasks as sentinel
from hub.web.context import hub
from hub.web.limits import limited
from hub.web.security import apex_only, public, signed
from hub.webhooks import service
from hub.webhooks.service import Called

__all__ = ["bp", "receive"]

bp = Blueprint("webhooks", __name__)
LARGEST = 64 * 1024
"""Bytes of a call that are read; a longer one is none of ours."""
TAKEN, NOT_TAKEN = ("", 204), ("", 404)
"""The two answers: who guesses learns nothing of which part was wrong."""


@bp.post("/hooks/<connector>/<token>")
@apex_only
@public
@signed
@limited("hook")
def receive(connector: str, token: str) -> ResponseReturnValue:
    """Hear that something has changed at a source, and look at it."""
    tenant_id = service.tenant_of(token)
    body = request.stream.read(LARGEST + 1)
    if tenant_id is None or len(body) > LARGEST:
        return NOT_TAKEN
    with transaction(tenant_id) as db:
        called = _called(db, connector, token)
        kinds = None if called is None else _told(called, body)
        if called is None or kinds is None:
            return NOT_TAKEN
        after = service.note_call(db, called.connection_id)
        if EventKind.BOOKS in kinds:
            connection = connections.find(db, called.connection_id)
            assert connection is not None  # noqa: S101 - found in this very transaction
            connections.expect_sync(db, connection)
            syncing.begin(db, tenant_id, called.connection_id, after=after)
        elif EventKind.RIGHTS in kinds:
            sentinel.begin(db, tenant_id, called.connection_id, after=after)
    return TAKEN


def _called(db: Db, connector: str, token: str) -> Called | None:
    try:
        called = service.found_by(db, token)
    except Undecryptable:
        return None
    return called if called is not None and called.connector == connector else None


def _told(called: Called, body: bytes) -> set[str] | None:
    """Let the connector read a call; None for one that its source has not made."""
    connector = hub().plugins.connectors.get(called.connector)
    if connector is None:
        return None
    try:
        return {each.kind for each in connector.receive(dict(request.headers), body, called.secret)}
    except HubError:
        return None
