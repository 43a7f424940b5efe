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


@pytest.fixture
def statement(sandbox, reader):
    """Give the rows of the income statement of the last year of receipts as they are with some switches."""
    last = max(one.date for one in sandbox.world.shelf(tiny.LEIPA.id).book.receipts)
    body = {"type": "INCOME_STATEMENT", "startDate": f"{last.year}-01-01", "endDate": f"{last.year}-12-31"}

    def statement(**switches):
        sandbox.turn(**switches)
        return reader.post("/reports/accounting", body).json()["reportData"]["periods"][0]["rows"]

    return statement


@pytest.mark.parametrize(
    ("written", "first"),
    [("-3000..3599", "-3000..3599"), ("3000-3599", "3000-3599"), ("[3000:3599]", "[3000:3599]"), ("none", None)],
)
def test_which_accounts_a_row_sums_up_may_be_written_in_several_ways_or_not_at_all(statement, written, first):
    rows = statement(report_formula=written)
    assert rows[0].get("formula") == first
    assert rows[-1]["formula"] == "R11+R12+R13+R14"
    assert [row["value"] for row in rows] == [row["value"] for row in statement(report_formula="-3000..3599")]


def test_a_company_may_have_edited_its_statement_and_comes_to_the_same_result(statement):
    values = {row["name"]: Decimal(str(row["value"])) for row in statement()}
    own = {row["name"]: Decimal(str(row["value"])) for row in statement(report_layout="own")}
    assert "Myyntikate-%" in own
    assert "Myyntikate-%" not in values
    assert own["TILIKAUDEN VOITTO (TAPPIO)"] == values["TILIKAUDEN VOITTO (TAPPIO)"] != 0
