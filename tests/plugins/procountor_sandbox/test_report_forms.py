"""What is not published of the account report is answered both ways."""

from decimal import Decimal

import pytest

from . import tiny


@pytest.fixture
def report(sandbox, reader):
    """Give the report of the last month of receipts as it is with some switches."""
    last = max(one.date for one in sandbox.world.shelf(tiny.LEIPA.id).book.receipts)
    body = {
        "startDate": last.replace(day=1).isoformat(),
        "endDate": last.isoformat(),
        "options": {"receiptType": TYPES},
    }

    def report(**switches):
        sandbox.turn(**switches)
        rows = reader.post("/reports/ledgeraccounts", body).json()["reportData"]["periods"][0]["rows"]
        return {row["name"]: Decimal(str(row["value"])) for row in rows}

    return report


TYPES = ["SALES_INVOICE", "PURCHASE_INVOICE", "BANK_STATEMENT_AS_RECEIPT", "JOURNAL", "REFERENCE_PAYMENT"]


def test_either_side_may_be_positive(report):
    debit = report()
    assert any(debit.values())
    assert report(report_sign="credit") == {name: -value for name, value in debit.items()}


@pytest.mark.parametrize(
    ("label", "written"),
    [("code, name", "{0}, {1}"), ("name (code)", "{1} ({0})"), ("name", "{1}")],
)
def test_an_account_may_be_named_in_several_ways(report, label, written):
    usual = [name.split(" ", 1) for name in report()]
    assert set(report(report_label=label)) == {written.format(code, name) for code, name in usual}


def test_balance_sheet_accounts_may_show_what_has_moved_since_the_years_start(report):
    month, year = report(), report(report_balances="closing")
    assert {name: value for name, value in year.items() if name >= "3"} == {
        name: value for name, value in month.items() if name >= "3"
    }
    assert year != month
