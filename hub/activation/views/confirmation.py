"""Confirming or declining the whole request: only now the store is told."""

import logging
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from hub import queue
from hub.activation import tasks
from hub.activation.flow import Page, Place
from hub.activation.models import CompanyDecision
from hub.activation.service import confirming, deeds, proving
from hub.activation.service.looking import Look
from hub.activation.views.frame import bp, go_on, render, seen, visit
from hub.db import Db
from hub.sdk.errors import HubError
from hub.web import entrance, step_up
from hub.web.acting import actor
from hub.web.context import hub
from hub.web.limits import limited
from hub.web.security import apex_only, recent_sign_in

RESCUE_AFTER = timedelta(seconds=10)
"""When a worker looks whether this process finished what it began."""

log = logging.getLogger(__name__)


@bp.get("/activations/<uuid:activation_id>/confirm")
@apex_only
@recent_sign_in
def confirm(activation_id: UUID) -> ResponseReturnValue:
    """Show what will be connected to what."""
    with visit(activation_id, Place(Page.CONFIRM)) as (db, found):
        return _of_another_account(db, found) or render("confirm", Page.CONFIRM, found)


@bp.post("/activations/<uuid:activation_id>/confirm")
@apex_only
@recent_sign_in
@limited("store")
def confirm_connection(activation_id: UUID) -> ResponseReturnValue:
    """Fix the decisions and finish; a second click finds them fixed and only follows."""
    with visit(activation_id, Place(Page.CONFIRM)) as (db, found):
        if refused := _of_another_account(db, found):
            return refused
        _tell_admins(found)
        fixed = confirming.confirm(db, found, current_user.person_id)
        if fixed:
            _note(db, found, "activation.confirmed")
            _have_finished(db, activation_id, RESCUE_AFTER)
    if fixed:
        _finish(activation_id)
    return redirect(url_for("activation.index", activation_id=activation_id), 303)


@bp.post("/activations/<uuid:activation_id>/decline")
@apex_only
@limited("store")
def decline(activation_id: UUID) -> ResponseReturnValue:
    """Tell the store that nothing is connected."""
    with seen(activation_id) as (db, found):
        if not found.standing.is_open:
            return go_on(found)
        confirming.decline(db, found)
        _note(db, found, "activation.declined")
        _have_finished(db, activation_id, RESCUE_AFTER)
    _finish(activation_id)
    return redirect(url_for("activation.index", activation_id=activation_id), 303)


@bp.post("/activations/<uuid:activation_id>/retry")
@apex_only
@limited("store")
def retry(activation_id: UUID) -> ResponseReturnValue:
    """Try once more what was in the way."""
    with visit(activation_id, Place(Page.PROGRESS)) as (db, _found):
        _have_finished(db, activation_id, RESCUE_AFTER)
    _finish(activation_id)
    return redirect(url_for("activation.index", activation_id=activation_id), 303)


def _of_another_account(db: Db, found: Look) -> ResponseReturnValue | None:
    """Lead somebody who goes on with another account of theirs back to the one that proved to be the initiator's.

    Environments are restricted to accounts, and the audit names one: a colleague at a desk, or a private account, must
    not confirm what the work account began (T23).
    """
    account = proving.account_of(db, found.activation)
    if account is None:
        return redirect(url_for("activation.index", activation_id=found.activation.id), 303)
    if account.id == current_user.identity_id:
        return None
    entrance.want(url_for("activation.confirm", activation_id=found.activation.id), occasion="activation")
    known = hub().plugins.known_providers.get(account.provider)
    page = render(
        "other_account",
        Page.CONFIRM,
        found,
        account=account.email_seen or current_user.name,
        provider=known.label if known else account.provider,
        key=account.provider if account.provider in hub().plugins.providers else "",
    )
    return page, 403


def _tell_admins(found: Look) -> None:
    """Tell the other Admins of each environment that something is attached to, where the sign-in was not proved."""
    for company in found.companies:
        if company.row.decision == CompanyDecision.ATTACH and company.tenant is not None:
            step_up.tell_admins(company.tenant)


def _note(db: Db, found: Look, action: str) -> None:
    deeds.keep_who_confirmed(found.activation, actor())
    deeds.record(db, found.activation, action, actor())


def _have_finished(db: Db, activation_id: UUID, after: timedelta) -> None:
    args = {"activation": str(activation_id)}
    when = datetime.now(UTC) + after
    queue.later(db, tasks.FINISH, args=args, dedupe_key=str(activation_id), run_after=when)


def _finish(activation_id: UUID) -> None:
    try:
        tasks.finish(activation_id, hub().plugins)
    except HubError as error:  # kept with the activation and shown on its page, and the job goes on
        log.info("activation %s waits: %s", activation_id, error.message)
    except Exception:  # whatever a plugin raised: the confirmation stands, and the job goes on with it
        log.exception("activation %s could not be finished at once", activation_id)
