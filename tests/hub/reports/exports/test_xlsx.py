import io
import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import partial

import openpyxl
import pytest
from hypothesis import given
from openpyxl.cell import Cell as SheetCell
from openpyxl.worksheet.worksheet import Worksheet

from hub.reports.exports import Document, workbook, xlsx_of
from hub.sdk.errors import UserFault
from hub.sdk.reports import Cell, Column, Kind, Row
from tests.hub.reports.exports.making import NOTE, PROVED, document, documents, row, statement

SUM = re.compile(r"=SUM\((.*)\)")


def opened(whole: Document, *, values: bool = False) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(xlsx_of(whole)), data_only=values).active


def top_of(sheet: Worksheet) -> int:
    """Find the line of the column heads: the first below which the sheet scrolls."""
    return openpyxl.utils.cell.coordinate_from_string(sheet.freeze_panes)[1] - 1


def computed(sheet: Worksheet, cell: SheetCell) -> int:
    """Compute a cell as a spreadsheet does, in cents."""
    if cell.data_type != "f":
        return round((cell.value or 0) * 100)
    inside = SUM.fullmatch(cell.value)
    assert inside, cell.value
    ranges = inside[1].split(",")
    return sum(computed(sheet, each) for found in ranges for (each,) in sheet[found])


def test_a_workbook_has_numbers_a_frozen_head_and_says_whose_and_of_when_it_is():
    sheet = opened(document(row("Turnover", 123456, -7, kind=Kind.TOTAL)))
    assert sheet.title == "Profit and loss"
    assert [cell.value for cell in sheet["A"]] == [
        "Käpylän Leipä Oy",
        "Profit and loss, 1 Jan 2026 – 28 Feb 2026",
        "Business ID 1234567-1",
        "Amounts in EUR",
        "Data as of 1 Mar 2026, 08:15",
        NOTE,
        f"Proved: {PROVED.sentence}",
        None,
        None,
        "Turnover",
    ]
    assert [cell.value for cell in sheet[10]][:3] == ["Turnover", 1234.56, -0.07]
    assert sheet["B10"].font.bold
    assert sheet.freeze_panes == "B10"


def test_a_workbook_is_ready_to_be_printed_and_its_rows_are_grouped():
    sheet = opened(statement(12))
    top = top_of(sheet)
    assert sheet.print_title_rows == f"${top}:${top}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    levels = [sheet.row_dimensions[top + number].outlineLevel for number in range(1, 10)]
    assert levels == [0, 1, 1, 1, 0, 1, 1, 1, 0]
    assert sheet.sheet_properties.outlinePr.summaryBelow is False


def test_dates_are_dates():
    columns = (Column("date", "Date", "date"),)
    days = [date(2026, 3, 5), date(1850, 1, 1)]
    sheet = opened(document(*(Row(str(day), "Sale", (Cell(text="a day", day=day),)) for day in days), columns=columns))
    modern, ancient = (sheet.cell(top_of(sheet) + number, 2) for number in (1, 2))
    assert modern.is_date
    assert modern.value.date() == days[0]
    assert ancient.value == "a day", "Excel knows no dates before 1900"


@pytest.mark.parametrize(
    ("unit", "ratio", "text", "shown"),
    [
        ("percent", Fraction(-1, 3), "−33.3 %", "0.0 %"),
        ("times", Fraction(3, 2), "1.50", "0.00"),
        ("days", Fraction(61, 2), "31", "0"),
    ],
)
def test_a_ratio_is_a_number_that_is_shown_in_its_unit(unit, ratio, text, shown):
    share = Row("share", "Share", (Cell(1), Cell(), Cell(text=text, ratio=ratio, unit=unit)))
    sheet = opened(document(share))
    cell = sheet.cell(sheet.max_row, 4)
    assert isinstance(cell.value, float)
    assert cell.value == pytest.approx(float(ratio))
    assert cell.number_format == shown


def test_subtotals_are_formulas_over_the_cells_they_sum():
    whole = statement(2)
    sheet = opened(whole)
    first = top_of(sheet) + 1
    assert sheet.cell(first, 2).value == f"=SUM(B{first + 1}:B{first + 3})"
    assert sheet.cell(first + 8, 4).value == f"=SUM(D{first}:D{first},D{first + 4}:D{first + 4})"


PARTS = {
    "a part that is not shown": ("a", "hidden"),
    "parts that do not add up": ("a",),
    "the row itself": ("sum", "a", "b"),
    "a part named twice": ("a", "b", "b"),
}


@pytest.mark.parametrize("parts", PARTS.values(), ids=PARTS)
def test_a_figure_whose_parts_do_not_make_it_stays_a_number(parts):
    rows = [Row("a", "A", (Cell(100),)), Row("b", "B", (Cell(-30),)), Row("sum", "Sum", (Cell(70),), parts=parts)]
    sheet = opened(document(*rows, columns=(Column("c", "C"),)))
    cell = sheet.cell(top_of(sheet) + 3, 2)
    assert (cell.data_type, cell.value) == ("n", 0.70)


def test_rows_that_sum_each_other_stay_numbers():
    rows = [Row("a", "A", (Cell(0),), parts=("b",)), Row("b", "B", (Cell(0),), parts=("a",))]
    sheet = opened(document(*rows, columns=(Column("c", "C"),)))
    assert {sheet.cell(top_of(sheet) + number, 2).data_type for number in (1, 2)} == {"n"}


def assert_every_formula_computes_to_what_is_shown(whole: Document) -> int:
    """Compute every amount of a workbook; gives how many are formulas."""
    formulas, kept = opened(whole), opened(whole, values=True)
    first, found = top_of(formulas) + 1, 0
    for line, each in enumerate(whole.table.rows, start=first):
        for column, cell in enumerate(each.cells, start=2):
            written = formulas.cell(line, column)
            if cell.amount is not None:
                assert computed(formulas, written) == cell.amount
                assert round(kept.cell(line, column).value * 100) == cell.amount
                found += written.data_type == "f"
            else:
                assert written.data_type in ("s", "n", "d")
    return found


@pytest.mark.parametrize("months", [1, 12, 30])
def test_every_formula_of_a_statement_computes_to_the_figure_that_is_shown(months):
    assert assert_every_formula_computes_to_what_is_shown(statement(months)) == 3 * (months + 1)


@given(documents())
def test_a_workbook_opens_whatever_is_written_in_it(whole: Document):
    exact = partial(_within_what_a_spreadsheet_counts_exactly, most=10**13)
    assert_every_formula_computes_to_what_is_shown(exact(whole))
    heads = [cell for line in opened(whole).iter_rows(max_col=1) for cell in line if cell.value is not None]
    assert {cell.data_type for cell in heads} <= {"s"}


def _within_what_a_spreadsheet_counts_exactly(whole: Document, most: int) -> Document:
    rows = (replace(row, cells=tuple(_small(cell, most) for cell in row.cells)) for row in whole.table.rows)
    return replace(whole, table=replace(whole.table, rows=tuple(rows)))


def _small(cell: Cell, most: int) -> Cell:
    return cell if cell.amount is None else replace(cell, amount=cell.amount % most)


def test_a_report_that_is_longer_than_a_workbook_is_refused_rather_than_cut(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 12)
    xlsx_of(document(row("A", 1, 1)))
    with pytest.raises(UserFault, match="Choose a shorter period, or take the CSV file"):
        xlsx_of(document(*[row("A", 1, 1)] * 6))
