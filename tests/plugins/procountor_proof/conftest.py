"""A company's books read from a sandbox over HTTP by the hub's own loops, and how far they are proved."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from types import ModuleType
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from hub import config, runtime
from hub.connectors import service, tasks
from hub.connectors.models import Connection, SyncRun
from hub.ledger import service as ledger
from hub.ledger.proof.models import Proof, ProofDifference, TotalsReading
from hub.ledger.proof.reading import standing
from hub.models import Job
from hub.pluginmanager import Plugins
from hub.queue import execution
from hub.sdk import http
from hub.sdk.accounting import Batch, Period, Receipt, Sweep
from hub.sdk.refs import CompanyRef
from plugins.procountor.connector import ProcountorConnector
from plugins.procountor.sandbox.books import model
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Book, Company
from tests.hub.connectors.conftest import Place
from tests.hub.connectors.conftest import environment as environment
from tests.hub.connectors.conftest import make_place as make_place
from tests.hub.connectors.conftest import place as place
from tests.plugins.procountor.conftest import BOOKKEEPER, Sandbox
from tests.plugins.procountor.conftest import start as start

COMPANY = Company(id=41, name="Kokko Oy", business_id="2077474-0")
TODAY = date(2026, 6, 18)


def book(**more: object) -> Book:
    """A company of a year and a half: 2025 is closed, 2026 runs."""
    given = {"seed": 7, "months": 18, "receipts": 450, "first_month": date(2025, 1, 1), "until": TODAY, **more}
    return generate(COMPANY, **given)


def entry_sums(receipt: model.Receipt) -> dict[str, int]:
    """What a receipt of the sandbox moves, by account, in cents."""
    sums: dict[str, int] = {}
    for row in receipt.rows:
        sums[row.account] = sums.get(row.account, 0) + int(row.value * 100)
    return {account: amount for account, amount in sums.items() if amount}


def official(made: Book, kind: str, month: str) -> model.Receipt:
    """Pick an official receipt of a type and month."""
    return next(
        each
        for each in made.receipts
        if each.type == kind
        and f"{each.date:%Y-%m}" == month
        and each.status not in ("UNFINISHED", "VERIFIED", "RECEIVED", "INVALIDATED")
    )


@pytest.fixture
def never_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What differs is not read once more, so that it stays."""
    monkeypatch.setattr("plugins.procountor.connector.ProcountorConnector.read_again", lambda *_: None)


@dataclass
class Read:
    """The company as the hub reads it."""

    db: ModuleType
    sandbox: Sandbox
    place: Place
    connection_id: UUID
    book_id: UUID

    def sync(self) -> None:
        """Read what is new until nothing is due any more."""
        with self.db.transaction(self.place.tenant_id) as tx:
            service.expect_sync(tx, service.find(tx, self.connection_id))
            tasks.begin(tx, self.place.tenant_id, self.connection_id)
        self.work()

    def work(self) -> None:
        """Do every job of reading that is due."""
        kinds = ("sync_connection", "fetch")
        while True:
            with self.db.system_transaction() as tx:
                due = (Job.state == "pending", Job.kind.in_(kinds), Job.run_after <= func.now())
                waiting = list(tx.scalars(select(Job.id).where(*due)))
            if not waiting:
                return
            for job in waiting:
                execution.perform(job)

    def proofs(self) -> dict[int, Proof]:
        """How each year stands, by its first day's year."""
        with self.db.system_transaction() as tx:
            return {each.start_date.year: each for each in tx.scalars(select(Proof).order_by(Proof.start_date))}

    def statuses(self) -> dict[int, str]:
        return {year: proof.status for year, proof in self.proofs().items()}

    def differences(self) -> set[tuple[str, str, int]]:
        """By account and month, by how much ours is more."""
        with self.db.system_transaction() as tx:
            rows = tx.scalars(select(ProofDifference)).all()
            return {(each.account, f"{each.month:%Y-%m}", each.ours - (each.theirs or 0)) for each in rows}

    def reading(self) -> tuple[int, str]:
        with self.db.system_transaction() as tx:
            row = tx.scalars(select(TotalsReading)).one()
            return row.sign, row.balances

    def run(self) -> SyncRun:
        with self.db.system_transaction() as tx:
            return tx.scalars(select(SyncRun).order_by(SyncRun.created_at.desc())).first()

    def results(self) -> dict[int, tuple[int, int] | None]:
        """Our result of each year, and Procountor's."""
        with self.db.transaction(self.place.tenant_id) as tx:
            years = standing(tx, self.book_id, TODAY).years
            return {each.period.start.year: each.results for each in years}

    def rows(self) -> dict[int, dict[str, list[str]]]:
        """The rows of Procountor's own income statement, by year and how they compare."""
        found: dict[int, dict[str, list[str]]] = {}
        with self.db.transaction(self.place.tenant_id) as tx:
            for year in standing(tx, self.book_id, TODAY).years:
                of_year = found.setdefault(year.period.start.year, {})
                for row in year.rows:
                    of_year.setdefault(row.status.value, []).append(row.name)
        return found

    def counted(self) -> dict[int, dict[str, int]]:
        """How many rows compare how."""
        return {year: {how: len(those) for how, those in rows.items()} for year, rows in self.rows().items()}

    def cursor(self) -> dict[str, object]:
        with self.db.system_transaction() as tx:
            return tx.get_one(Connection, self.connection_id).cursor

    def lose(self, *source_ids: str) -> None:
        """Take receipts out of our ledger, as if they had never been read."""
        whole = Period(date(1900, 1, 1), date(2199, 12, 31))
        with self.db.transaction(self.place.tenant_id) as tx:
            rows = tx.execute(text("SELECT source_id FROM receipt WHERE book_id = :book"), {"book": self.book_id})
            kept = frozenset(rows.scalars()) - set(source_ids)
            ledger.store(tx, self.book_id, Batch(cursor={}, sweep=Sweep(whole, kept)))

    def put(self, *receipts: Receipt) -> None:
        """Put receipts into our ledger that the source does not have."""
        with self.db.transaction(self.place.tenant_id) as tx:
            ledger.store(tx, self.book_id, Batch(cursor={}, receipts=receipts))

    def requests(self) -> int:
        """How often the source was asked for its account report."""
        return self.asked_for("/reports/ledgeraccounts")

    def asked_for(self, path: str) -> int:
        """How often the source was asked for something."""
        return sum(each.endswith(path) for each in self.sandbox.requests())


@pytest.fixture
def equipped(environment, db, monkeypatch) -> Iterator[None]:
    """This process as a worker is equipped, at a day that the books know."""
    connector = ProcountorConnector(today=lambda: TODAY)
    settings, plugins = config.load(environment), Plugins.discover()
    plugins.connectors["procountor"] = connector
    monkeypatch.setattr("hub.fetching.proving.today", lambda: TODAY)
    runtime.prepare(settings)
    execution.equip(settings, plugins)
    yield
    http.use_gate(lambda _: None)


@pytest.fixture
def read(start, db, place, equipped) -> Callable[..., Read]:
    """Attach a company of the sandbox and read it."""

    def read(made: Book, person=BOOKKEEPER, **switches: object) -> Read:
        sandbox = start(made, switches=switches)
        with db.transaction(place.tenant_id) as tx:
            connection = service.attach(
                tx,
                tenant_id=place.tenant_id,
                company=CompanyRef(str(made.company.id), made.company.name, business_id="20774740"),
                connector=ProcountorConnector(today=lambda: TODAY),
                settings={"api_key": sandbox.key(made.company.id, person), "company_id": str(made.company.id)},
                origin="pasted",
                person_id=place.admin,
            )
            tasks.begin(tx, place.tenant_id, connection.id)
            found = Read(db, sandbox, place, connection.id, tx.get_one(Connection, connection.id).book_id)
        found.work()
        return found

    return read
