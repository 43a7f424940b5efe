import csv
import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given

from hub.reports.exports import Document, csv_of
from hub.reports.exports.cells import FORMULA_STARTS
from hub.reports.exports.csv_file import FINNISH, PLAIN
from hub.sdk.reports import Cell, Column, Row
from tests.hub.reports.exports.making import NOTE, document, documents, row

PROOF = "Proved: Every account equals Procountor's own totals."


def read(body: bytes, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=separator))


def test_csv_carries_exact_decimals_blank_cells_notes_and_the_proof():
    assert read(csv_of(document(row("Turnover", 123456789, -5), row("Costs", None, 0)))) == [
        ["", "Jan 2026", "Feb 2026", "Note"],
        ["Turnover", "1234567.89", "-0.05", ""],
        ["Costs", "", "0.00", ""],
        [],
        [NOTE],
        [PROOF],
    ]


def test_finnish_csv_has_semicolons_decimal_commas_dates_with_points_and_a_byte_order_mark():
    columns = (Column("date", "Date", "date"), Column("debit", "Debit"))
    day = Row("1", "Sale; cash", (Cell(text="5 Mar 2026", day=date(2026, 3, 5)), Cell(-123456789)))
    body = csv_of(document(day, columns=columns), FINNISH)
    assert body.startswith(b"\xef\xbb\xbf")
    assert body.decode("utf-8-sig").splitlines()[:2] == [";Date;Debit", '"Sale; cash";05.03.2026;-1234567,89']


def test_v1_2_10_a_text_that_starts_like_a_formula_stays_a_text():
    lines = read(csv_of(document(row('=HYPERLINK("http://evil")', 1, 2, text=" @cmd"))))
    assert lines[1][0] == '\'=HYPERLINK("http://evil")'
    assert lines[1][3] == "' @cmd"


@pytest.mark.parametrize("form", [PLAIN, FINNISH], ids=["plain", "fi"])
@given(whole=documents())
def test_amounts_read_back_to_the_cent_and_no_text_is_a_formula(form, whole: Document):
    lines = read(csv_of(whole, form), form.separator)
    for line, each in zip(lines[1:], whole.table.rows, strict=False):
        for written, cell, column in zip(line[1:], each.cells, whole.table.columns, strict=True):
            if cell.amount is not None:
                assert Decimal(written.replace(form.decimal, ".")) * 100 == cell.amount
            elif column.kind == "date" and form.day:
                assert datetime.strptime(written, form.day).date() == cell.day
            else:
                assert not written.lstrip().startswith(FORMULA_STARTS)
        assert not line[0].lstrip().startswith(FORMULA_STARTS)
    assert len(lines) == len(whole.table.rows) + 5


def test_a_file_is_named_after_company_report_and_months():
    named = document(company=document().company.__class__("1", "A/B “Oy” ../x"))
    assert named.file_name("csv") == "A-B-Oy-x-Profit-and-loss-2026-01-2026-02.csv"
