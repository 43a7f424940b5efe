"""Everything a running sandbox knows, in one place."""

import secrets
from collections.abc import Mapping, Sequence
from threading import RLock
from typing import Any
from urllib.parse import urlencode

from flask import current_app

from . import changes, environment, personas, seeds
from .books.model import Book, Company
from .clock import now
from .config import SandboxConfig
from .demo import OPERATOR_COMPANY_ID
from .encoding import Form
from .environment import Environment
from .faults import Mishaps
from .shelf import Shelf
from .state import activations, edits, keys, settings
from .state.database import Database
from .switches import Switches
from .tokens import Mint
from .traffic import Limiter, Traffic

OPERATOR_USER_ID = 100
OPERATOR_COMPANY = Company(id=OPERATOR_COMPANY_ID, name="Hub operator (sandbox)", business_id="2077474-0")


class World:
    """The companies with their books, the people, the switches, and what is remembered of all that happened."""

    def __init__(self, config: SandboxConfig):
        self.config = config
        self.db = Database(config.data_dir)
        self.personas = config.personas or personas.PERSONAS
        self.traffic = Traffic()
        self.limiter = Limiter()
        self.mishaps = Mishaps()
        self.dead_tokens: set[str] = set()
        self._lock = RLock()
        self._open_by_default: dict[int, bool] = {}
        self._shelves: dict[int, Shelf] = {}
        self._begin()

    def _begin(self) -> None:
        self.mint = Mint(settings.once(self.db, "secret", lambda: secrets.token_hex(32)), "https://procountor.sandbox")
        self.cookie_secret = settings.once(self.db, "cookie secret", lambda: secrets.token_hex(32))
        self.switches = Switches().turned(settings.read(self.db, "switches", {})).turned(self.config.switches)
        self._add_operator_key()
        entries = seeds.entries(self.config, self.db)
        self._open_by_default = {entry.book.company.id: entry.api_open for entry in entries}
        self._open_by_default[OPERATOR_COMPANY_ID] = True
        books = [*(entry.book for entry in entries), Book(OPERATOR_COMPANY, (), (), ())]
        self._shelves = {book.company.id: Shelf(self._edited(book), self.form) for book in books}

    def _add_operator_key(self) -> None:
        client = self.config.client
        if keys.with_secret(self.db, client.operator_key) is None:
            owner = (OPERATOR_COMPANY_ID, OPERATOR_USER_ID, client.client_id)
            keys.add(self.db, keys.ApiKey("operator", client.operator_key, *owner, now().isoformat(), None))

    def _edited(self, book: Book) -> Book:
        for edit in edits.of_company(self.db, book.company.id):
            book = changes.edited(book, edit)
        return book

    @property
    def form(self) -> Form:
        """How receipts are written at present."""
        return Form(self.switches.na_status, self.switches.vat_percent == "always")

    def companies(self) -> Sequence[Company]:
        """List the companies whose people may sign in, by id; the operator's own is not among them."""
        return [shelf.book.company for key, shelf in sorted(self._shelves.items()) if key != OPERATOR_COMPANY_ID]

    def shelf(self, company_id: int) -> Shelf:
        """Give a company's receipts.

        :raises KeyError: there is no such company
        """
        return self._shelves[company_id]

    def has_company(self, company_id: int) -> bool:
        """Say whether there is such a company."""
        return company_id in self._shelves

    def environment(self, company_id: int) -> Environment:
        """Give what is set for a company."""
        return environment.read(self.db, company_id, api_open=self._open_by_default[company_id])

    def turn(self, values: Mapping[str, Any]) -> None:
        """Turn switches, and keep them so.

        :raises UnknownSwitch: a name or a value is not known; nothing is changed.
        """
        with self._lock:
            self.switches = self.switches.turned(values)
            settings.write(self.db, "switches", settings.read(self.db, "switches", {}) | dict(values))
            for company_id, shelf in self._shelves.items():
                if shelf.form != self.form:
                    self._shelves[company_id] = Shelf(shelf.book, self.form)

    def edit(self, company_id: int, kind: str, order: Mapping[str, Any]) -> Book:
        """Change a company's books, and keep the change for the next start.

        :raises changes.EditRefused: the book does not allow the change; nothing is changed
        """
        with self._lock:
            shelf = self._shelves[company_id]
            made = edits.Edit(company_id, kind, order, now())
            book = changes.edited(shelf.book, made)
            edits.keep(self.db, made)
            self._shelves[company_id] = Shelf(book, self.form, before=shelf)
            return book

    def remove_integration(self, company_id: int) -> bool:
        """Take the integration out of a company, with its technical user and key; False if it is not there."""
        with self.db.transaction():
            keys.remove_technical_user(self.db, company_id)
            return activations.remove_from_use(self.db, company_id)

    def callback(self, activation_id: int) -> str:
        """Give the address that tells the hub of an activation request."""
        return f"{self.config.activation_callback}?{urlencode({self.config.request_param: activation_id})}"

    def reset(self) -> None:
        """Become as on the first start: no keys, requests, edits or switches but those of the configuration."""
        with self._lock:
            self.db.forget_everything()
            self.dead_tokens.clear()
            self.traffic.forget()
            self._begin()


def world() -> World:
    """Give the world of the sandbox that answers the present request."""
    return current_app.extensions["procountor_sandbox"]
