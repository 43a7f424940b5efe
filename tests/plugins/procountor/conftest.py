"""A sandbox behind a real server, and the plugin set up to speak with it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from hub.sdk.secrets import Secret
from plugins.procountor.connector import ProcountorAccess, ProcountorConnector
from plugins.procountor.sandbox import environment
from plugins.procountor.sandbox.api.oauth import key_for, new_key
from plugins.procountor.sandbox.app import create_sandbox
from plugins.procountor.sandbox.books.catalogue import CatalogueEntry
from plugins.procountor.sandbox.books.model import Book
from plugins.procountor.sandbox.config import SandboxConfig
from plugins.procountor.sandbox.demo import DEMO_CLIENT
from plugins.procountor.sandbox.personas import Persona
from plugins.procountor.sandbox.shelf import Shelf
from plugins.procountor.sandbox.state import activations, keys

HERE = Path(__file__).parent
BOOKKEEPER = Persona(901, "Kirsi Kirjanpitäjä", "kirsi@example.fi", "Bookkeeper", ("",))
CLERK = Persona(902, "Salla Saaja", "salla@example.fi", "No payroll rights", ("",), payroll=False)


class Sandbox:
    """One running sandbox, and the environment variables that lead to it."""

    def __init__(self, *books: Book, switches: dict[str, Any] | None = None, **config: Any) -> None:
        companies = tuple(CatalogueEntry(book, True, "") for book in books)
        people = (BOOKKEEPER, CLERK)
        turned = {"rate": 0, **(switches or {})}
        self.app = create_sandbox(SandboxConfig(companies=companies, personas=people, switches=turned, **config))
        self.world = self.app.extensions["procountor_sandbox"]
        self._server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.world.db.close()

    @property
    def environ(self) -> dict[str, str]:
        return {
            "HUB_PROCOUNTOR_API_URL": f"{self.url}/api",
            "HUB_PROCOUNTOR_LOGIN_URL": self.url,
            "HUB_PROCOUNTOR_CLIENT_ID": DEMO_CLIENT.client_id,
            "HUB_PROCOUNTOR_CLIENT_SECRET": DEMO_CLIENT.client_secret,
            "HUB_PROCOUNTOR_OPERATOR_KEY": DEMO_CLIENT.operator_key,
            "HUB_PROCOUNTOR_RATE": "1000",
        }

    def turn(self, **switches: object) -> None:
        self.world.turn(switches)

    @contextmanager
    def turned(self, **switches: object) -> Iterator[None]:
        before = self.world.switches.as_dict()
        self.turn(**switches)
        yield
        self.world.turn(before)

    def key(self, company_id: int, person: Persona = BOOKKEEPER, *, another: bool = False) -> Secret:
        make = new_key if another else key_for
        return Secret(make(self.world, company_id, person.id, DEMO_CLIENT.client_id))

    def revoke(self, company_id: int) -> None:
        keys.revoke(self.world.db, company_id)

    def activation(self, *companies: int, life: int = 3600) -> int:
        return activations.request(
            self.world.db, DEMO_CLIENT.integration_id, BOOKKEEPER.email, list(companies), life=life
        ).id

    def edit(self, company_id: int, kind: str, **order: object) -> Book:
        return self.world.edit(company_id, kind, order)

    def book(self, company_id: int) -> Book:
        return self.world.shelf(company_id).book

    def put(self, book: Book) -> None:
        """Put another book in a company's place."""
        self.world._shelves[book.company.id] = Shelf(book, self.world.form)

    def hide(self, company_id: int, **settings: object) -> None:
        """Choose what a key without payroll rights gets to see, and whose rights a technical user has."""
        environment.change(self.world.db, company_id, settings)

    def requests(self) -> list[str]:
        return [f"{visit['method']} {visit['path']}" for visit in self.world.traffic.visits()]

    def access(self, company_id: int, person: Persona = BOOKKEEPER) -> ProcountorAccess:
        return ProcountorConnector().connect({"api_key": self.key(company_id, person), "company_id": str(company_id)})


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Sandbox]]:
    """Start a sandbox with some books and point the plugin's settings at it."""
    running: list[Sandbox] = []

    def _start(*books: Book, **config: Any) -> Sandbox:
        running.append(Sandbox(*books, **config))
        for name, value in running[-1].environ.items():
            monkeypatch.setenv(name, value)
        return running[-1]

    yield _start
    for sandbox in running:
        sandbox.stop()
