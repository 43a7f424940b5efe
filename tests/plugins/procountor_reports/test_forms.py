"""Every form of a statement shows the same books: shorter ones fold lines together and move none."""

from datetime import date
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.sdk.accounting import Receipt
from hub.sdk.reports import Kind, ReportTable
from plugins.procountor.reports.forms import BALANCE_FORMS, INCOME_FORMS
from plugins.procountor.sandbox.books.golden import golden_book
from plugins.procountor.sandbox.books.worked import worked_example
from tests.hub.ledger.making import Shelf, receipt, year
from tests.plugins.procountor_reports.any_books import SLOW, TODAY, YEARS, books, check_drills, check_parts, filled
from tests.plugins.procountor_reports.filling import ALL_TIME, COMPANY, cells, fill, report

FORMS = {
    "income-statement": [each.key for each in INCOME_FORMS],
    "balance-sheet": [each.key for each in BALANCE_FORMS],
}
MICRO = [
    "gross-profit",
    "staff",
    "depreciation",
    "other-expenses",
    "operating-profit",
    "financial",
    "profit-before-appropriations",
    "appropriations",
    "income-taxes",
    "other-taxes",
    "result",
]
"""The lines of a micro undertaking's income statement (Decree 1753/2015), top to bottom."""


def figures(table: ReportTable) -> dict[str, list[int | None]]:
    return {row.key: [cell.amount for cell in row.cells] for row in table.rows if row.kind is not Kind.HEADING}


@SLOW
@given(book=books(), accounts=st.booleans())
def test_what_two_forms_show_is_the_same_and_subtotals_are_the_sum_of_their_parts(
    db: ModuleType, book: tuple[list[Receipt], bool], accounts: bool
):
    with filled(db, book).read(today=TODAY) as reader:
        for key, (full, *shorter) in FORMS.items():
            whole = report(reader, key, YEARS[0].start, YEARS[2].end, form=full, accounts=accounts)
            for form in shorter:
                table = report(reader, key, YEARS[0].start, YEARS[2].end, form=form, accounts=accounts)
                check_parts(table)
                shown = figures(table)
                gross = shown.pop("gross-profit", None)
                assert shown.items() <= figures(whole).items()
                if gross:
                    lines = (
                        "turnover",
                        "product-stock-variation",
                        "own-work",
                        "other-income",
                        "materials-and-services",
                    )
                    assert gross == [
                        sum(column) for column in zip(*(cells(whole, each) for each in lines), strict=True)
                    ]
                assert cells(table, table.rows[-1].key) == cells(whole, whole.rows[-1].key)


@SLOW
@given(book=books())
def test_both_sides_of_the_abbreviated_balance_sheet_are_equal(db: ModuleType, book: tuple[list[Receipt], bool]):
    with filled(db, book).read(today=TODAY) as reader:
        for each in YEARS:
            table = report(reader, "balance-sheet", each.start, each.end, form="abbreviated")
            assert cells(table, "assets") == cells(table, "liabilities")


@SLOW
@given(book=books())
def test_shorter_forms_hide_no_account_without_a_line_and_nothing_that_is_in_doubt(
    db: ModuleType, book: tuple[list[Receipt], bool]
):
    never = (Kind.UNMAPPED, Kind.CLEARING, Kind.UNBALANCED)
    with filled(db, book).read(today=TODAY) as reader:
        for key, (full, *shorter) in FORMS.items():
            whole = report(reader, key, YEARS[2].start, YEARS[2].end, form=full)
            for form in shorter:
                table = report(reader, key, YEARS[2].start, YEARS[2].end, form=form)
                assert {row.key for row in table.rows if row.kind in never} == {
                    row.key for row in whole.rows if row.kind in never
                }
                assert table.notes == whole.notes
                check_drills(reader, table)


def test_a_micro_undertaking_s_lines_are_those_of_the_decree(shelf: Shelf):
    day = date(2025, 3, 1)
    results = ["3000", "3620", "3650", "4000", "4460", "5000", "6150", "6810", "7680"]
    codes = [*results, "9160", "9460", "9850", "9900", "9985"]
    rows = [(code, 100) for code in codes]
    shelf.store(
        receipt("1", day, *rows, ("1910", -100 * len(rows))),
        fiscal_years=(year(date(2025, 1, 1), date(2025, 12, 31)),),
        covered=(ALL_TIME,),
    )
    with shelf.read(today=day) as reader:
        table = report(reader, "income-statement", day, day, form="micro")
    assert [row.key for row in table.rows if row.kind is not Kind.UNMAPPED] == MICRO
    assert table.title == "Profit and loss, micro undertaking"


def test_the_golden_book_in_its_abbreviated_form(shelf: Shelf):
    fill(shelf, golden_book(COMPANY))
    with shelf.read(today=date(2021, 12, 31)) as reader:
        table = report(
            reader, "balance-sheet", date(2021, 1, 1), date(2021, 12, 31), by_month=False, form="abbreviated"
        )
    assert [(row.key, row.cells[0].amount) for row in table.rows if row.kind is not Kind.HEADING] == [
        ("current-assets", 1599000),
        ("cash", 1599000),
        ("assets", 1599000),
        ("equity", 249194),
        ("capital", 250000),
        ("result-of-year", -806),
        ("creditors", 1349806),
        ("long-term-creditors", 1350000),
        ("short-term-creditors", -194),
        ("liabilities", 1599000),
    ]


def test_vat_that_is_not_summarised_stays_a_row_of_its_own_when_its_group_is_folded(shelf: Shelf):
    fill(shelf, worked_example(COMPANY, summaries=()))
    with shelf.read(today=date(2024, 11, 30)) as reader:
        table = report(reader, "balance-sheet", date(2024, 11, 1), date(2024, 11, 30), form="abbreviated")
    folded, clearing = (row for row in table.rows if row.key in ("short-term-creditors", "vat-clearing-credit"))
    assert (clearing.cells[0].amount, clearing.level) == (76500, folded.level + 1)


@pytest.mark.parametrize(
    ("language", "title"),
    [("fi", "Tase, lyhennetty"), ("sv", "Balansräkning, förkortad"), ("en", "Balance sheet, abbreviated")],
)
def test_a_shorter_form_says_so_in_its_title(shelf: Shelf, language: str, title: str):
    with shelf.read(today=TODAY) as reader:
        made = report(reader, "balance-sheet", TODAY, TODAY, form="abbreviated", language=language)
        assert made.title == title
        assert report(reader, "balance-sheet", TODAY, TODAY, form="full", language=language).title in title.split(",")
