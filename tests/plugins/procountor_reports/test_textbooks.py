"""Known books give their known figures, line by line and month by month."""

from datetime import date

import pytest

from hub.ledger.reader import BookReader
from hub.sdk.accounting import Period
from hub.sdk.reports import Kind
from plugins.procountor.sandbox.books.golden import golden_book
from plugins.procountor.sandbox.books.worked import DECEMBER, NOVEMBER, worked_example
from tests.hub.ledger.making import Shelf
from tests.plugins.procountor_reports.filling import COMPANY, cells, fill, last, report

NOV, DEC, JAN = date(2024, 11, 30), date(2024, 12, 31), date(2025, 1, 31)


@pytest.mark.parametrize("net", [False, True])
def test_the_golden_book_gives_every_figure(shelf: Shelf, net: bool):
    fill(shelf, golden_book(COMPANY, net=net))
    with shelf.read(today=date(2021, 12, 31)) as reader:
        income = last(report(reader, "income-statement", date(2021, 1, 1), date(2021, 12, 31)))
        assert (income["turnover"], income["other-expenses"], income["result"]) == (24194, -25000, -806)
        assert (income["operating-profit"], income["profit-before-appropriations"]) == (-806, -806)
        balance = last(report(reader, "balance-sheet", date(2021, 1, 1), date(2021, 12, 31), accounts=True))
        assert (balance["cash"], balance["assets"], balance["liabilities"]) == (1599000, 1599000, 1599000)
        assert (balance["capital"], balance["equity"], balance["result-of-year"]) == (250000, 249194, -806)
        assert balance["long-term-bank-loans"] == 1350000
        assert (balance["short-term-other-creditors"], balance["creditors"]) == (-194, 1349806)
        assert {code: balance[f"account:{code}"] for code in ("29391", "29392")} == {"29391": 5806, "29392": -6000}
        trial = report(reader, "trial-balance", date(2021, 1, 1), date(2021, 12, 31))
        closing = {row.key.removeprefix("account:"): row.cells[3].amount for row in trial.rows}
        assert closing.pop("~vat", 0) == closing.pop("total") == 0
        assert closing == {
            "1900": 1599000,
            "2001": -250000,
            "2621": -750000,
            "2622": -600000,
            "29391": -5806,
            "29392": 6000,
            "3000": -8065,
            "3010": -16129,
            "7680": 25000,
        }


def worked(reader: BookReader, at: date) -> tuple[int, int, int, int]:
    """Assets; equity and creditors without the clearing; result of the year; the clearing, credit positive."""
    balance = last(report(reader, "balance-sheet", at.replace(day=1), at))
    clearing = balance.get("vat-clearing-credit", 0) - balance.get("vat-clearing-debit", 0)
    assert balance["assets"] == balance["liabilities"]
    return balance["assets"], balance["liabilities"] - clearing, balance.get("result-of-year", 0), clearing


def drill_to_rows(reader: BookReader, at: date) -> dict[str, int]:
    """Split the clearing balance by the row that bears the VAT."""
    months: dict[str, int] = {}
    for line in reader.lines("~vat", report(reader, "balance-sheet", at, at).columns[-1].period):
        shown = reader.receipt(line.receipt_id or "")
        assert shown is not None
        account = next(each.account for each in shown.lines if each.account in ("3000", "8450"))
        months[account] = months.get(account, 0) + line.amount
    return months


def test_the_worked_example_before_november_s_summary(shelf: Shelf):
    fill(shelf, worked_example(COMPANY, summaries=()))
    with shelf.read(today=NOV) as reader:
        assert worked(reader, NOV) == (1357480, 1280980, 59860, 76500)
        assert drill_to_rows(reader, NOV) == {"3000": -102000, "8450": 25500}
        assert reader.clearing_by_month(NOV) == {NOVEMBER: -76500}


def test_the_worked_example_after_november_s_summary(shelf: Shelf):
    fill(shelf, worked_example(COMPANY, summaries=(NOVEMBER,)))
    with shelf.read(today=JAN) as reader:
        assert worked(reader, NOV) == (1357480, 1357480, 59860, 0)
        assert worked(reader, DEC) == (1357480, 1331980, 159860, 25500)
        assert worked(reader, JAN) == (1237240, 1211740, 0, 25500)
        january = report(reader, "balance-sheet", date(2025, 1, 1), JAN)
        assert cells(january, "retained-earnings") == [159860]
        assert reader.clearing_by_month(JAN) == {DECEMBER: -25500}
        assert " ".join(january.notes).count("255.00 credit") == 1, "the finding splits the row by month"


def test_the_row_of_an_earlier_day_is_split_by_month_as_it_was_then(shelf: Shelf):
    fill(shelf, worked_example(COMPANY, summaries=()))
    with shelf.read(today=JAN) as reader:
        november = " ".join(report(reader, "balance-sheet", date(2024, 11, 1), NOV).notes)
        assert "VAT that no VAT summary has booked yet, by month: Nov 2024 765.00 credit." in november
        december = " ".join(report(reader, "balance-sheet", date(2024, 11, 1), DEC).notes)
        assert "by month" not in december, "it is as it is today, which the findings tell"
        assert december.count("765.00 credit") == december.count("255.00 credit") == 1


def test_nothing_is_said_of_summaries_while_they_may_be_unread(shelf: Shelf):
    fill(shelf, worked_example(COMPANY, summaries=()), covered=Period(date(2024, 10, 1), date(2024, 10, 31)))
    with shelf.read(today=JAN) as reader:
        assert "summar" not in " ".join(report(reader, "balance-sheet", date(2024, 11, 1), NOV).notes)


def test_the_worked_example_when_all_is_summarised(shelf: Shelf):
    fill(shelf, worked_example(COMPANY, summaries=(NOVEMBER, DECEMBER)))
    with shelf.read(today=JAN) as reader:
        assert worked(reader, JAN) == (1237240, 1237240, 0, 0)
        assert reader.clearing_by_month(JAN) == {}
        assert [each.code for each in reader.findings()] == []


def test_the_profit_and_loss_is_the_same_before_and_after_the_summary(shelf: Shelf):
    fill(shelf, worked_example(COMPANY, summaries=()))
    with shelf.read(today=JAN) as reader:
        before = report(reader, "income-statement", date(2024, 11, 1), DEC)
    fill(shelf, worked_example(COMPANY, summaries=(NOVEMBER, DECEMBER)))
    with shelf.read(today=JAN) as reader:
        after = report(reader, "income-statement", date(2024, 11, 1), DEC)
    assert before.rows == after.rows
    assert cells(after, "result") == [59860, 100000, 159860]


def test_an_outdated_summary_is_told_by_how_much(shelf: Shelf):
    fill(shelf, worked_example(COMPANY, summaries=(NOVEMBER,), outdated_summary=True))
    with shelf.read(today=date(2025, 1, 10)) as reader:
        found = {each.code: each.title for each in reader.findings()}
        assert found["vat_outdated"] == "The VAT summary is out of date: November 2024 25.50 debit."
        assert "December 2024 255.00 credit" in found["vat_not_due"]


def test_vat_that_is_claimed_back_stands_among_the_debtors(shelf: Shelf):
    fill(shelf, worked_example(COMPANY, summaries=(NOVEMBER,), outdated_summary=True))
    with shelf.read(today=NOV) as reader:
        table = report(reader, "balance-sheet", date(2024, 11, 1), NOV)
        [row] = [row for row in table.rows if row.kind is Kind.CLEARING]
        assert (row.key, row.cells[0].amount) == ("vat-clearing-debit", 2550)
        parent = next(each for each in table.rows if row.key in each.parts)
        assert parent.key == "short-term-debtors"


@pytest.mark.parametrize("deduction", ["row", "cost"])
def test_partial_deduction_clears_in_both_its_forms(shelf: Shelf, deduction: str):
    fill(shelf, worked_example(COMPANY, summaries=(NOVEMBER, DECEMBER), deduction=deduction))  # type: ignore[arg-type]
    with shelf.read(today=JAN) as reader:
        assets, liabilities, result, clearing = worked(reader, DEC)
        assert (assets - liabilities, clearing) == (0, 0)
        assert result == 159860 - 12750


def test_payment_based_vat_stands_under_the_month_of_its_payment(shelf: Shelf):
    fill(shelf, worked_example(COMPANY, summaries=(), payment_based=True))
    with shelf.read(today=JAN) as reader:
        assert worked(reader, NOV)[3] == 76500
        assert reader.clearing_by_month(NOV) == {DECEMBER: -76500}


def test_a_closed_year_s_opening_receipt_names_the_line_of_the_old_result(shelf: Shelf):
    fill(shelf, worked_example(COMPANY, summaries=(NOVEMBER, DECEMBER), year_closed=True))
    with shelf.read(today=JAN) as reader:
        assert worked(reader, JAN) == (1237240, 1237240, 0, 0)
        january = last(report(reader, "balance-sheet", date(2025, 1, 1), JAN, accounts=True))
        assert january["account:2251"] == 159860
        assert reader.findings() == []


def test_a_hidden_salary_leaves_both_sides_equal(shelf: Shelf):
    book = worked_example(COMPANY, summaries=(NOVEMBER,))
    without = type(book)(
        **{
            **{name: getattr(book, name) for name in book.__slots__},
            "receipts": tuple(each for each in book.receipts if each.type != "SALARY"),
        }
    )
    fill(shelf, without)
    with shelf.read(today=NOV) as reader:
        assets, liabilities, result, _ = worked(reader, NOV)
        assert (assets - liabilities, result) == (0, 300000)
        accounts = last(report(reader, "balance-sheet", date(2024, 11, 1), NOV, accounts=True))
        assert accounts["account:2880"] == -19020
