"""What is written as whole rows is what XlsxWriter writes cell by cell."""

import io
from datetime import date
from unittest import mock

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from hub.reports.exports import Document, xlsx_of
from hub.reports.exports.sheet import RowSheet
from hub.reports.exports.workbook import _Sheet
from hub.sdk.reports import Cell, Kind, Row
from tests.hub.reports.exports.making import document, documents, row

TEXTS = st.text(alphabet="ab &<>\"'_x0041\xa0\u2003\u200bäÅ北😀=+", max_size=9) | st.sampled_from(
    ["<r>a</r>", "_x0041_"]
)


def sheet_of(whole: Document) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(xlsx_of(whole))).active


def slowly(whole: Document) -> Worksheet:
    """Let XlsxWriter write every cell."""
    with mock.patch.object(_Sheet, "_plain_cells", return_value=[]):
        return sheet_of(whole)


def told(sheet: Worksheet) -> list[object]:
    """Say everything that a reader sees of a sheet."""
    cells = [
        (cell.value, cell.data_type, cell.number_format, cell.font.b, cell.alignment.indent, cell.alignment.horizontal)
        for line in sheet.rows
        for cell in line
    ]
    levels = [sheet.row_dimensions[line].outlineLevel for line in range(1, sheet.max_row + 1)]
    return [sheet.dimensions, sheet.sheet_format.outlineLevelRow, levels, *cells]


@given(whole=documents())
def test_any_report_is_written_the_same(whole: Document):
    assert told(sheet_of(whole)) == told(slowly(whole))


@settings(max_examples=60)
@given(st.lists(st.tuples(TEXTS, TEXTS, st.integers(-(10**14), 10**14), st.integers(0, 9), st.sampled_from(Kind))))
def test_plain_rows_and_others_stand_among_each_other(made):
    rows = [row(label, amount, None, text=text, kind=kind, level=level) for label, text, amount, level, kind in made]
    whole = document(*rows)
    assert told(sheet_of(whole)) == told(slowly(whole))


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date.max])
def test_every_day_is_counted_as_excel_does(day: date):
    whole = document(Row("1", "A", (Cell(1), Cell(text="a day", day=day), Cell(text="b")), Kind.LINE))
    assert told(sheet_of(whole)) == told(slowly(whole))


def test_only_what_is_not_plain_is_written_cell_by_cell():
    with mock.patch.object(RowSheet, "write_number", autospec=True) as cell_by_cell:
        sheet_of(document(row("Turnover", 1, 2, text="net"), row("Bed & breakfast", 3, 4)))
    assert [call.args[3] for call in cell_by_cell.call_args_list] == [0.03, 0.04]
