"""Before the receipts of the running year are here, its result is shown as the source's own, and nothing else is."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from hub.fetching.models import FetchUnit, UnitKind
from hub.ledger.models import PreviewTotal
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Company, Receipt, Row
from plugins.procountor.sandbox.books.totals import ledger_account_totals
from tests.day import today
from tests.hub.chain.conftest import SlowLoop, take_turn, work_off

LEIPA = Company(101, "Käpylän Leipä Oy", "1234567-1")
BEING_VERIFIED = "being verified"


@pytest.fixture
def book():
    """Last year, and this one up to now, with a sale on its first day: in January there might be nothing yet."""
    until = today()
    months = until.month + 12
    made = generate(
        LEIPA, seed=8, months=months, receipts=20 * months, first_month=date(until.year - 1, 1, 1), until=until
    )
    rows = Row(10**7, "1910", Decimal(100)), Row(10**7 + 1, "3000", Decimal(-100))
    sale = Receipt(10**7, "JOURNAL", "APPROVED", "New Year's sale", date(until.year, 1, 1), rows, number=10**5)
    return replace(made, receipts=(*made.receipts, sale))


@pytest.fixture
def begun(attach, book, db, plugins):
    """A company of which nothing has been read but the source's own figures."""
    tenant, browser, sandbox = attach(book)

    def begin():
        take_turn(db, "sync_connection")
        loop = SlowLoop(plugins)
        with db.transaction(tenant.id) as tx:
            kinds = list(tx.scalars(select(FetchUnit.kind).order_by(FetchUnit.id)))
        assert kinds == [UnitKind.PLAN]
        assert [loop.step().kind for _ in range(2)] == [UnitKind.PLAN, UnitKind.FIRST]

    return tenant, browser, sandbox, begin


def shown_result(page: str) -> str:
    preview = page[page.index(BEING_VERIFIED) :]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", preview, re.DOTALL)
    cells = [re.sub(r"<[^>]+>", "", each).split() for each in rows]
    return next(" ".join(each) for each in cells if each[:3] == ["PROFIT", "(LOSS)", "FOR"])


@pytest.mark.parametrize("path", ["/analytics", "/reports/income-statement"])
def test_the_result_of_the_year_is_there_before_any_receipt(begun, book, path):
    _, browser, _, begin = begun
    begin()
    page = browser.get(path).text
    moved = ledger_account_totals(book, date(today().year, 1, 1), today())
    truth = -sum(value for code, _, value in moved if code >= "3000")
    assert f"{truth:,.2f}".replace("-", "−") in shown_result(page)
    assert "Procountor's own figures of" in page
    preview = page[page.index(BEING_VERIFIED) :]
    assert "/cell?" not in preview[: preview.index("</section>")]


@pytest.mark.parametrize("path", ["/analytics", "/reports/income-statement"])
def test_a_statement_of_which_nothing_has_been_read_does_not_stand_beside_it(begun, path):
    _, browser, _, begin = begun
    begin()
    assert browser.get(path).text.count("PROFIT (LOSS) FOR THE FINANCIAL YEAR") == 1


def test_a_balance_sheet_is_never_shown_from_the_source(begun):
    _, browser, _, begin = begun
    begin()
    for report in ("balance-sheet", "trial-balance", "general-ledger"):
        assert BEING_VERIFIED not in browser.get(f"/reports/{report}").text


def test_the_receipts_figures_take_its_place(begun, db):
    tenant, browser, _, begin = begun
    begin()
    assert BEING_VERIFIED in browser.get("/analytics").text
    work_off(db)
    assert BEING_VERIFIED not in browser.get("/analytics").text
    with db.transaction(tenant.id) as tx:
        assert tx.scalars(select(PreviewTotal)).all() == []


def test_pages_hear_that_there_is_something_to_be_seen(begun):
    _, browser, _, begin = begun
    before = browser.get("/sync").json["figures"]
    begin()
    assert browser.get("/sync").json["figures"] > before


def test_a_key_that_may_not_read_reports_shows_nothing_early_and_loses_nothing(begun, db, monkeypatch):
    tenant, browser, sandbox, begin = begun
    sandbox.turn(fault="500", fault_path="/reports")
    monkeypatch.setattr("plugins.procountor.wire.PAUSES", ())
    begin()
    assert BEING_VERIFIED not in browser.get("/analytics").text
    sandbox.turn(fault="none")
    work_off(db)
    with db.transaction(tenant.id) as tx:
        assert tx.scalars(select(FetchUnit)).all() == []
