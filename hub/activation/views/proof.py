"""Proving to be the person who activated in the store. No word of any company is said here."""

from typing import Any
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from marshmallow import ValidationError

from hub.activation.flow import Page, Place
from hub.activation.schemas import CodeSchema, messages_of
from hub.activation.service import deeds, proving, resuming
from hub.activation.service.looking import Look
from hub.activation.service.proving import Redemption
from hub.activation.views.frame import bp, prover, render, visit
from hub.db import Db
from hub.web.acting import actor
from hub.web.context import hub
from hub.web.csrf import submitted
from hub.web.limits import limited
from hub.web.navigation import environments_of
from hub.web.security import apex_only
from tenants.models import Role

PLACE = Place(Page.PROVE)


@bp.get("/activations/<uuid:activation_id>/prove")
@apex_only
def prove(activation_id: UUID) -> ResponseReturnValue:
    """Say that this account is not known to be the initiator's, and offer the ways to prove it."""
    with visit(activation_id, PLACE) as (db, found):
        return _page(db, found)


@bp.post("/activations/<uuid:activation_id>/prove/code")
@apex_only
@limited("code")
def send_code(activation_id: UUID) -> ResponseReturnValue:
    """Mail a one-time code to the address that the store named."""
    with visit(activation_id, PLACE) as (db, found):
        if not proving.send_code(db, found.activation, prover()):
            return _page(db, found, [_("No more codes can be sent for this activation. Start again in the store.")])
        deeds.record(db, found.activation, "activation.code_sent", actor())
    return redirect(url_for("activation.prove", activation_id=activation_id), 303)


@bp.post("/activations/<uuid:activation_id>/prove")
@apex_only
@limited("code_try")
def redeem(activation_id: UUID) -> ResponseReturnValue:
    """Take the code."""
    with visit(activation_id, PLACE) as (db, found):
        try:
            digits = CodeSchema().load(submitted())["code"]
        except ValidationError as error:
            return _page(db, found, messages_of(error).get("code", [_("Fill this in.")]))
        became = proving.redeem(db, found.activation, prover(), digits)
        if became == Redemption.RIGHT:
            deeds.record_proof(db, found.activation, actor(), "code", resuming.resume(db, found.activation))
        else:
            deeds.record(db, found.activation, "activation.code_refused", actor(), by="code")
        if became == Redemption.WRONG:
            return _page(db, found, [_("This is not the code. Look at the newest message.")])
        if became == Redemption.OVER:
            return _page(db, found, [_("This code cannot be used any more. Have a new one sent.")])
    return redirect(url_for("activation.index", activation_id=activation_id), 303)


def _page(db: Db, found: Look, errors: list[str] | None = None) -> ResponseReturnValue:
    activation = found.activation
    sent = proving.open_code(db, activation, current_user.person_id)
    mask = _masked(activation.initiator_email or "")
    open_now = activation.state in proving.OPEN
    facts = {"sent": sent, "mask": mask, "open": open_now, "errors": {"code": errors or []}}
    shown = render("prove", Page.PROVE, found, **facts, **_way_without_the_store(db))
    return (shown, 422) if errors else shown


def _way_without_the_store(db: Db) -> dict[str, Any]:
    """Find where the person can connect a company themselves, and what the support has to know of them."""
    mine = environments_of(db, current_user.person_id)
    provider = hub().plugins.known_providers.get(current_user.identity.provider)
    return {
        "administered": [each for each in mine if each.role == Role.ADMIN],
        "provider": provider.label if provider else current_user.identity.provider,
    }


def _masked(email: str) -> str:
    """Hint at an address for somebody who knows it.

    >>> _masked("anna@example.fi")
    'a•••@e•••.fi'
    """
    local, _at, domain = email.partition("@")
    name, dot, end = domain.rpartition(".")
    return f"{local[:1]}•••@{name[:1]}•••{dot}{end}"
