"""A sandbox behind a real server on a free port, and a reader of its API as an integrator would write one."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from werkzeug.serving import make_server

from plugins.procountor.sandbox.app import create_sandbox
from plugins.procountor.sandbox.config import SandboxConfig
from plugins.procountor.sandbox.demo import DEMO_CLIENT

from . import tiny

HUB = "http://hub.localhost:8000"


class Sandbox:
    """One running sandbox."""

    def __init__(self, config: SandboxConfig):
        self.app = create_sandbox(config)
        self.world = self.app.extensions["procountor_sandbox"]
        self._server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        self.http = requests.Session()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.http.close()
        self.world.db.close()

    def turn(self, **switches: object) -> None:
        assert self.control("PATCH", "/switches", switches).status_code == 200

    def control(self, method: str, path: str, body: object = None) -> requests.Response:
        """Turn the sandbox from outside, as a script would."""
        return self.http.request(method, f"{self.url}/sandbox{path}", json=body)

    def token_answer(self, api_key: str, /, **form: str) -> requests.Response:
        order = {
            "grant_type": "client_credentials",
            "client_id": DEMO_CLIENT.client_id,
            "client_secret": DEMO_CLIENT.client_secret,
            "api_key": api_key,
        }
        return self.http.post(f"{self.url}/api/oauth/token", data=order | form)

    def reader(self, api_key: str = DEMO_CLIENT.operator_key) -> "Reader":
        answer = self.token_answer(api_key)
        assert answer.status_code == 200, answer.text
        return Reader(self, answer.json()["access_token"])

    def activation(self, email: str, *companies: int) -> int:
        answer = self.control("POST", "/activations", {"email": email, "companies": companies})
        return int(answer.json()["requestId"])

    def key(self, company_id: int = tiny.LEIPA.id, email: str = "anna@kapylanleipa.example") -> str:
        request_id = self.activation(email, company_id)
        answer = self.reader().put(f"/integrations/{request_id}", {"approve": [company_id]})
        return str(answer.json()["companiesIntegrated"][0]["apiKey"])


class Reader:
    """The API with one access token."""

    def __init__(self, sandbox: Sandbox, token: str):
        self.sandbox = sandbox
        self.token = token

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return self.sandbox.http.request(method, f"{self.sandbox.url}/api{path}", headers=headers, **more)

    def get(self, path: str, **query: object) -> requests.Response:
        return self.ask("GET", path, params=query)

    def put(self, path: str, body: object) -> requests.Response:
        return self.ask("PUT", path, json=body)

    def post(self, path: str, body: object) -> requests.Response:
        return self.ask("POST", path, json=body)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Sandbox]]:
    """Start a sandbox; given a folder, it finds there what an earlier one left."""
    running: list[Sandbox] = []

    def _start(data_dir: Path | None = None, **settings: Any) -> Sandbox:
        settings = {"companies": tiny.companies(), "switches": {"rate": 0}, "hub_url": HUB, **settings}
        running.append(Sandbox(SandboxConfig(data_dir=data_dir, **settings)))
        return running[-1]

    yield _start
    for sandbox in running:
        sandbox.stop()


@pytest.fixture
def sandbox(start: Callable[..., Sandbox]) -> Sandbox:
    return start()


@pytest.fixture
def reader(sandbox: Sandbox) -> Reader:
    """Käpylän Leipä, read by a key with all rights."""
    return sandbox.reader(sandbox.key())


@pytest.fixture(scope="module")
def generated() -> Iterator[Sandbox]:
    """The default companies, with no limit on how fast they are read."""
    sandbox = Sandbox(SandboxConfig(switches={"rate": 0}, hub_url=HUB))
    yield sandbox
    sandbox.stop()
