"""Subscriptions to events; those of rights and of tracking periods are sent."""

from typing import Any
from urllib.parse import urlsplit

from flask import Response, request

from ..state import webhooks
from ..world import world
from .door import api, caller
from .errors import bad_request, json_answer, not_found
from .lists import read_paging, rows_answer

EVENTS = {
    "DIRECTBANKDATATRANSFER_PAYMENT_CREATED",
    "DIRECT_SALARY_PAYMENTS_CANCELED",
    "DIRECT_SALARY_PAYMENTS_CREATED",
    "INVOICE_PAYMENTEVENTS_DELETED",
    "INVOICE_PAYMENT_CREATED",
    "PAYMENT_DELETED",
    "PAYMENT_UPDATED",
    "TRACKING_PERIOD_STATUS_UPDATED",
    "USER_UPDATED",
}


@api.get("/webhooks")
def list_webhooks() -> Response:
    """List the company's subscriptions; what they are signed with is not told."""
    kept = webhooks.of_company(world().db, caller().company_id)
    found = [{name: value for name, value in one.items() if name != "authenticationMeta"} for one in kept]
    url, events = request.args.get("url"), set(request.args.getlist("eventType"))
    chosen = [
        one for one in found if (not url or one["url"] == url) and (not events or events & set(one["subscriptions"]))
    ]
    return rows_answer(chosen, read_paging(cursor=False))


@api.post("/webhooks")
def add_webhook() -> Response:
    """Subscribe."""
    uuid = webhooks.add(world().db, caller().company_id, _subscription())
    return json_answer({"status": 200, "uuid": uuid})


@api.put("/webhooks/<uuid>")
def replace_webhook(uuid: str) -> Response:
    """Change a subscription."""
    if not webhooks.replace(world().db, caller().company_id, uuid, _subscription()):
        raise not_found("Webhook")
    return json_answer({"message": "Webhook updated"})


@api.delete("/webhooks/<uuid>")
def remove_webhook(uuid: str) -> Response:
    """End a subscription."""
    if not webhooks.remove(world().db, caller().company_id, uuid):
        raise not_found("Webhook")
    return Response(status=204)


def _subscription() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise bad_request("The body must be a JSON object")
    address = urlsplit(str(body.get("url", "")))
    if address.scheme not in ("http", "https") or not address.hostname:
        raise bad_request("url must be an address on the web", "url")
    if body.get("authenticationType") not in ("HMAC", "NONE"):
        raise bad_request("authenticationType must be HMAC or NONE", "authenticationType")
    wanted = body.get("subscriptions")
    if not isinstance(wanted, list) or not wanted or not set(map(str, wanted)) <= EVENTS:
        raise bad_request("subscriptions must name one or more events", "subscriptions")
    meta = body.get("authenticationMeta") or {}
    if not isinstance(meta, dict):
        raise bad_request("authenticationMeta must be an object", "authenticationMeta")
    return {**{name: body[name] for name in ("url", "authenticationType", "subscriptions")}, "authenticationMeta": meta}
