"""Webhooks of Procountor: asking for them, and believing only those that it has signed.

Which header carries the signature, how it is computed and written, and how Procountor is told the secret is not
published, so all of these are settings.
"""

import hmac
from base64 import b64encode
from collections.abc import Mapping, Sequence
from urllib.parse import quote

import msgspec
from msgspec import Struct

from hub.sdk.accounting import Event, EventKind
from hub.sdk.errors import Refused
from hub.sdk.secrets import Secret
from hub.sdk.texts import text as _
from plugins.procountor.client import BATCH, ProcountorClient
from plugins.procountor.settings import ProcountorSettings

__all__ = ["KINDS", "read", "subscribe", "unsubscribe"]

KINDS: Mapping[str, EventKind] = {
    "USER_UPDATED": EventKind.RIGHTS,
    "TRACKING_PERIOD_STATUS_UPDATED": EventKind.BOOKS,
}
"""What Procountor is asked to tell; it tells of no changed receipts."""


class _Webhook(Struct):
    uuid: str
    url: str = ""


class _Webhooks(Struct):
    results: list[_Webhook] = []


class _Call(Struct, rename="camel"):
    event_type: str


def subscribe(client: ProcountorClient, settings: ProcountorSettings, address: str, secret: Secret) -> str:
    """Have Procountor call an address, and no earlier one of this hub; gives the webhook's id.

    :raises HubError: Procountor refuses, e.g. because the key's user has no right to webhooks
    """
    ours = address.rpartition("/")[0] + "/"
    for each in client.get("/webhooks", _Webhooks, size=BATCH).results:
        if each.url.startswith(ours):
            unsubscribe(client, each.uuid)
    body = {
        "url": address,
        "authenticationType": "HMAC",
        "authenticationMeta": {settings.webhook_secret_name: secret.reveal()},
        "subscriptions": sorted(KINDS),
    }
    return client.send("POST", "/webhooks", body, _Webhook).uuid


def unsubscribe(client: ProcountorClient, subscription: str) -> None:
    """Have Procountor call no more."""
    client.ask("DELETE", f"/webhooks/{quote(subscription, safe='')}")


def read(settings: ProcountorSettings, headers: Mapping[str, str], body: bytes, secret: Secret) -> Sequence[Event]:
    """Read a call that is signed; what is told besides its kind is not looked at.

    :raises Refused: the signature is missing or wrong, or it is no call of Procountor's
    """
    if not _is_signed(settings, headers, body, secret):
        raise Refused(_("A webhook was not signed by Procountor."))
    try:
        kind = KINDS.get(msgspec.json.decode(body, type=_Call).event_type)
    except msgspec.DecodeError:
        raise Refused(_("A webhook of Procountor's could not be read.")) from None
    return () if kind is None else (Event(kind),)


def _is_signed(settings: ProcountorSettings, headers: Mapping[str, str], body: bytes, secret: Secret) -> bool:
    """Compare signatures in constant time; one may be preceded by the name of its algorithm, as in ``sha256=…``."""
    named = {name.casefold(): value.strip() for name, value in headers.items()}
    given = named.get(settings.webhook_header.casefold(), "").removeprefix(f"{settings.webhook_algorithm}=")
    computed = hmac.digest(secret.reveal().encode(), body, settings.webhook_algorithm)
    expected = computed.hex() if settings.webhook_encoding == "hex" else b64encode(computed).decode()
    if settings.webhook_encoding == "hex":
        given = given.lower()
    return hmac.compare_digest(given.encode(), expected.encode())
