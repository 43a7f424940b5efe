import csv
import io
from datetime import date

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from hub.reports import exports
from hub.reports.formatting import Formatter
from hub.sdk.accounting import Period
from hub.sdk.reports import Cell, Column, Kind, ReportTable, Row

PERIOD = Period(date(2026, 1, 1), date(2026, 2, 28))
COLUMNS = (Column("2026-01", "Jan 2026"), Column("2026-02", "Feb 2026"), Column("note", "Note", "text"))


def table(*rows: Row) -> ReportTable:
    return ReportTable("Profit and loss", PERIOD, COLUMNS, rows, notes=("VAT of February is not summarised.",))


def row(label: str, *amounts: int | None, text: str = "", kind: Kind = Kind.LINE, level: int = 0) -> Row:
    return Row("key", label, (*(Cell(each) for each in amounts), Cell(text=text)), kind, level)


def read_csv(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def test_csv_carries_exact_decimals_and_blank_cells():
    lines = read_csv(exports.csv_of(table(row("Turnover", 123456789, -5), row("Costs", None, 0))))
    assert lines == [
        ["", "Jan 2026", "Feb 2026", "Note"],
        ["Turnover", "1234567.89", "-0.05", ""],
        ["Costs", "", "0.00", ""],
        [],
        ["VAT of February is not summarised."],
    ]


def test_v1_2_10_a_text_that_starts_like_a_formula_stays_a_text():
    lines = read_csv(exports.csv_of(table(row('=HYPERLINK("http://evil")', 1, 2, text="@cmd"))))
    assert lines[1][0] == '\'=HYPERLINK("http://evil")'
    assert lines[1][3] == "'@cmd"
    book = openpyxl.load_workbook(
        io.BytesIO(exports.xlsx_of(table(row("=1+1", 1, 2, text="=2+2")), "=3+3 Oy", "en")), data_only=False
    )
    cells = [cell for line in book.active.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}


def test_a_workbook_has_numbers_a_frozen_head_and_the_notes():
    book = openpyxl.load_workbook(
        io.BytesIO(exports.xlsx_of(table(row("Turnover", 123456, -7, kind=Kind.TOTAL)), "Käpylän Leipä Oy", "en"))
    )
    sheet = book.active
    assert sheet.title == "Profit and loss"
    assert sheet["A1"].value == "Käpylän Leipä Oy"
    assert sheet["A2"].value == "Profit and loss, 1 Jan 2026 – 28 Feb 2026", "as the page writes it"
    assert sheet["A3"].value == "VAT of February is not summarised."
    assert [cell.value for cell in sheet[6]][:3] == ["Turnover", 1234.56, -0.07]
    assert sheet["B6"].font.bold
    assert sheet.freeze_panes == "B6"


def test_a_file_is_named_after_company_report_and_months():
    name = exports.file_name(table(), "A/B “Oy” ../x", "csv")
    assert name == "A-B-Oy-x-Profit-and-loss-2026-01-2026-02.csv"


@given(st.integers(-(10**15), 10**15), st.sampled_from(["en", "fi", "sv"]))
def test_a_written_amount_reads_back_to_the_cent(amount, locale):
    symbols = Formatter(locale)
    written = symbols.money(amount)
    digits = "".join(each for each in written if each.isdigit())
    assert int(digits) == abs(amount)
    assert written.startswith("−") == (amount < 0)
