"""Coming from a store, and coming back to an activation."""

from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from hub import audit
from hub.activation.models import Activation, ActivationState
from hub.activation.service import arriving, deeds, proving, resuming
from hub.activation.views.frame import bp, go_on, prover, seen
from hub.db import Db, transaction
from hub.sdk.activation import ActivationFlow, Arrival
from hub.sdk.errors import Refused, UserFault
from hub.web import entrance, limits
from hub.web.acting import actor
from hub.web.context import hub
from hub.web.errors import Problem, answer
from hub.web.limits import limited
from hub.web.security import apex_only, public


@bp.get("/activate/<flow>")
@apex_only
@public
@limited("arrival")
def arrive(flow: str) -> ResponseReturnValue:
    """Take a browser from a store. Before the sign-in nobody is called and nothing is stored."""
    store = hub().plugins.flows.get(flow) or abort(404)
    if not current_user.is_authenticated:
        return entrance.ask_to_sign_in(occasion="activation")
    try:
        limits.spend("activation", once_for=f"{flow}:{store.reference(Arrival(request.args))}")
        activation = _known(store) or _opened(store)
    except UserFault as error:
        _note_refusal(store)
        return answer(Problem(404, _("This activation is not known"), error.message))
    except Refused as error:
        _note_refusal(store)
        return answer(Problem(410, _("This activation can no longer be used"), error.message))
    return redirect(url_for("activation.index", activation_id=activation.id), 303)


def _known(store: ActivationFlow) -> Activation | None:
    with transaction() as db:
        found = arriving.find(db, store.key, store.reference(Arrival(request.args)))
    return None if found is None or found.state == ActivationState.EXPIRED else found


def _opened(store: ActivationFlow) -> Activation:
    ticket = store.open(store.reference(Arrival(request.args)))
    with transaction() as db:
        activation = arriving.begin(db, store.key, ticket)
        deeds.record(db, activation, "activation.arrived", actor())
        return activation


def _note_refusal(store: ActivationFlow) -> None:
    with transaction() as db:
        audit.record(db, None, "activation.arrival_refused", store.key, actor=actor())


def _try_to_prove(db: Db, activation: Activation) -> None:
    if proving.match(activation, prover()):
        deeds.record_proof(db, activation, actor(), "account", resuming.resume(db, activation))
    elif activation.person_id is not None:
        deeds.record(db, activation, "activation.foreign_arrival", actor())


@bp.get("/activations/<uuid:activation_id>/")
@apex_only
def index(activation_id: UUID) -> ResponseReturnValue:
    """Go to where the activation stands; a sign-in that proves the initiator is taken as proof here."""
    with transaction() as db:
        activation = arriving.locked(db, activation_id) or abort(404)
        proving.forget_a_lost_account(db, activation)
        if not proving.is_mine(activation, current_user.person_id):
            _try_to_prove(db, activation)
    with seen(activation_id) as (_db, found):
        return go_on(found)


@bp.post("/activations/<uuid:activation_id>/switch-account")
@apex_only
def switch_account(activation_id: UUID) -> ResponseReturnValue:
    """Go on with another account."""
    return entrance.ask_to_sign_in(url_for("activation.index", activation_id=activation_id), occasion="activation")
