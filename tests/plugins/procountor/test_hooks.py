"""Only what Procountor has signed is heard, in whichever way it turns out to sign."""

import hashlib
import hmac
import json
import threading
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from hub.sdk.accounting import Event, EventKind
from hub.sdk.errors import Refused
from hub.sdk.secrets import Secret
from plugins.procountor.connector import ProcountorConnector
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Company
from plugins.procountor.sandbox.calls import announce
from plugins.procountor.sandbox.state import webhooks

from .pulled import TODAY

LEIPA = Company(101, "Käpylän Leipä Oy", "1234567-1")
SECRET = Secret("a secret between the two")
CALL = json.dumps({"eventType": "USER_UPDATED", "webhookUuid": "1", "payload": {}, "meta": {}}).encode()


def signed(body: bytes, algorithm: str = "sha256", secret: Secret = SECRET) -> "hmac.HMAC":
    return hmac.new(secret.reveal().encode(), body, getattr(hashlib, algorithm))


def read(headers: dict[str, str], body: bytes = CALL) -> list[Event]:
    return list(ProcountorConnector().receive(headers, body, SECRET))


def test_a_signed_call_tells_what_is_to_be_looked_at():
    assert read({"X-Procountor-Signature": signed(CALL).hexdigest()}) == [Event(EventKind.RIGHTS)]
    period = CALL.replace(b"USER_UPDATED", b"TRACKING_PERIOD_STATUS_UPDATED")
    assert read({"X-Procountor-Signature": signed(period).hexdigest()}, period) == [Event(EventKind.BOOKS)]


def test_what_nobody_asked_for_is_heard_and_means_nothing():
    other = CALL.replace(b"USER_UPDATED", b"PAYMENT_DELETED")
    assert read({"X-Procountor-Signature": signed(other).hexdigest()}, other) == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Procountor-Signature": ""},
        {"X-Procountor-Signature": "é"},
        {"X-Procountor-Signature": signed(CALL + b" ").hexdigest()},
        {"X-Procountor-Signature": signed(CALL, secret=Secret("another")).hexdigest()},
        {"X-Procountor-Signature": signed(CALL, "sha512").hexdigest()},
        {"X-Signature": signed(CALL).hexdigest()},
    ],
)
def test_a_call_that_is_not_signed_with_the_secret_is_refused(headers):
    with pytest.raises(Refused):
        read(headers)


@pytest.mark.parametrize("body", [b"", b"no JSON", b"[]", b'{"eventType": 7}', b"\xff"])
def test_a_signed_call_that_makes_no_sense_is_refused(body):
    with pytest.raises(Refused):
        read({"X-Procountor-Signature": signed(body).hexdigest()}, body)


@pytest.mark.parametrize("algorithm", ["sha256", "sha384", "sha512"])
@pytest.mark.parametrize("encoding", ["hex", "base64"])
@pytest.mark.parametrize("prefix", ["", "{}="])
def test_header_algorithm_and_encoding_are_settings(monkeypatch, algorithm, encoding, prefix):
    monkeypatch.setenv("HUB_PROCOUNTOR_WEBHOOK_HEADER", "Signed-By")
    monkeypatch.setenv("HUB_PROCOUNTOR_WEBHOOK_ALGORITHM", algorithm)
    monkeypatch.setenv("HUB_PROCOUNTOR_WEBHOOK_ENCODING", encoding)
    computed = signed(CALL, algorithm)
    written = computed.hexdigest() if encoding == "hex" else b64encode(computed.digest()).decode()
    assert read({"signed-by": prefix.format(algorithm) + written}) == [Event(EventKind.RIGHTS)]


class Hub(BaseHTTPRequestHandler):
    """Notes the calls that come."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append((self.path, self.headers["Host"], dict(self.headers), body))
        self.send_response(204)
        self.end_headers()
        self.server.came.set()

    def log_message(self, *_):
        pass


@pytest.fixture
def hub():
    server = HTTPServer(("127.0.0.1", 0), Hub)
    server.calls, server.came = [], threading.Event()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def sandbox(start, hub):
    book = generate(LEIPA, months=2, receipts=30, first_month=TODAY.replace(day=1), until=TODAY, seed=5)
    return start(book, hub_url=f"http://hub.localhost:{hub.server_port}")


@pytest.fixture
def address(hub):
    return f"http://hub.localhost:{hub.server_port}/hooks/procountor/token-1"


@pytest.mark.parametrize("encoding", ["hex", "base64"])
def test_the_sandbox_calls_the_hub_that_has_asked_when_rights_change(sandbox, hub, address, monkeypatch, encoding):
    monkeypatch.setenv("HUB_PROCOUNTOR_WEBHOOK_ENCODING", encoding)
    sandbox.turn(webhook_encoding=encoding)
    connector = ProcountorConnector()
    connector.subscribe(sandbox.access(LEIPA.id), address, SECRET)
    changed = sandbox.app.test_client().patch(f"/sandbox/companies/{LEIPA.id}", json={"rights_of": "specification"})
    assert changed.status_code == 200
    assert hub.came.wait(60)
    ((path, host, headers, body),) = hub.calls
    assert (path, host) == ("/hooks/procountor/token-1", f"hub.localhost:{hub.server_port}")
    assert list(connector.receive(headers, body, SECRET)) == [Event(EventKind.RIGHTS)]
    assert json.loads(body)["payload"] == {}


def test_another_address_takes_the_place_of_the_first_and_others_hooks_stay(sandbox, address):
    connector, access = ProcountorConnector(), sandbox.access(LEIPA.id)
    theirs = {"url": "https://other.example/hooks/procountor/x", "authenticationType": "NONE", "subscriptions": []}
    webhooks.add(sandbox.world.db, LEIPA.id, theirs)
    connector.subscribe(access, address, SECRET)
    kept = connector.subscribe(access, address.replace("token-1", "token-2"), SECRET)
    found = webhooks.of_company(sandbox.world.db, LEIPA.id)
    assert [each["url"].rpartition("/")[2] for each in found] == ["x", "token-2"]
    connector.unsubscribe(access, kept)
    assert [each["url"] for each in webhooks.of_company(sandbox.world.db, LEIPA.id)] == [theirs["url"]]


def test_what_a_hook_is_signed_with_is_told_to_nobody(sandbox, address):
    access = sandbox.access(LEIPA.id)
    ProcountorConnector().subscribe(access, address, SECRET)
    assert SECRET.reveal() not in access.client.ask("GET", "/webhooks").decode()


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{port}/x", "http://hub.example:{port}/x", "https://hub.localhost:{port}/x", "http://x/"]
)
def test_the_sandbox_calls_nobody_but_the_hub_that_it_was_started_for(sandbox, hub, url):
    body = {"url": url.format(port=hub.server_port), "authenticationType": "NONE", "subscriptions": ["USER_UPDATED"]}
    webhooks.add(sandbox.world.db, LEIPA.id, body)
    announce(sandbox.world, LEIPA.id, "USER_UPDATED")
    assert not hub.came.wait(0.5)
