"""Receivables and payables from the source's pages to a reader's page and files, after the ledger and its proof."""

import datetime as dt
import json
from collections.abc import Sequence

import pytest
from sqlalchemy import func, select

from hub.connectors.models import SyncRun, SyncState
from hub.fetching.models import FetchUnit, UnitKind
from hub.ledger.invoices.models import InvoicesRead
from hub.ledger.proof.models import Proof
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Company
from tests.hub.chain.conftest import SlowLoop, take_turn

LEIPA = Company(101, "Käpylän Leipä Oy", "1234567-1")
MAY = "from=2026-05&to=2026-05&accounts=1"


@pytest.fixture(scope="module")
def book():
    return generate(LEIPA, months=6, receipts=150, first_month=dt.date(2026, 1, 1), until=dt.date(2026, 6, 30), seed=5)


def numbers(company, report: str, query: str) -> dict[str, int]:
    """Read the last column of a report's JSON by row."""
    answer = company.browser.get(f"/reports/{report}.json?{query}")
    assert answer.status_code == 200
    return {row["key"]: row["cells"][-1] for row in json.loads(answer.text)["rows"]}


def test_what_is_open_is_on_the_page_and_in_every_file_and_ties_to_the_ledger(connect, book):
    company = connect(book)
    assert company.run.state == SyncState.DONE
    told = numbers(company, "receivables", MAY)
    assert told["total"] == told["ledger"] > 0
    assert told["difference"] == 0
    assert sum(amount for key, amount in told.items() if key.startswith("invoice:")) == told["total"]
    page = company.browser.get(f"/reports/receivables?{MAY}")
    assert page.status_code == 200
    assert "Hide invoices" in page.text
    assert "/receipts/" in page.text
    for kind in ("pdf", "xlsx", "csv"):
        assert company.browser.get(f"/reports/receivables.{kind}?{MAY}").status_code == 200
    cell = company.browser.get(f"/reports/payables/cell?{MAY}&row=ledger&column=total")
    assert cell.status_code == 200
    assert "2880" in cell.text


def test_the_proof_does_not_wait_for_invoices(attach, book, db, plugins):
    tenant, _browser, sandbox = attach(book)
    take_turn(db, "examine_connection", "sync_connection")
    loop = SlowLoop(plugins)
    while not invoices_are_next(db, tenant.id):
        loop.step()
    with db.transaction(tenant.id) as tx:
        assert set(tx.scalars(select(Proof.status))) == {"proved"}
        assert tx.scalar(select(func.count()).select_from(InvoicesRead)) == 0
    assert not any(each.startswith("GET /payments") for each in sandbox.requests())
    while running(db, tenant.id):
        loop.step()
    with db.transaction(tenant.id) as tx:
        assert set(tx.scalars(select(InvoicesRead.side))) == {"sales", "purchase"}


def test_until_invoices_are_read_the_page_says_so(attach, book, db, plugins):
    tenant, browser, _sandbox = attach(book)
    take_turn(db, "examine_connection", "sync_connection")
    loop = SlowLoop(plugins)
    while not invoices_are_next(db, tenant.id):
        loop.step()
    page = browser.get(f"/reports/receivables?{MAY}").text
    assert "Invoices have not been read yet" in page
    assert "Open invoices in all" not in page


def invoices_are_next(db, tenant_id) -> bool:
    """Tell whether all that is left to be asked is about invoices."""
    with db.transaction(tenant_id) as tx:
        left: Sequence[FetchUnit] = tx.scalars(select(FetchUnit).where(~FetchUnit.done)).all()
        return bool(left) and all(each.kind == UnitKind.ASK and "invoices" in each.request for each in left)


def running(db, tenant_id) -> bool:
    with db.transaction(tenant_id) as tx:
        return tx.scalar(select(SyncRun.state)) == SyncState.RUNNING
