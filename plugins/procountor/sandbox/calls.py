"""Calling those who asked to be told: real requests, but to the hub on this machine and nobody else."""

import hmac
import json
import logging
from base64 import b64encode
from collections.abc import Mapping
from ipaddress import ip_address
from threading import Thread
from time import time
from typing import Any
from urllib.parse import SplitResult, urlsplit

from hub.sdk.errors import HubError
from hub.sdk.http import Client

from .state import webhooks
from .world import World

__all__ = ["announce"]

PATIENCE = 5.0
log = logging.getLogger(__name__)


def announce(world: World, company_id: int, event: str, **payload: Any) -> None:
    """Tell everybody who has subscribed that something has happened in a company; nobody waits for it."""
    for hook in webhooks.of_company(world.db, company_id):
        if event in hook["subscriptions"] and _is_the_hub(hook["url"], world.config.hub_url):
            meta = {"version": 1, "timestamp": int(time() * 1000)}
            body = {"eventType": event, "webhookUuid": hook["uuid"], "payload": payload, "meta": meta}
            Thread(target=_send, args=(hook["url"], body, _signature(world, hook, body)), daemon=True).start()


def _signature(world: World, hook: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, str]:
    """Sign a call as the switches say; the secret is whatever the subscription's one value holds."""
    secret = next(iter((hook.get("authenticationMeta") or {}).values()), "")
    if hook["authenticationType"] != "HMAC" or not secret:
        return {}
    switches = world.switches
    computed = hmac.digest(str(secret).encode(), json.dumps(body).encode(), switches.webhook_algorithm)
    written = computed.hex() if switches.webhook_encoding == "hex" else b64encode(computed).decode()
    return {switches.webhook_header: written}


def _is_the_hub(url: str, hub_url: str) -> bool:
    """Say whether an address is the hub's that this sandbox was started for, over http on this machine."""
    asked, hub = urlsplit(url), urlsplit(hub_url)
    return asked.scheme == "http" and asked.netloc == hub.netloc and _is_loopback(asked.hostname or "")


def _is_loopback(host: str) -> bool:
    """Names below ``localhost`` are this machine (RFC 6761), although not every resolver knows them."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _send(url: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> None:
    parts = urlsplit(url)
    client = Client(f"http://{_place(parts)}:{parts.port or 80}", set_by_operator=True, timeout=PATIENCE)
    try:
        answer = client.send("POST", parts.path, json=body, headers={**headers, "Host": parts.netloc})
        log.info("called the hub: %s", answer.status_code)
    except HubError as error:
        log.warning("the hub could not be called: %s", error.message)


def _place(parts: SplitResult) -> str:
    """Name this machine so that every resolver knows it."""
    host = parts.hostname or ""
    return "127.0.0.1" if host.endswith("localhost") else f"[{host}]" if ":" in host else host
