"""The same source behind the sandbox's own API: asked over HTTP by the plugin as it is."""

import logging
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from werkzeug.serving import make_server

from bench.mutations.companies import make
from bench.mutations.source import Teller
from hub.sdk.accounting import Access, AccountTotal, Period
from hub.sdk.proving import IncomeStatement
from hub.sdk.secrets import Secret
from plugins.procountor.connector import ProcountorConnector
from plugins.procountor.sandbox.api.oauth import key_for
from plugins.procountor.sandbox.app import create_sandbox
from plugins.procountor.sandbox.books.catalogue import CatalogueEntry
from plugins.procountor.sandbox.books.model import Book
from plugins.procountor.sandbox.config import SandboxConfig
from plugins.procountor.sandbox.demo import DEMO_CLIENT
from plugins.procountor.sandbox.personas import Persona
from plugins.procountor.sandbox.shelf import Shelf
from plugins.procountor.sandbox.world import World

__all__ = ["Served", "Site", "site"]

BOOKKEEPER = Persona(901, "Kirsi Kirjanpitäjä", "kirsi@example.fi", "Bookkeeper", ("",))


class Site:
    """A sandbox that serves one company, whose book can be exchanged."""

    def __init__(self, world: World, company_id: int) -> None:
        self._world = world
        self._held: Book | None = None
        self.connector = ProcountorConnector()
        key = key_for(world, company_id, BOOKKEEPER.id, DEMO_CLIENT.client_id)
        self.access = self.connector.connect({"api_key": Secret(key), "company_id": str(company_id)})

    def serve(self, book: Book, form: Teller) -> None:
        """Serve a book, with its report written in a form."""
        if book is not self._held:
            sign = "credit" if form.sign < 0 else "debit"
            self._world.turn({"report_sign": sign, "report_balances": form.balances.value})
            self._world._shelves[book.company.id] = Shelf(book, self._world.form)
            self._held = book


class Served(Teller):
    """Has the sandbox work out the totals."""

    def __init__(self, book: Book, seed: int, site: Site) -> None:
        super().__init__(book, seed)
        self._site = site

    def control_totals(self, access: Access, period: Period) -> Sequence[AccountTotal]:
        self._site.serve(self.book, self)
        return self._site.connector.control_totals(self._site.access, period)

    def income_statement(self, access: Access, period: Period) -> IncomeStatement | None:
        self._site.serve(self.book, self)
        return self._site.connector.income_statement(self._site.access, period)


@contextmanager
def site() -> Iterator[Site]:
    """Start a sandbox on a free port, and lead the plugin to it."""
    book = make(1).book
    given = SandboxConfig(companies=(CatalogueEntry(book, True, ""),), personas=(BOOKKEEPER,), switches={"rate": 0})
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    app = create_sandbox(given)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    os.environ |= {
        "HUB_PROCOUNTOR_API_URL": f"http://127.0.0.1:{server.port}/api",
        "HUB_PROCOUNTOR_LOGIN_URL": f"http://127.0.0.1:{server.port}",
        "HUB_PROCOUNTOR_CLIENT_ID": DEMO_CLIENT.client_id,
        "HUB_PROCOUNTOR_CLIENT_SECRET": DEMO_CLIENT.client_secret,
        "HUB_PROCOUNTOR_RATE": "1000",
    }
    try:
        yield Site(app.extensions["procountor_sandbox"], book.company.id)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
