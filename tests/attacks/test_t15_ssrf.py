"""T15: the hub is made to call addresses of its operator's network.

Every spelling of an address, and redirects, certificates and sizes, are in ``tests/hub/sdk/http``; here the attack
comes by what vendors and people send: settings, discovery documents, redirects of an API, ids in an address.
"""

import ast
import json
from pathlib import Path

import pytest
import requests

from hub.app import create_app
from hub.pluginmanager import Plugins
from hub.sdk.errors import HubError
from hub.sdk.secrets import Secret
from hub.sdk.settings import InvalidSetting
from plugins.procountor.client import ProcountorClient
from plugins.procountor.settings import ProcountorSettings
from tests.attacks.market import ANNA
from tests.hub.conftest import HubClient
from tests.hub.identity.conftest import Offering, google_at, microsoft_at

ROOT = Path(__file__).parents[2]
INNER = ["http://169.254.169.254", "https://169.254.169.254", "https://10.0.0.1", "https://[::1]", "http://10.0.0.1"]
BY_OPERATOR = {
    "hub/demo/services.py": "the demo's own processes",
    "hub/doctor/services.py": "addresses of settings, looked at for the operator",
    "hub/identity/discovery.py": "metadata addresses of settings, and their own host only",
    "hub/identity/login.py": "token endpoints, held to the discovery document",
    "plugins/procountor/sandbox/calls.py": "webhooks of the sandbox, to its own hub on this machine only",
    "plugins/procountor/wire.py": "HUB_PROCOUNTOR_API_URL",
}
"""Who may reach a private address, and plain http on this machine. A new one is a decision: write it down here."""
CREDENTIALS = {
    "HUB_PROCOUNTOR_CLIENT_ID": "x",
    "HUB_PROCOUNTOR_CLIENT_SECRET": "x",
    "HUB_PROCOUNTOR_OPERATOR_KEY": "x",
}


def operators_clients() -> set[str]:
    """List the files that say of an address that the operator has set it."""
    found = set()
    for file in (each for top in ("hub", "plugins", "tenants") for each in (ROOT / top).rglob("*.py")):
        calls = (each for each in ast.walk(ast.parse(file.read_text())) if isinstance(each, ast.Call))
        if any(each.arg == "set_by_operator" for call in calls for each in call.keywords):
            found.add(str(file.relative_to(ROOT)))
    return {each for each in found if not each.startswith("hub/sdk/http/")}


def test_v13_2_4_t15_these_and_no_others_reach_an_operators_own_network():
    assert operators_clients() == set(BY_OPERATOR)


@pytest.mark.parametrize("name", ["HUB_PROCOUNTOR_API_URL", "HUB_PROCOUNTOR_LOGIN_URL"])
@pytest.mark.parametrize("address", ["http://10.0.0.1", "http://api.example", "ftp://api.example", "file:///etc", "x"])
def test_v13_2_4_t15_an_operators_address_without_encryption_is_refused_at_start(name, address):
    for _ in range(2):
        with pytest.raises(InvalidSetting, match=name):
            ProcountorSettings.read({name: address})


@pytest.fixture
def inner(tls_vendor, trusted):
    """A server of the operator's network that must not be reached, with a certificate that everybody believes."""
    return tls_vendor(trusted("127.0.0.1"))


@pytest.mark.parametrize("make", [google_at, microsoft_at])
@pytest.mark.parametrize("endpoint", ["jwks_uri", "token_endpoint", "authorization_endpoint"])
def test_v1_3_6_t15_a_discovery_document_leads_nowhere_else(db, settings, issuer, vendor, inner, make, endpoint):
    genuine = make(issuer)
    document = requests.get(genuine.metadata_url, timeout=60).text.replace(issuer, f"http://127.0.0.1:{vendor.port}")
    provider = make(f"http://127.0.0.1:{vendor.port}")
    for place in [*INNER, f"https://127.0.0.1:{inner.port}", f"http://127.0.0.1:{inner.port}"]:
        vendor.respond = answering(json.dumps({**json.loads(document), endpoint: f"{place}/x"}))
        plugins = Plugins()
        plugins.register(Offering(provider), "one")
        app = create_app(settings, plugins)
        app.test_client_class = HubClient
        for _ in range(2):
            assert app.test_client().get(f"/auth/{provider.key}").status_code in (502, 503), place
    assert inner.connections == 0


def answering(body: str, status: int = 200, **headers: str):
    def respond(to) -> None:
        to.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            to.send_header(name, value)
        to.end_headers()
        to.wfile.write(body.encode())

    return respond


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_v15_3_2_t15_an_accounting_system_that_redirects_leads_nowhere(vendor, inner, status, monkeypatch):
    monkeypatch.setattr("plugins.procountor.wire.PAUSES", ())
    told = {"HUB_PROCOUNTOR_API_URL": f"http://127.0.0.1:{vendor.port}/api", **CREDENTIALS}
    vendor.RequestHandlerClass.do_POST = vendor.RequestHandlerClass.do_GET
    for place in [*INNER, f"https://127.0.0.1:{inner.port}"]:
        vendor.respond = answering("", status, Location=f"{place}/latest/meta-data")
        client = ProcountorClient(ProcountorSettings.read(told), Secret("key"))
        for _ in range(2):
            with pytest.raises(HubError):
                client.ask("GET", "/company")
    assert inner.connections == 0
    assert {path for path, _ in vendor.requests} <= {"/api/oauth/token", "/api/company"}


@pytest.mark.usefixtures("equipped")
@pytest.mark.parametrize(
    "reference",
    ["../../sandbox/switches", "1/../../company", "@127.0.0.1/", "//127.0.0.1/x", "1?x=y", "1#x", "1%2f..", "１", " 1"],
)
def test_v1_3_6_t15_what_a_person_sends_does_not_become_a_part_of_an_address(market, visitor, make_person, reference):
    browser = visitor(make_person("Anna", ANNA))
    for _ in range(2):
        answer = browser.client.get("/activate/procountor", query_string={"requestId": reference})
        assert answer.status_code in (400, 404)
    assert set(market.asked()) <= {"GET /integrations/{}"}


@pytest.mark.parametrize("address", ["http://169.254.169.254/x", "https://169.254.169.254/x"])
def test_v1_3_6_t15_not_even_a_setting_leads_to_the_metadata_of_a_machine(address, settings, db):
    provider = google_at("http://127.0.0.1:1")
    object.__setattr__(provider, "metadata_url", address)
    plugins = Plugins()
    plugins.register(Offering(provider), "one")
    client = create_app(settings, plugins).test_client()
    for _ in range(2):
        assert client.get("/auth/google", base_url=settings.base_url).status_code == 502
