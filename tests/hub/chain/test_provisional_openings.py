"""While earlier years are still to be read, balances are Procountor's own for the time being: those of the end."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import ModuleType

import pytest
from sqlalchemy import select

from hub.fetching.models import FetchUnit, UnitKind
from hub.ledger.models import Book as StoredBook
from hub.ledger.models import ProvisionalOpening
from hub.ledger.reader import BookReader
from hub.sdk.accounting import UNBALANCED, VAT_CLEARING, Period
from hub.sdk.refs import BookRef, CompanyRef
from plugins.procountor import closings
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Book, Company
from tests.day import today
from tests.hub.chain.conftest import SlowLoop, take_turn, work_off
from tests.hub.conftest import HubClient
from tests.plugins.procountor.conftest import Sandbox

LEIPA = Company(101, "Käpylän Leipä Oy", "1234567-1")
TODAY = today()
THIS = TODAY.year
VIRTUAL = {VAT_CLEARING, UNBALANCED}
MARK = f"The opening balances of 1 January {THIS} are provisional"


def book_of(open_years: int) -> Book:
    """Three years and this one; so many before this one are open, and a VAT summary of the last of them is missing."""
    book = generate(
        LEIPA,
        seed=3,
        months=36 + TODAY.month,
        receipts=12 * (36 + TODAY.month),
        first_month=date(THIS - 3, 1, 1),
        until=TODAY,
        closing_lag=TODAY - date(THIS - 1 - open_years, 12, 31),
    )
    december = Period(date(THIS - 1, 12, 1), date(THIS - 1, 12, 31))
    kept = [
        each for each in book.receipts if each.type != "VAT_SUMMARY" or not december.start <= each.date <= december.end
    ]
    return replace(book, receipts=tuple(kept))


@dataclass
class Loading:
    """A book that is read batch by batch."""

    db: ModuleType
    tenant_id: object
    browser: HubClient
    sandbox: Sandbox
    loop: SlowLoop

    def until(self, *years: int) -> None:
        """Read on until the receipts of these years are here, and what they lack has been asked for."""
        take_turn(self.db, "sync_connection")
        while self.asks_for_openings() or not all(self.covers(year) for year in years):
            self.loop.step()

    def asks_for_openings(self) -> bool:
        with self.db.transaction(self.tenant_id) as tx:
            return bool(tx.scalars(select(FetchUnit).where(FetchUnit.kind == UnitKind.OPENING)).all())

    def covers(self, year: int) -> bool:
        return self.ask(lambda reader: reader.coverage().covers(Period(date(year, 1, 1), date(year, 12, 31))))

    def finish(self) -> None:
        work_off(self.db)

    def ask(self, question: Callable[[BookReader], object]):
        with self.db.transaction(self.tenant_id) as tx:
            ref = BookRef(tx.scalars(select(StoredBook.id)).one(), CompanyRef("101", LEIPA.name))
            return question(BookReader(tx, ref, payroll_detail=True, today=TODAY))

    def openings(self, year: int = THIS) -> tuple[dict[str, int], set[str]]:
        """An opening by account, and what it is known from."""
        found = self.ask(lambda reader: reader.openings(reader.fiscal_year_of(date(year, 1, 1))))
        return {each.account: each.amount for each in found}, {each.basis for each in found}

    def kept(self) -> set[int]:
        with self.db.transaction(self.tenant_id) as tx:
            return {start.year for start in tx.scalars(select(ProvisionalOpening.year_start))}

    def balance_sheet(self) -> dict[str, list[str]]:
        """The balance sheet's figures at the end of each month, by account."""
        query = f"from={THIS}-01&to={THIS}-{TODAY.month:02}&accounts=1"
        lines = self.browser.get(f"/reports/balance-sheet.csv?{query}").data.decode("utf-8-sig").splitlines()
        rows = {row[0].strip(): row[1:] for row in csv.reader(lines) if row}
        return {label: cells for label, cells in rows.items() if label[:4].isdecimal()}

    def page(self, report: str) -> str:
        answer = self.browser.get(f"/reports/{report}?from={THIS}-01&to={THIS}-01&accounts=1")
        assert answer.status_code == 200
        return answer.text


@pytest.fixture
def load(attach, db, plugins) -> Callable[..., Loading]:
    def load(open_years: int, shows: str = "change") -> Loading:
        tenant, browser, sandbox = attach(book_of(open_years))
        sandbox.turn(report_balances=shows)
        return Loading(db, tenant.id, browser, sandbox, SlowLoop(plugins))

    return load


def real(amounts: Mapping[str, int]) -> dict[str, int]:
    return {account: amount for account, amount in amounts.items() if account not in VIRTUAL}


def virtual(amounts: Mapping[str, int]) -> int:
    return sum(amount for account, amount in amounts.items() if account in VIRTUAL)


@pytest.mark.parametrize("shows", ["change", "closing"])
@pytest.mark.parametrize("open_years", [1, 2, 3])
def test_provisional_balances_are_those_in_the_end_by_account(load, open_years, shows):
    loading = load(open_years, shows)
    loading.until(THIS)
    first, basis = loading.openings()
    sheet = loading.balance_sheet()
    assert basis == {"provisional"}
    assert first[UNBALANCED]
    loading.finish()
    final, basis = loading.openings()
    assert basis == {"computed"}
    assert real(first) == real(final)
    assert virtual(first) == virtual(final)
    assert final[VAT_CLEARING] == first[UNBALANCED]
    assert sheet == loading.balance_sheet()
    assert {"1910", "2000"} <= {label[:4] for label in sheet}
    assert loading.kept() == set()


def test_with_two_open_years_the_middle_one_is_provisional_until_the_older_is_read(load):
    loading = load(2)
    loading.until(THIS, THIS - 1)
    middle, basis = loading.openings(THIS - 1)
    assert basis == {"provisional"}
    now, basis = loading.openings()
    assert basis == {"provisional"}
    assert VAT_CLEARING in now
    assert UNBALANCED not in now
    loading.finish()
    assert loading.openings(THIS - 1) == (middle, {"computed"})
    assert loading.openings() == (now, {"computed"})


def test_a_closed_year_is_opened_by_its_receipt_and_nobody_is_asked(load, monkeypatch):
    asked = []
    monkeypatch.setattr(closings, "closing_balances", lambda _client, day: asked.append(day))
    loading = load(0)
    loading.until(THIS)
    assert loading.openings()[1] == {"receipt"}
    loading.finish()
    assert asked == []


def test_a_page_marks_provisional_balances_and_loses_the_mark_with_the_load(load):
    loading = load(1)
    loading.until(THIS)
    for report in ("balance-sheet", "trial-balance", "general-ledger"):
        assert MARK in loading.page(report)
    assert MARK in loading.browser.get(f"/reports/balance-sheet.csv?from={THIS}-01&to={THIS}-01").text
    cell = f"/reports/trial-balance/cell?row=account:1910&column=opening&from={THIS}-01&to={THIS}-01"
    assert "Opening balance, provisional" in loading.browser.get(cell).text
    loading.finish()
    for report in ("balance-sheet", "trial-balance", "general-ledger"):
        assert "are provisional" not in loading.page(report)
    explained = loading.browser.get(cell).text
    assert "Opening balance" in explained
    assert "provisional" not in explained


def test_a_report_that_may_not_be_read_leaves_openings_unknown_until_the_year_before_is_read(load):
    loading = load(1)
    loading.sandbox.turn(fault="malformed", fault_path="/reports")
    loading.until(THIS)
    assert loading.openings() == ({}, set())
    assert "are not known yet" in loading.page("balance-sheet")
    loading.finish()
    assert loading.openings()[1] == {"computed"}
