"""A running issuer, and browsers that go through it."""

import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from werkzeug.serving import make_server

from hub.issuer import IssuerConfig, create_issuer
from hub.pluginmanager import Plugins
from hub.sdk.secrets import Secret
from plugins.sso_google.provider import Google
from plugins.sso_google.settings import GoogleSettings
from plugins.sso_microsoft.provider import Microsoft
from plugins.sso_microsoft.settings import MicrosoftSettings
from tests.hub.conftest import HubClient


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    """The address of an issuer that runs for the whole session."""
    server = make_server("127.0.0.1", 0, lambda _environ, _start: [], threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    server.app = create_issuer(IssuerConfig(address))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield address
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def faults(issuer: str) -> Iterator[Callable[..., None]]:
    """Switch faults on, at both providers alike or at one; none is left on."""

    def switch(*wanted: str) -> None:
        told = {"google": list(wanted), "microsoft": list(wanted)}
        assert requests.put(f"{issuer}/faults", json=told, timeout=60).status_code == 200

    yield switch
    switch()


def google_at(issuer: str) -> Google:
    told = {
        "HUB_GOOGLE_CLIENT_ID": "hub-demo",
        "HUB_GOOGLE_CLIENT_SECRET": "hub-demo-secret",
        "HUB_GOOGLE_METADATA_URL": f"{issuer}/google/.well-known/openid-configuration",
    }
    return Google.told(GoogleSettings.read(told))


def microsoft_at(issuer: str) -> Microsoft:
    told = {
        "HUB_MICROSOFT_CLIENT_ID": "hub-demo",
        "HUB_MICROSOFT_CLIENT_SECRET": "hub-demo-secret",
        "HUB_MICROSOFT_METADATA_URL": f"{issuer}/microsoft/common/v2.0/.well-known/openid-configuration",
    }
    return Microsoft.told(MicrosoftSettings.read(told))


class Offering:
    """A plugin that offers given providers."""

    def __init__(self, *providers: Any) -> None:
        self.register_identity_providers = _hook(lambda: list(providers))


def _hook(function: Callable[[], Any]) -> Callable[[], Any]:
    from hub.sdk import hookimpl

    return hookimpl(function)


@pytest.fixture
def plugins(issuer: str) -> Plugins:
    plugins = Plugins()
    plugins.register(Offering(google_at(issuer), microsoft_at(issuer)), "both")
    return plugins


@pytest.fixture
def secret() -> Secret:
    return Secret("hub-demo-secret")


def ask_provider(client: HubClient, provider: str) -> str:
    """Press the provider's button; gives the address the browser is sent to."""
    answer = client.get(f"/auth/{provider}")
    assert answer.status_code == 303, answer.text
    return answer.location


def choose(address: str, persona: str) -> str:
    """Choose a persona at the issuer; gives path and query of the hub's callback."""
    answer = requests.get(address, params={"login_hint": persona}, allow_redirects=False, timeout=60)
    assert answer.status_code == 303, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def arrive(client: HubClient, provider: str, persona: str) -> Any:
    """Sign in, over the real issuer; gives the hub's answer to the callback."""
    return client.get(choose(ask_provider(client, provider), persona))


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
