import io
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from pypdf import PageObject, PdfReader

from hub.reports.exports import Document, pdf_of
from hub.sdk.reports import Cell, Column, Figure, Kind, Row
from tests.hub.reports.exports.making import NOTE, PROVED, document, documents, row, statement


def pages_of(whole: Document) -> list[PageObject]:
    return list(PdfReader(io.BytesIO(pdf_of(whole))).pages)


def texts_of(whole: Document) -> list[str]:
    """Read every page, each piece of it on a line of its own; spaces that do not break read as spaces."""
    return ["\n".join(map(str.strip, page.extract_text().splitlines())) for page in pages_of(whole)]


def money(whole: Document, amount: int) -> str:
    return whole.figures.money(amount).replace("\u00a0", " ")


def is_upright(page: PageObject) -> bool:
    return page.mediabox.height > page.mediabox.width


def ledger(lines: int, name: str = "Sale") -> Document:
    """Make a general ledger of two accounts."""
    columns = (
        Column("date", "Date", "date"),
        Column("receipt", "Receipt", "text"),
        Column("debit", "Debit"),
        Column("balance", "Balance"),
    )
    rows: list[Row] = []
    for account in ("1910 Bank", "3000 Sales"):
        rows.append(Row(account, account, (Cell(),) * 4, Kind.HEADING))
        for number in range(lines):
            day = Cell(text="5 Mar 2026", day=date(2026, 3, 5))
            cells = (day, Cell(text=f"R{number}"), Cell(100 + number), Cell(number))
            rows.append(Row(f"{account}:{number}", f"{name} {number}", cells, level=1))
        closing = (Cell(), Cell(), Cell(lines), Cell(lines))
        rows.append(Row(f"{account}:closing", "Closing", closing, Kind.SUBTOTAL, 1))
    return document(*rows, columns=columns, title="General ledger")


def test_paper_says_whose_report_it_is_of_when_and_how_far_it_can_be_relied_on():
    (said,) = texts_of(document(row("Turnover", 123456, -7)))
    for each in (
        "Käpylän Leipä Oy",
        "Business ID 1234567-1",
        "Profit and loss",
        "1 Jan 2026 – 28 Feb 2026",
        "Amounts in EUR",
        "Data as of 1 Mar 2026, 08:15",
        NOTE,
        f"Proved: {PROVED.sentence}",
        "1 / 1",
    ):
        assert each in said


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_amounts_are_written_as_the_reader_writes_them(language):
    whole = document(row("Pääoma å €", 123456789, -5), language=language)
    (said,) = texts_of(whole)
    assert f"{money(whole, 123456789)}\n{money(whole, -5)}" in said
    assert "Pääoma å €" in said
    assert "−0" in said


def test_a_name_in_letters_that_the_font_lacks_is_written_in_latin_ones():
    (said,) = texts_of(document(row("ООО Ромашка, Łódź", 1, 1), row("Ka\u0308pyla\u0308", 1, 1)))
    assert "OOO Romashka, Lódz" in said
    assert "Käpylä" in said.splitlines(), "letters that came as two pieces are one again"


@pytest.mark.parametrize(("months", "upright"), [(1, True), (12, False)])
def test_few_columns_stand_upright_and_a_year_of_months_with_its_total_across_on_one_sheet(months, upright):
    pages = pages_of(statement(months))
    assert len(pages) == 1
    assert is_upright(pages[0]) is upright
    sizes: list[float] = []
    pages[0].extract_text(visitor_text=lambda text, cm, tm, font, size: text.strip() and sizes.append(size))
    assert min(sizes) >= 6.5


def test_more_months_go_on_upon_further_sheets_a_year_on_each_with_the_rows_named_again():
    said = texts_of(statement(24))
    assert len(said) == 2
    for number, each in enumerate(said, start=1):
        assert [int(found) for found in re.findall(r"Month (\d+)", each)] == list(
            range(12 * number - 11, 12 * number + 1)
        )
        assert ("Total" in each) is (number == 2)
        assert each.count("RESULT") == each.count("Sales 2") == 1
        assert f"{number} / 2" in each


def test_every_page_has_the_heads_of_columns_its_number_and_the_account_that_goes_on():
    said = texts_of(ledger(150))
    assert len(said) > 3
    for number, each in enumerate(said, start=1):
        assert "Date\nReceipt\nDebit\nBalance" in each
        assert f"{number} / {len(said)}" in each
        assert "General ledger" in each
        assert "Käpylän Leipä Oy" in each
    assert "1910 Bank (continued)" in said[1]
    assert "3000 Sales (continued)" in said[-1]


def test_every_row_stands_on_one_page_and_none_is_lost():
    said = "\n".join(texts_of(ledger(200)))
    assert sorted(map(int, re.findall(r"^Sale (\d+)$", said, re.M))) == sorted([*range(200)] * 2)


@pytest.mark.parametrize("lines", range(38, 58))
def test_no_heading_is_left_behind_at_the_foot_of_a_page(lines):
    for each in texts_of(ledger(lines)):
        rows = [line for line in each.splitlines() if line.startswith(("Sale", "Closing", "1910", "3000"))]
        assert not rows[-1].startswith(("1910", "3000")) or "continued" in rows[-1]


def test_a_long_name_goes_on_in_the_next_line_and_is_not_cut():
    name = "Materiaalit ja palvelut sekä muut pitkän nimen saaneet erät vuodelta kaksituhattakaksikymmentäkuusi"
    (said,) = texts_of(document(row(name, 1, 2)))
    assert name in said.replace("\n", " ")


def test_many_notes_push_the_figures_on_and_none_is_lost():
    notes = tuple(f"Note {number} of the books." for number in range(150))
    said = texts_of(document(row("Turnover", 1, 2), notes=notes))
    assert len(said) > 1
    assert re.findall(r"Note (\d+) of", "\n".join(said)) == [str(number) for number in range(150)]
    assert "Turnover" in said[-1]


def test_key_figures_stand_in_the_head():
    figures = (Figure("cash", "Cash", Cell(-500), "31 Dec 2026"), Figure("ratio", "Equity ratio", Cell(text="40 %")))
    (said,) = texts_of(document(row("Turnover", 1, 2), figures=figures))
    assert "Cash\n−5.00\n31 Dec 2026\nEquity ratio\n40 %" in said


def test_a_report_without_rows_says_so():
    (said,) = texts_of(document())
    assert "Nothing was booked in this period." in said


def test_sums_are_bold_and_what_is_below_its_parts_has_a_rule_above():
    above = document(row("Sum", 3, 3, kind=Kind.SUBTOTAL), row("A", 3, 3))
    above = replace(
        above, table=replace(above.table, rows=(replace(above.table.rows[0], parts=("A",)), above.table.rows[1]))
    )
    below = replace(above, table=replace(above.table, rows=above.table.rows[::-1]))
    rules = [page.get_contents().get_data().count(b"\n.5 w") for whole in (above, below) for page in pages_of(whole)]
    assert rules == [0, 1]
    fonts: dict[str, str] = {}
    pages_of(below)[0].extract_text(
        visitor_text=lambda text, cm, tm, font, size: font and fonts.update({text.strip(): font["/BaseFont"]})
    )
    assert fonts["Sum"] == "/Helvetica-Bold"
    assert fonts["A"] == "/Helvetica"


@settings(max_examples=60)
@given(documents())
def test_paper_can_be_read_whatever_is_written_in_it(whole: Document):
    said = texts_of(whole)
    assert f"{len(said)} / {len(said)}" in said[-1]
    written = "".join(said).replace("\n", "")
    for each in whole.table.rows:
        for cell in each.cells:
            assert cell.amount is None or money(whole, cell.amount) in written
