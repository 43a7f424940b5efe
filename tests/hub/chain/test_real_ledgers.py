"""Real ledgers from source to page: sandbox, HTTP, sync, ledger, report."""

from decimal import Decimal
from pathlib import Path

import pytest

from hub.connectors.models import SyncState
from plugins.procountor.sandbox.books import sie

SIE = Path(__file__).parents[2] / "data" / "sie"
SOUND = ("BL0001_typ4.SE", "SIE4_Exempelfil_med_underdim.SE", "transaktioner_ovnbolag.se")
BAD = "transaktioner_ovnbolag-bad-balance.se"
RESULTS = {
    "BL0001_typ4.SE": "212583.47",
    "SIE4_Exempelfil_med_underdim.SE": "1074344.11",
    "transaktioner_ovnbolag.se": "277798.46",
    BAD: "277798.46",
}


def known(name: str) -> dict[str, Decimal]:
    answers = sie.answers(SIE / name)
    return {code: value for code, value in {**answers.closing, **answers.results}.items() if value}


def closing(company, year) -> dict[str, Decimal]:
    rows = company.csv("trial-balance", f"from={year.start:%Y-%m}&to={year.end:%Y-%m}")
    balances = {row[0].strip().split()[0]: Decimal(row[4]) for row in rows[1:] if row[4]}
    return {code: value for code, value in balances.items() if code.isdigit() and value}


def result(company, year) -> Decimal:
    rows = company.csv("income-statement", f"from={year.start:%Y-%m}&to={year.end:%Y-%m}&by=total")
    return Decimal(rows[-1][-1])


@pytest.mark.parametrize("name", SOUND)
def test_every_closing_balance_and_the_result_are_those_of_the_file(connect, name):
    book = sie.read_sie(SIE / name, company_id=9001)
    company, year = connect(book), book.fiscal_years[0]
    assert company.run.state == SyncState.DONE
    assert closing(company, year) == known(name)
    assert result(company, year) == Decimal(RESULTS[name])


def test_the_voucher_that_does_not_balance_is_named_on_the_page_and_in_the_result_of_the_sync(connect):
    book = sie.read_sie(SIE / BAD, company_id=9001)
    company, year = connect(book), book.fiscal_years[0]
    assert company.run.state == SyncState.DONE
    assert "B1" in company.run.message
    ours, theirs = closing(company, year), known(BAD)
    assert ours.pop("1910") - theirs.pop("1910") == Decimal("-12771.00")
    assert ours == theirs
    assert result(company, year) == Decimal(RESULTS[BAD])
    page = company.browser.get(f"/reports/balance-sheet?from={year.start:%Y-%m}&to={year.end:%Y-%m}").text
    assert "Does not balance" in page
    assert "B1" in page
