"""The proof's page and its mark tell which rows of the source's own income statement agree, differ or stay open."""

from datetime import date
from html import unescape

import pytest
from sqlalchemy import update

from hub.ledger.proof import service as proofs
from hub.ledger.proof.verdicts import Answer, Source
from hub.sdk.accounting import AccountTotal
from hub.sdk.proving import AccountRange, StatementRow
from tenants.models import Membership
from tests.hub.ledger.making import receipt
from tests.hub.reports.test_proof_beside import VIEW, YEAR, status

SOURCE = Source("Ledgers", ("5", "6", "292"))
SALES, STAFF = AccountRange("3000", "3599"), AccountRange("5000", "6799")
NO_CODES = "The report names no account code."


def rows(sales: int, staff: int = -30_000) -> list[StatementRow]:
    return [
        StatementRow("Turnover", sales, (SALES,)),
        StatementRow("Staff <b>costs</b>", staff, (STAFF,)),
        StatementRow("Margin %", None),
        StatementRow("Result", sales + staff, (SALES, STAFF)),
    ]


@pytest.fixture
def told(shelf):
    """Have the source tell its statement of 2025, and perhaps its accounts, and judge the books by them."""
    shelf.store(
        receipt("1", date(2025, 3, 10), ("1910", 140_000), ("3000", -140_000)),
        receipt("2", date(2025, 3, 15), ("5000", 30_000), ("1910", -30_000), type="SALARY", private=True),
        covered=(YEAR,),
    )

    def told(statement, totals: dict[str, int] | None = None):
        listed = None if totals is None else [AccountTotal(*each) for each in totals.items()]
        result = statement[-1].amount
        with shelf.open() as db:
            answer = Answer(YEAR, listed, "" if listed else NO_CODES, result, statement)
            proofs.keep(db, shelf.book_id, None, answer, YEAR.end)
            proofs.judge(db, shelf.book_id, None, SOURCE, YEAR.end)

    return told


def text_of(answer) -> str:
    return " ".join(unescape(answer.text).split())


def table(page: str, name: str) -> str:
    return page.partition(f'<caption class="visually-hidden">{name}')[2].partition("</table>")[0]


DIFFERING = "Rows of the accounting system's own income statement that differ"


def test_rows_that_agree_are_counted_and_what_cannot_be_compared_is_named(reader, told):
    told(rows(140_000), {"1910": 110_000, "3000": -140_000, "5000": 30_000})
    page = reader.get("/analytics/proof")
    assert "3 rows of the accounting system's own income statement agree." in text_of(page)
    assert "1 row cannot be compared, for it cannot be read what it sums up: Margin %." in text_of(page)
    assert DIFFERING not in page.text
    assert "Staff &lt;b&gt;costs&lt;/b&gt;" in page.text
    assert "<b>costs" not in page.text


def test_a_statement_that_is_laid_out_in_another_way_is_told_quietly(reader, told):
    told(
        [StatementRow("Sales of goods", 90_000, (SALES,)), *rows(140_000)],
        {"1910": 110_000, "3000": -140_000, "5000": 30_000},
    )
    page = reader.get("/analytics/proof")
    assert "laid out in another way: Sales of goods." in text_of(page)
    assert DIFFERING not in page.text
    assert status(reader.get("/content", query_string=VIEW).text) == "proved"


def test_rows_that_differ_are_listed_with_both_figures(reader, told):
    told(rows(145_000))
    page = reader.get("/analytics/proof")
    listed = " ".join(table(page.text, DIFFERING).split())
    assert all(each in listed for each in ("Turnover", "1,400.00", "1,450.00", "−50.00", "Result"))
    assert "Staff" not in listed
    assert f"Single accounts could not be compared: {NO_CODES}" in text_of(page)
    assert "Compare the accounts of these rows" in text_of(page)


def test_a_report_whose_rows_differ_says_which_by_how_much_and_why(reader, told):
    told(rows(145_000))
    answer = reader.get("/reports/income-statement", query_string=VIEW)
    assert status(answer.text) == "differs"
    said = text_of(answer)
    assert "Rows “Turnover”, “Result” are not as in the accounting system's own income statement." in said
    assert "The largest difference is 50.00." in said
    assert "Most likely" in said


def test_a_report_that_cannot_be_proved_says_which_rows_agree(reader, told):
    told(rows(140_000))
    answer = reader.get("/reports/income-statement", query_string=VIEW)
    assert status(answer.text) == "not_provable"
    assert f"{NO_CODES} 3 rows of the accounting system's own" in text_of(answer)


@pytest.mark.parametrize("may", [True, False])
def test_a_row_that_may_tell_a_single_salary_is_for_payroll_detail(reader, told, shelf, may):
    with shelf.open() as db:
        db.execute(update(Membership).values(payroll_detail=may))
    told(rows(140_000, -37_000))
    page = reader.get("/analytics/proof").text
    listed = table(page, DIFFERING)
    assert ("370.00" in page) is may
    assert ("1,030.00" in page) is may, "the result would tell it, too"
    assert ("with payroll detail only" in listed) is not may
    assert "70.00" not in reader.get("/content", query_string=VIEW).text or may
