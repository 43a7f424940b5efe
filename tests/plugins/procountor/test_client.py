"""Procountor's answers are translated once, with patience where it helps and never with a secret."""

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from hub.sdk.activation import Decision
from hub.sdk.errors import GiveUp, HubError, NeedsReauth, Refused, TryLater
from hub.sdk.http import Budget
from hub.sdk.secrets import Secret
from plugins.procountor import registers, wire
from plugins.procountor.client import TOKENS, ProcountorClient
from plugins.procountor.errors import ApiClosed, Expired, Forbidden, NotFound
from plugins.procountor.rights import what_may_be_read
from plugins.procountor.settings import ProcountorSettings
from plugins.procountor.store import Store
from plugins.procountor.wire import PAUSES, Wire

KEY, SECRET = "canary-key", "canary-secret"
TOKEN = {"access_token": "canary-token", "expires_in": 3600}
Answer = tuple[int, Any, dict[str, str]]


class Server:
    """Answers what it was told to, one after the other; the last answer again and again."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str], str]] = []
        self.tokens: list[Answer] = [(200, TOKEN, {})]
        self.answers: list[Answer] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                server.asked.append((self.command, self.path, dict(self.headers), body))
                line = server.tokens if self.path.startswith("/api/oauth") else server.answers
                status, answer, headers = line.pop(0) if len(line) > 1 else line[0]
                payload = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                self.send_response(status)
                for name, value in {"Content-Length": str(len(payload)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, *_: object) -> None:
                """Stay silent."""

        Handler.do_POST = Handler.do_PUT = Handler.do_GET  # type: ignore[attr-defined]
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}/api"
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}).start()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def says(self, *answers: int | Answer) -> None:
        self.answers = [(each, {}, {}) if isinstance(each, int) else each for each in answers]

    @property
    def paths(self) -> list[str]:
        return [path for _, path, _, _ in self.asked]


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def settings(server: Server) -> ProcountorSettings:
    return ProcountorSettings(api_url=server.url, client_id="hub", client_secret=SECRET, rate=1000)


@pytest.fixture
def client(settings: ProcountorSettings, pauses: list[float]) -> ProcountorClient:
    return ProcountorClient(settings, Secret(KEY), wire=Wire(settings, sleep=pauses.append))


def test_a_key_is_exchanged_in_the_form_without_a_charset(server, client):
    server.says((200, {"a": 1}, {}))
    client.get("/company", dict)
    method, path, headers, body = server.asked[0]
    assert (method, path) == ("POST", "/api/oauth/token")
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(body) == {
        "grant_type": ["client_credentials"],
        "client_id": ["hub"],
        "client_secret": [SECRET],
        "api_key": [KEY],
    }
    assert server.asked[1][2]["Authorization"] == "Bearer canary-token"


def test_a_token_is_used_until_it_ends(server, client):
    server.says((200, {}, {}))
    for _ in range(3):
        client.get("/company", dict)
    assert server.paths.count("/api/oauth/token") == 1


def test_a_token_that_is_about_to_end_is_not_used(server, client):
    server.tokens = [(200, TOKEN | {"expires_in": 0}, {})]
    server.says((200, {}, {}))
    for _ in range(2):
        client.get("/company", dict)
    assert server.paths.count("/api/oauth/token") == 2


@pytest.mark.parametrize("refused", [1, 2, 3])
def test_a_token_that_is_refused_is_replaced_though_the_next_may_be_refused_too(server, client, refused):
    server.says(*[401] * refused, (200, {"id": 1}, {}))
    assert client.get("/company", dict) == {"id": 1}
    assert server.paths == ["/api/oauth/token", "/api/company"] * (refused + 1)


def test_a_key_none_of_whose_tokens_is_accepted_counts_as_gone(server, client):
    server.says(401)
    with pytest.raises(NeedsReauth, match="Connect the company again"):
        client.get("/company", dict)
    assert server.paths.count("/api/company") == TOKENS


@pytest.mark.parametrize(
    "answer",
    [
        (401, {"error": "invalid_grant", "error_description": f"bad {KEY}"}, {}),
        (400, {"error": "invalid_grant", "error_description": f"bad {KEY}"}, {}),
        (401, {"errors": [{"status": 401, "message": f"bad {KEY}"}]}, {}),
    ],
)
def test_a_key_that_is_not_accepted_needs_a_new_one(server, client, answer):
    server.tokens = [answer]
    with pytest.raises(NeedsReauth) as raised:
        client.get("/company", dict)
    assert "canary" not in str(raised.value)
    assert server.paths == ["/api/oauth/token"]


def test_a_closed_api_is_said_with_the_way_to_open_it(server, client):
    server.tokens = [(403, {"error": "access_denied"}, {})]
    with pytest.raises(ApiClosed, match="Allow the usage of invoiceable API clients"):
        client.get("/company", dict)


@pytest.mark.parametrize(
    ("status", "meaning"),
    [(403, Forbidden), (404, NotFound), (410, Expired), (400, GiveUp), (409, GiveUp), (302, GiveUp)],
)
def test_each_refusal_has_a_meaning_and_is_not_repeated(server, client, status, meaning):
    server.says(status)
    with pytest.raises(meaning):
        client.get("/company", dict)
    assert server.paths.count("/api/company") == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"errors": [{"status": 403, "field": "id", "message": "Insufficient user rights"}]}, "id: Insufficient user"),
        ({"error": "access_denied", "error_description": "No rights"}, "No rights"),
    ],
)
def test_both_shapes_of_an_error_are_quoted(server, client, body, said):
    server.says((403, body, {}))
    with pytest.raises(Refused, match=said):
        client.get("/company", dict)


def test_ids_are_not_repeated_in_a_message_and_neither_is_a_token(server, client):
    server.says((400, {"errors": [{"message": "bad token eyJhbGciOi.eyJjaWQ.c2ln"}]}, {}))
    with pytest.raises(GiveUp) as raised:
        client.get("/users/17,18", dict)
    assert str(raised.value) == "Procountor answered 400 to /users/…. It says: “bad token …”"


@pytest.mark.parametrize("status", [400, 403, 404])
def test_v8_2_3_what_is_said_about_single_receipts_is_not_quoted_for_it_may_name_a_salary(server, client, status):
    said = (status, {"errors": [{"field": "17", "message": "Palkka Aino 3534.00"}]}, {})
    server.says(said, said)
    with pytest.raises(HubError) as raised:
        client.get("/ledgerreceipts/17,18", dict)
    with pytest.raises(HubError) as of_payroll:
        client.get("/payrolls/salarylists", dict)
    told = raised.value.message + of_payroll.value.message
    assert "/ledgerreceipts/…" in told
    assert not [each for each in ("17", "Aino", "3534") if each in told]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again_after_growing_pauses(server, client, pauses, status):
    server.says(status, status, (200, {"id": 1}, {}))
    assert client.get("/company", dict) == {"id": 1}
    assert pauses == list(PAUSES[:2])


@pytest.mark.parametrize("status", [429, 503])
def test_patience_has_an_end(server, client, pauses, status):
    server.says(status)
    with pytest.raises(TryLater) as raised:
        client.get("/company", dict)
    assert pauses == list(PAUSES)
    assert str(status) not in str(raised.value), "a number tells people nothing"


def test_a_server_that_hangs_is_waited_for_once(settings, pauses, monkeypatch):
    monkeypatch.setattr(wire, "QUICK_TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hanging = replace(settings, api_url=f"http://127.0.0.1:{silent.getsockname()[1]}/api")
        with pytest.raises(TryLater):
            ProcountorClient(hanging, Secret(KEY), wire=Wire(hanging, sleep=pauses.append)).get("/company", dict)
    assert pauses == []


def test_the_pause_that_the_server_asks_for_is_kept(server, client, pauses):
    server.says((429, {}, {"Retry-After": "5"}), (200, {}, {}))
    client.get("/company", dict)
    assert pauses == [5.0]


def test_a_long_pause_is_left_to_the_caller(server, client, pauses):
    server.says((429, {}, {"Retry-After": "600"}))
    with pytest.raises(TryLater) as raised:
        client.get("/company", dict)
    assert (raised.value.after, pauses) == (600, [])


def test_a_server_that_is_not_there_is_tried_later(settings, pauses):
    gone = ProcountorSettings(api_url="http://127.0.0.1:9/api", client_id="hub", client_secret=SECRET)
    with pytest.raises(TryLater) as raised:
        ProcountorClient(gone, Secret(KEY), wire=Wire(gone, sleep=pauses.append)).get("/company", dict)
    assert pauses == list(PAUSES)
    assert "canary" not in str(raised.value)


@pytest.mark.parametrize("body", [b"<html>", b"", b"[1]", b'{"results":{}}', b'{"results":[{"id":"x"}]}'])
def test_json_of_another_shape_is_told_in_plain_words_and_its_details_to_the_log(server, client, caplog, body):
    server.says((200, body, {}))
    with pytest.raises(GiveUp, match=r"does not understand.*tell the support") as raised:
        client.headers(0)
    assert not set("/$`") & set(raised.value.message)
    assert "answer to /ledgerreceipts could not be read: " in caplog.text


def test_a_list_that_does_not_go_on_is_not_walked_for_ever(server, client):
    row = {"id": 5, "type": "JOURNAL", "receiptDate": "2025-01-01"}
    server.says((200, {"results": [row | {"id": number} for number in range(1, 201)]}, {}))
    with pytest.raises(GiveUp, match="does not go on"):
        list(client.pages(0))


def test_pages_end_with_a_short_one_and_need_no_total(server, client):
    row = {"type": "JOURNAL", "receiptDate": "2025-01-01"}
    first = [row | {"id": number} for number in range(1, 201)]
    server.says((200, {"results": first}, {}), (200, {"results": []}, {}))
    assert [len(page.results) for page in client.pages(0)] == [200, 0]
    assert "previousId=200" in server.paths[-1]


def test_receipts_that_are_not_there_are_left_out(server, client):
    server.says((404, {"errors": [{"message": "Resource not found"}]}, {}))
    assert client.receipts([1, 2]) == []


def test_a_receipt_of_another_shape_ends_the_batch(server, client, caplog):
    server.says((200, [{"id": 1, "type": "JOURNAL", "receiptDate": "31.1.2025"}], {}))
    with pytest.raises(GiveUp, match="does not understand"):
        client.receipts([1, 2])
    assert "answer to /ledgerreceipts/… could not be read: " in caplog.text
    assert "receiptDate" in caplog.text


@pytest.mark.parametrize(("status", "told"), [(403, None), (200, ())])
def test_dimensions_that_may_not_be_read_are_not_told_to_be_none(server, client, status, told):
    server.says((status, [], {}))
    assert registers.dimensions(client) == told


@pytest.mark.parametrize("answer", [(403, {}, {}), (404, {}, {}), (200, [], {}), (200, {"role": "Old shape"}, {})])
def test_rights_that_are_not_told_are_unknown(server, client, answer):
    server.says(answer)
    assert what_may_be_read(client) == "unknown"


def test_a_store_that_does_not_let_a_company_in_says_what_is_likely(server, settings):
    server.says((403, {}, {}))
    store = Store(replace(settings, operator_key="canary-operator"))
    with pytest.raises(Refused, match="the API may not be open"):
        store.decide("7", [Decision("101", approve=True)])
    with pytest.raises(GiveUp, match="Its operator has to renew it"):
        store.request("7")


def test_nothing_is_asked_for_no_receipts(server, client):
    assert client.receipts([]) == []
    assert server.paths == []


def test_a_get_carries_no_body(server, client):
    server.says((200, {}, {}))
    client.get("/company", dict)
    assert server.asked[-1][3] == ""
    assert "Content-Length" not in server.asked[-1][2]


def test_every_request_takes_a_slot_of_the_client_s_budget(server, settings, monkeypatch):
    slots: list[Budget] = []
    monkeypatch.setattr("hub.sdk.http.client._gate", slots.append)
    server.says((200, {}, {}))
    ProcountorClient(settings, Secret(KEY)).get("/company", dict)
    assert slots == [Budget("procountor:hub", 1000)] * 2
