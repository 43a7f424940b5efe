"""Calling those who asked to be told: real requests, but to the hub on this machine and nobody else."""

import hmac
import json
import logging
from base64 import b64encode
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from threading import Thread
from time import time
from typing import Any
from urllib.parse import SplitResult, urlsplit

from .state import webhooks
from .world import World

__all__ = ["announce"]

PATIENCE = 5.0
log = logging.getLogger(__name__)


def announce(world: World, company_id: int, event: str, **payload: Any) -> None:
    """Tell everybody who has subscribed that something has happened in a company; nobody waits for it."""
    for hook in webhooks.of_company(world.db, company_id):
        if event in hook["subscriptions"] and _is_the_hub(hook["url"], world.config.hub_url):
            body = _body(hook["uuid"], event, payload)
            headers = {"Content-Type": "application/json", **_signature(world, hook, body)}
            Thread(target=_send, args=(hook["url"], body, headers), daemon=True).start()


def _body(uuid: str, event: str, payload: Mapping[str, Any]) -> bytes:
    meta = {"version": 1, "timestamp": int(time() * 1000)}
    return json.dumps({"eventType": event, "webhookUuid": uuid, "payload": payload, "meta": meta}).encode()


def _signature(world: World, hook: Mapping[str, Any], body: bytes) -> dict[str, str]:
    """Sign a call as the switches say; the secret is whatever the subscription's one value holds."""
    secret = next(iter((hook.get("authenticationMeta") or {}).values()), "")
    if hook["authenticationType"] != "HMAC" or not secret:
        return {}
    switches = world.switches
    computed = hmac.digest(str(secret).encode(), body, switches.webhook_algorithm)
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


def _send(url: str, body: bytes, headers: Mapping[str, str]) -> None:
    parts = urlsplit(url)
    connection = HTTPConnection(_place(parts), parts.port or 80, timeout=PATIENCE)
    try:
        connection.request("POST", parts.path, body, {**headers, "Host": parts.netloc})
        log.info("called the hub: %s", connection.getresponse().status)
    except (OSError, HTTPException) as error:
        log.warning("the hub could not be called (%s)", type(error).__name__)
    finally:
        connection.close()


def _place(parts: SplitResult) -> str:
    host = parts.hostname or ""
    return host if host[:1].isdigit() or ":" in host else "127.0.0.1"
