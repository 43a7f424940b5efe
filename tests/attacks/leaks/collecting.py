"""Which secrets a demo has and gives out: its settings, the keys and tokens of the store, what browsers are given."""

import base64
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from tests.attacks.browser.watch import Exchange, parts_of
from tests.attacks.leaks.canaries import Canaries

__all__ = ["plant_codes", "plant_cookies", "plant_settings", "plant_store"]

PATIENCE = 60  # seconds for the store to end what it is writing
OF_THE_STORE = {"API key": "SELECT secret FROM api_key", "store token": "SELECT token FROM refresh_token"}
OF_THE_STORE |= {"code of the store": "SELECT code FROM code"}
OF_THE_STORE |= {
    "secret of a webhook": "SELECT json_extract(body, '$.authenticationMeta.secret') FROM webhook",
    "token of a webhook": "SELECT substr(json_extract(body, '$.url'), -43) FROM webhook",
}


def plant_settings(canaries: Canaries, told: Mapping[str, str]) -> None:
    """Remember what processes are told and nobody else: secrets, keys, and passwords of servers."""
    for name, value in told.items():
        if not name.startswith("HUB_"):
            continue
        if name == "HUB_SECRET_KEYS":
            for key in value.split(","):
                canaries.plant(name, key)
                canaries.plant(f"{name} in hexadecimal", base64.b64decode(key).hex())
        elif name.endswith(("_SECRET", "_KEY")):
            canaries.plant(name, value)
        elif password := _password(value):
            canaries.plant(f"password of {name}", password)


def plant_store(canaries: Canaries, folder: Path) -> None:
    """Remember every key, token and code that the store has made."""
    (place,) = folder.glob("*.sqlite3")  # a journal of changes may lie beside it for a moment
    with sqlite3.connect(f"file:{place}?mode=ro", timeout=PATIENCE, uri=True) as connection:
        for kind, question in OF_THE_STORE.items():
            for (secret,) in connection.execute(question):
                canaries.plant(kind, secret)


def plant_cookies(canaries: Canaries, exchanges: Iterable[Exchange], hosts: str) -> None:
    """Remember the tokens in the cookies that hosts of the hub have given."""
    for line in _set_cookies(exchanges, hosts):
        name, value, _ = parts_of(line)
        if value:
            canaries.plant(f"cookie {name}", value)


def plant_codes(canaries: Canaries, exchanges: Iterable[Exchange], hosts: str) -> None:
    """Remember the codes with which browsers came back to hosts of the hub."""
    for each in exchanges:
        parts = urlsplit(each.address)
        if not parts.netloc.endswith(hosts) or ("/auth/" not in parts.path and "/connect/" not in parts.path):
            continue
        kind = "hand-off code" if "/handoff" in parts.path else "code of a provider"
        for code in parse_qs(parts.query).get("code", []):
            canaries.plant(kind, code)


def _set_cookies(exchanges: Iterable[Exchange], hosts: str) -> Iterable[str]:
    return [line for each in exchanges if each.host.endswith(hosts) for line in each.set_cookies]


def _password(address: str) -> str:
    parts = urlsplit(address)
    in_query = parse_qs(parts.query).get("password", [""])[0]
    return unquote(parts.password or "") or in_query
