"""Turning the sandbox from a test or a script on the same machine: `/sandbox/...`, JSON in and out."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, abort, request

from . import environment, local, personas
from .api.errors import json_answer
from .api.oauth import key_for, new_key
from .books.model import Book
from .calls import announce
from .changes import CHANGES, EditRefused
from .environment import UnknownSetting
from .state import activations, keys
from .switches import UnknownSwitch
from .world import world

controls = Blueprint("controls", __name__)
controls.before_request(local.refuse_strangers)


class BadOrder(Exception):
    """What was sent cannot be done; the text says why."""


@controls.errorhandler(BadOrder)
@controls.errorhandler(UnknownSwitch)
@controls.errorhandler(UnknownSetting)
def answer_bad_order(error: Exception) -> Response:
    """Say what was wrong."""
    return json_answer({"error": str(error)}, 400)


@controls.errorhandler(EditRefused)
def answer_refused_edit(error: EditRefused) -> Response:
    """Say why the books cannot be changed so."""
    return json_answer({"error": str(error)}, 409)


@controls.get("/health")
def health() -> Response:
    """Tell that the sandbox is up, and its companies."""
    return json_answer({"status": "OK", "companies": [company.id for company in world().companies()]})


@controls.get("/switches")
def read_switches() -> Response:
    """Give the position of every switch."""
    return json_answer(world().switches.as_dict())


@controls.route("/switches", methods=["PUT", "PATCH"])
def turn_switches() -> Response:
    """Turn the named switches; the others stay."""
    world().turn(_body())
    return read_switches()


@controls.get("/companies")
def list_companies() -> Response:
    """List the companies with their settings, people and sizes."""
    return json_answer([_company(company.id) for company in world().companies()])


@controls.get("/companies/<int:company_id>")
def read_company(company_id: int) -> Response:
    """Give a company's settings, people and size."""
    _need(company_id)
    return json_answer(_company(company_id))


@controls.patch("/companies/<int:company_id>")
def change_company(company_id: int) -> Response:
    """Change api_open, rights_of or salary_hiding; whoever has asked is told when rights change."""
    _need(company_id)
    wanted = _body()
    environment.change(world().db, company_id, wanted)
    if "rights_of" in wanted:
        announce(world(), company_id, "USER_UPDATED")
    return read_company(company_id)


@controls.post("/activations")
def add_activation() -> Response:
    """Make an activation request as the store would: `{email, companies, life?}`."""
    here, body = world(), _body()
    persona = personas.with_email(here.personas, str(body.get("email", "")))
    companies = body.get("companies")
    if persona is None:
        raise BadOrder("email must be that of one of the sandbox's people")
    if not isinstance(companies, list) or not companies or not all(map(here.has_company, companies)):
        raise BadOrder("companies must list ids of companies")
    life = int(body.get("life", here.switches.activation_life))
    integration_id = here.config.client.integration_id
    activation = activations.request(here.db, integration_id, persona.email, companies, life=life)
    return json_answer({"requestId": activation.id, "callback": here.callback(activation.id)}, 201)


@controls.get("/activations/<int:activation_id>")
def read_activation(activation_id: int) -> Response:
    """Tell what has been decided about a request."""
    activation = activations.find(world().db, activation_id) or abort(404)
    return json_answer(
        {
            "requestId": activation.id,
            "initiator": activation.initiator,
            "expires": activation.expires,
            "decisions": {str(company): decision for company, decision in activation.decisions.items()},
        }
    )


@controls.post("/activations/<int:activation_id>/expire")
def expire_activation(activation_id: int) -> Response:
    """End the time in which a request can be answered."""
    if not activations.expire(world().db, activation_id):
        abort(404)
    return read_activation(activation_id)


@controls.delete("/companies/<int:company_id>/integration")
def remove_integration(company_id: int) -> Response:
    """Remove the integration as the company's own people would."""
    _need(company_id)
    return json_answer({"removed": world().remove_integration(company_id)})


@controls.post("/companies/<int:company_id>/keys")
def add_key(company_id: int) -> Response:
    """Make an API key for one of the company's people: `{email, another?}`; the one there is, unless another."""
    _need(company_id)
    here, body = world(), _body()
    persona = personas.with_email(here.personas, str(body.get("email", "")))
    if persona is None or not persona.works_for(here.shelf(company_id).book.company):
        raise BadOrder("email must be that of somebody who works for the company")
    make = new_key if body.get("another") else key_for
    return json_answer({"apiKey": make(here, company_id, persona.id, here.config.client.client_id)}, 201)


@controls.post("/companies/<int:company_id>/keys/revoke")
def revoke_keys(company_id: int) -> Response:
    """End all API keys of a company."""
    _need(company_id)
    return json_answer({"revoked": keys.revoke(world().db, company_id)})


@controls.delete("/tokens")
def end_tokens() -> Response:
    """End every access token, before the time that was told with it."""
    world().mint.end_all()
    return json_answer({"ended": datetime.now(UTC)})


@controls.get("/companies/<int:company_id>/receipts")
def list_receipts(company_id: int) -> Response:
    """List every receipt, whoever may read it: `?type=` and `?date=` narrow it."""
    _need(company_id)
    kind, day = request.args.get("type"), request.args.get("date")
    return json_answer(
        [
            {"id": one.id, "type": one.type, "status": one.status, "date": one.date, "name": one.name}
            for one in world().shelf(company_id).book.receipts
            if kind in (None, one.type) and day in (None, one.date.isoformat())
        ]
    )


@controls.post("/companies/<int:company_id>/<kind>")
def edit_books(company_id: int, kind: str) -> Response:
    """Change the books; each change is kept and made again at the next start.

    `edit` {receipt, name?, date?, net?, row?}, `remove` {receipt}, `approve` {receipt}, `vat-summary` {month:
    "2025-11"}, `close` {period} or {until: "2025-11-30"}, of which whoever has asked
    is told. Answers with the ids that came and went.
    """
    _need(company_id)
    if kind not in CHANGES:
        abort(404)
    before = _ids(world().shelf(company_id).book)
    try:
        after = _ids(world().edit(company_id, kind, _body()))
    except (KeyError, TypeError, ValueError, StopIteration, ArithmeticError) as error:
        raise BadOrder(f"{kind} needs more, or other, values: {error!r}") from None
    if kind == "close":
        announce(world(), company_id, "TRACKING_PERIOD_STATUS_UPDATED")
    return json_answer({"added": sorted(after - before), "removed": sorted(before - after)})


@controls.get("/requests")
def list_requests() -> Response:
    """List the latest API requests, oldest first; `?path=` narrows it to those that begin so."""
    wanted = request.args.get("path", "")
    return json_answer([visit for visit in world().traffic.visits() if visit["path"].startswith(wanted)])


@controls.get("/counters")
def read_counters() -> Response:
    """Count API requests by path and status, and the most within any one second."""
    return json_answer(world().traffic.counts())


@controls.delete("/counters")
def forget_counters() -> Response:
    """Start counting anew."""
    world().traffic.forget()
    return json_answer({"since": datetime.now(UTC)})


@controls.post("/reset")
def reset() -> Response:
    """Become as on the first start."""
    world().reset()
    return health()


def _need(company_id: int) -> None:
    if not world().has_company(company_id):
        abort(404)


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise BadOrder("The body must be a JSON object, sent as application/json.")
    return body


def _ids(book: Book) -> set[int]:
    return {receipt.id for receipt in book.receipts}


def _company(company_id: int) -> dict[str, Any]:
    here = world()
    book = here.shelf(company_id).book
    user = keys.technical_user(here.db, company_id)
    return {
        "id": company_id,
        "name": book.company.name,
        "business_id": book.company.business_id,
        "receipts": len(book.receipts),
        "people": [persona.email for persona in here.personas if persona.works_for(book.company)],
        "technical_user": user.id if user else None,
        **here.environment(company_id).as_dict(),
    }
