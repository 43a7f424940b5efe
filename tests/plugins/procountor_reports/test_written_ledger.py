"""A ledger whose rows the database writes is, byte for byte, the one that is built row by row."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from types import ModuleType
from uuid import uuid4

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from hub.ledger.reader import BookReader
from hub.reports import service
from hub.reports.exports import csv_of, xlsx_of
from hub.reports.exports.cells import FORMULA_STARTS
from hub.reports.exports.csv_file import FINNISH, PLAIN, Form
from hub.reports.exports.document import Document, Unread
from hub.reports.view import View
from hub.sdk.accounting import Account, Entry, Layer, Period, Receipt
from hub.sdk.refs import BookRef
from hub.web.speaking import speaking
from plugins.procountor.reports.general_ledger import GeneralLedger
from tests.hub.ledger.making import Shelf, receipt, year
from tests.hub.reports.exports.making import document
from tests.plugins.procountor_reports.any_books import DIMENSIONS, TODAY, YEARS, books, filled
from tests.plugins.procountor_reports.known_books import REF, KnownBook

ACCOUNTS = ["1910", "3000", "5000"]
TWO_YEARS = year(date(2025, 1, 1), date(2026, 3, 11), 1), year(date(2026, 3, 12), date(2026, 12, 31), 2)
"""A year that ends within a month: pay of that month is shown on two days."""
ODD = "=+-@'\"\\,;.|%$ \t\r\n\v\x01\x1c\x7f\x85\xa0\u1680\u2003\u2028\u200b\u202e\u3000\ufeff\ufffe\uffff–aÄ北😀"
TEXTS = st.text(alphabet=ODD, max_size=8) | st.sampled_from(
    [
        '=HYPERLINK("http://evil")',
        "  +1+1",
        "\t@cmd",
        "\u3000-2+3",
        "\\.",
        "\\N",
        "NULL",
        "%(tenant)s",
        "two\nlines",
        "",
    ]
)
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LANGUAGES, FORMS = st.sampled_from(["fi", "sv", "en"]), st.sampled_from([PLAIN, FINNISH])


@st.composite
def receipts(draw: st.DrawFn) -> list[Receipt]:
    """Think up receipts, some of them pay, whose every text is chosen by somebody who means ill."""
    found = []
    for number in range(draw(st.integers(0, 12))):
        day = date(2026, 1, 20) + timedelta(days=draw(st.integers(0, 80)))
        account, amount, text = draw(st.sampled_from(ACCOUNTS[1:])), draw(st.integers(-(10**12), 10**12)), draw(TEXTS)
        rows = Entry(1, account, amount, day, text=text), Entry(2, "1910", -amount, day, text=draw(TEXTS))
        names = {"name": draw(TEXTS | st.just(text)), "number": draw(TEXTS), "type": draw(TEXTS)}
        layer = draw(st.sampled_from([Layer.MOVEMENT] * 4 + [Layer.PENDING]))
        found.append(
            receipt(
                f"r{number}", day, *rows, Entry(3, account, 0, day), private=draw(st.booleans()), layer=layer, **names
            )
        )
    return found


def both(reader: BookReader, period: Period, layers: tuple[Layer, ...], language: str) -> tuple[Document, Document]:
    """Build a ledger row by row, and with its rows left to be read."""
    shown = View(reader.fiscal_year_of(period.end), period, pending=Layer.PENDING in layers)
    made = [
        service.build(GeneralLedger(), reader, shown, language=language, extra={}, listed=listed)
        for listed in ("", "ledger")
    ]
    assert made[1].listing is not None
    assert made[1].rows == ()
    empty = document(language=language)
    return replace(empty, table=made[0]), replace(empty, table=made[1], unread=Unread(made[1].listing, reader))


def check_equal(reader: BookReader, period: Period, layers: tuple[Layer, ...], language: str, form: Form) -> bytes:
    with speaking(language):
        built, left = both(reader, period, layers, language)
        body = csv_of(left, form)
        assert body == csv_of(built, form)
        assert list(left.rows()) == list(built.rows())
    return body


@SLOW
@given(
    book=receipts(),
    name=TEXTS,
    late=st.booleans(),
    detail=st.booleans(),
    pending=st.booleans(),
    language=LANGUAGES,
    form=FORMS,
)
def test_whatever_stands_in_the_books_it_is_written_the_same_and_no_text_is_a_formula(
    db: ModuleType, book: list[Receipt], name: str, late: bool, detail: bool, pending: bool, language: str, form: Form
):
    shelf = Shelf.make(db)
    shelf.store(*book, fiscal_years=TWO_YEARS, accounts=(Account("3000", name),))
    period = TWO_YEARS[late].start, TWO_YEARS[late].end
    layers = (Layer.MOVEMENT, Layer.PENDING) if pending else (Layer.MOVEMENT,)
    with shelf.read(payroll_detail=detail) as reader:
        body = check_equal(reader, Period(max(period[0], date(2026, 1, 1)), period[1]), layers, language, form)
    for row in csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=form.separator):
        for written in (*row[:1], *row[2:4]):
            assert not written.lstrip().startswith(FORMULA_STARTS)


@SLOW
@given(book=books(), which=st.sampled_from(YEARS), months=st.integers(0, 9), language=LANGUAGES, form=FORMS)
def test_any_book_is_written_the_same(db: ModuleType, book, which, months: int, language: str, form: Form):
    """Openings, earlier years and periods that begin within a year among them."""
    shelf = filled(db, book)
    start = max(which.start, date(which.end.year, 1 + months, 1)) if months else which.start
    period = Period(min(start, which.end.replace(day=1)), which.end)
    for detail in (False, True):
        with shelf.read(payroll_detail=detail, today=TODAY) as reader:
            check_equal(reader, period, (Layer.MOVEMENT,), language, form)


@pytest.mark.parametrize(("language", "form"), [("fi", FINNISH), ("sv", PLAIN), ("en", PLAIN)])
def test_the_books_that_others_count_are_written_the_same(known: KnownBook, language: str, form: Form):
    with known.shelf.read() as reader:
        newest = reader.fiscal_years()[-1]
        check_equal(reader, Period(newest.start, newest.end), (Layer.MOVEMENT,), language, form)


def test_without_the_right_no_slip_is_in_what_the_database_writes(shelf: Shelf):
    pay = {"type": "SALARY", "private": True, "name": "Eero Esimerkki", "number": "P77"}
    slips = [
        receipt(f"p{n}", date(2026, 1, day), ("5000", 300_000 + n), ("1910", -300_000 - n), **pay)
        for n, day in enumerate((15, 20))
    ]
    shelf.store(*slips, fiscal_years=(year(date(2026, 1, 1), date(2026, 12, 31)),))
    with shelf.read() as reader:
        body = check_equal(reader, Period(date(2026, 1, 1), date(2026, 1, 31)), (Layer.MOVEMENT,), "en", PLAIN).decode()
    assert "Eero" not in body
    assert "P77" not in body
    assert "3000.0" not in body
    assert '"  Salaries, 2 rows",' in body
    assert "6000.01" in body


def test_the_wall_between_tenants_stands_when_the_database_writes(shelf: Shelf):
    """The same statement in the scope of somebody else gives the frame of the report and no row."""
    whole = Period(date(2026, 1, 1), date(2026, 12, 31))
    sale = receipt("a", date(2026, 1, 5), ("1910", 100), ("3000", -100))
    shelf.store(sale, fiscal_years=(year(whole.start, whole.end),))
    with shelf.open() as session:
        reader = BookReader(session, BookRef(shelf.book_id, REF), payroll_detail=True, today=TODAY)
        built, left = both(reader, whole, (Layer.MOVEMENT,), "en")
        assert csv_of(built) == csv_of(left)
        session.execute(select(func.set_config("hub.tenant_id", str(uuid4()), True)))
        lines = csv_of(left).decode().splitlines()
    assert len(lines) == len(csv_of(built).decode().splitlines()) - 2
    assert not any("Receipt a" in each for each in lines)


def test_a_workbook_is_the_same_with_rows_that_are_read_while_it_is_written(known: KnownBook):
    with known.shelf.read() as reader:
        year = reader.fiscal_years()[0]
        with speaking("en"):
            built, left = both(reader, Period(year.start, year.end), (Layer.MOVEMENT,), "en")
            sheets = [openpyxl.load_workbook(io.BytesIO(xlsx_of(each))).active for each in (built, left)]
    one, other = ([[(cell.value, cell.number_format) for cell in row] for row in sheet.rows] for sheet in sheets)
    assert one == other
    assert len(one) > 50
    levels = [[sheet.row_dimensions[line].outlineLevel for line in range(1, len(one))] for sheet in sheets]
    assert levels[0] == levels[1]


def test_of_a_ledger_without_accounts_nothing_is_written(shelf: Shelf):
    shelf.store(fiscal_years=(year(date(2026, 1, 1), date(2026, 12, 31)),), dimensions=DIMENSIONS)
    with shelf.read() as reader:
        check_equal(reader, Period(date(2026, 1, 1), date(2026, 3, 31)), (Layer.MOVEMENT,), "fi", FINNISH)
