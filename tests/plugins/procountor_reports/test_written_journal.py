"""A journal that the database writes is, byte for byte, the one that is built receipt by receipt."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from types import ModuleType
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from hub.ledger import copying_receipts
from hub.ledger.reader import BookReader
from hub.reports import service
from hub.reports.exports import csv_of
from hub.reports.exports.cells import FORMULA_STARTS
from hub.reports.exports.csv_file import FINNISH, PLAIN, Form
from hub.reports.exports.document import Document, Unread
from hub.reports.view import View
from hub.sdk.accounting import Account, Entry, Layer, Period, Receipt
from hub.sdk.refs import BookRef
from hub.web.speaking import speaking
from plugins.procountor.reports.journal import Journal
from tests.hub.ledger.making import Shelf, receipt, year
from tests.hub.reports.exports.making import document
from tests.plugins.procountor_reports.any_books import TODAY, YEARS, books, filled
from tests.plugins.procountor_reports.known_books import REF, KnownBook
from tests.plugins.procountor_reports.test_written_ledger import ACCOUNTS, FORMS, LANGUAGES, SLOW, TEXTS, TWO_YEARS

WHOLE = Period(date(2026, 1, 1), date(2026, 12, 31))


@st.composite
def receipts(draw: st.DrawFn) -> list[Receipt]:
    """Think up receipts, some of them pay, whose every text is chosen by somebody who means ill."""
    found = []
    for number in range(draw(st.integers(0, 12))):
        day = date(2026, 1, 20) + timedelta(days=draw(st.integers(0, 80)))
        amount, about = draw(st.integers(-(10**12), 10**12)), draw(TEXTS)
        texts = st.sampled_from([about]) | TEXTS
        rows = [
            Entry(1, draw(st.sampled_from(ACCOUNTS[1:])), amount, day, text=draw(texts)),
            Entry(2, "1910", -amount, draw(st.sampled_from([day, day + timedelta(days=9)])), text=draw(texts)),
            Entry(3, draw(st.sampled_from(["1910", "9999"])), 0, day),
        ]
        named = {"name": draw(TEXTS), "number": draw(TEXTS), "type": draw(TEXTS), "text": about}
        layer = draw(st.sampled_from([Layer.MOVEMENT] * 4 + [Layer.PENDING, Layer.LEFT_OUT]))
        found.append(receipt(f"r{number}", day, *rows, private=draw(st.booleans()), layer=layer, **named))
    return found


def both(reader: BookReader, period: Period, language: str) -> tuple[Document, Document]:
    """Build a journal receipt by receipt, and with its receipts left to be read."""
    shown = View(reader.fiscal_year_of(period.end), period)
    built, left = (
        service.build(Journal(), reader, shown, language=language, extra={}, listed=listed) for listed in ("", "sums")
    )
    assert left.listing is not None
    assert (left.rows, built.listing) == ((), None)
    empty = document(language=language)
    return replace(empty, table=built), replace(empty, table=left, unread=Unread(left.listing, reader))


def check_equal(reader: BookReader, period: Period, language: str, form: Form) -> bytes:
    with speaking(language):
        built, left = both(reader, period, language)
        body = csv_of(left, form)
        assert body == csv_of(built, form)
        assert [(row.key, row.label, row.parts) for row in left.rows()] == [
            (row.key, row.label, row.parts) for row in built.rows()
        ]
    return body


@SLOW
@given(book=receipts(), name=TEXTS, late=st.booleans(), detail=st.booleans(), language=LANGUAGES, form=FORMS)
def test_whatever_stands_in_the_books_it_is_written_the_same_and_no_text_is_a_formula(
    db: ModuleType, book: list[Receipt], name: str, late: bool, detail: bool, language: str, form: Form
):
    shelf = Shelf.make(db)
    shelf.store(*book, fiscal_years=TWO_YEARS, accounts=(Account("3000", name),))
    start, end = max(TWO_YEARS[late].start, date(2026, 1, 1)), TWO_YEARS[late].end
    with shelf.read(payroll_detail=detail) as reader:
        body = check_equal(reader, Period(start, end), language, form)
    for row in csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=form.separator):
        for written in (*row[:1], *row[2:4]):
            assert not written.lstrip().startswith(FORMULA_STARTS)


@SLOW
@given(book=books(), which=st.sampled_from(YEARS), months=st.integers(0, 9), language=LANGUAGES, form=FORMS)
def test_any_book_is_written_the_same(db: ModuleType, book, which, months: int, language: str, form: Form):
    shelf = filled(db, book)
    start = max(which.start, date(which.end.year, 1 + months, 1)) if months else which.start
    period = Period(min(start, which.end.replace(day=1)), which.end)
    for detail in (False, True):
        with shelf.read(payroll_detail=detail, today=TODAY) as reader:
            check_equal(reader, period, language, form)


@pytest.mark.parametrize(("language", "form"), [("fi", FINNISH), ("sv", PLAIN), ("en", PLAIN)])
def test_the_books_that_others_count_are_written_the_same(known: KnownBook, language: str, form: Form):
    with known.shelf.read() as reader:
        newest = reader.fiscal_years()[-1]
        check_equal(reader, Period(newest.start, newest.end), language, form)


def test_what_python_strips_the_database_strips():
    every = map(chr, range(0x110000))
    assert set(copying_receipts.SPACES) == {each for each in every if each.isspace()}


def test_without_the_right_no_slip_is_in_what_the_database_writes(shelf: Shelf):
    pay = {"type": "SALARY", "private": True, "name": "Eero Esimerkki", "number": "P77", "text": "Tuntipalkka"}
    slips = [
        receipt(f"p{n}", date(2026, 1, day), ("5000", 300_000 + n), ("1910", -300_000 - n), **pay)
        for n, day in enumerate((15, 20))
    ]
    shelf.store(*slips, fiscal_years=(year(WHOLE.start, WHOLE.end),))
    with shelf.read() as reader:
        body = check_equal(reader, Period(date(2026, 1, 1), date(2026, 1, 31)), "en", PLAIN).decode()
    assert not any(told in body for told in ("Eero", "P77", "Tuntipalkka", "3000.0"))
    assert "Salaries,31 Jan 2026,,,6000.01,6000.01\r\n" in body
    assert '"Salaries, 2 rows",6000.01,\r\n' in body


def test_the_wall_between_tenants_stands_when_the_database_writes(shelf: Shelf):
    """The same statement in the scope of somebody else gives no receipt and no sum."""
    sale = receipt("a", date(2026, 1, 5), ("1910", 100), ("3000", -100))
    shelf.store(sale, fiscal_years=(year(WHOLE.start, WHOLE.end),))
    with shelf.open() as session:
        reader = BookReader(session, BookRef(shelf.book_id, REF), payroll_detail=True, today=TODAY)
        built, left = both(reader, WHOLE, "en")
        assert csv_of(built) == csv_of(left)
        session.execute(select(func.set_config("hub.tenant_id", str(uuid4()), True)))
        lines = csv_of(left).decode().splitlines()
    assert len(lines) == len(csv_of(built).decode().splitlines()) - 4
    assert not any("Receipt a" in each for each in lines)


def test_of_a_month_without_receipts_nothing_is_written(shelf: Shelf):
    shelf.store(fiscal_years=(year(WHOLE.start, WHOLE.end),))
    with shelf.read() as reader:
        check_equal(reader, Period(date(2026, 1, 1), date(2026, 3, 31)), "fi", FINNISH)


@pytest.mark.parametrize(("form", "day"), [(PLAIN, "5 Jan 2026"), (FINNISH, "05.01.2026")])
def test_its_days_are_days_for_whoever_counts_on(shelf: Shelf, form: Form, day: str):
    shelf.store(receipt("a", date(2026, 1, 5), ("1910", 1), ("3000", -1)), fiscal_years=(year(WHOLE.start, WHOLE.end),))
    with shelf.read() as reader:
        assert day in check_equal(reader, WHOLE, "en", form).decode()
        assert both(reader, WHOLE, "en")[0].table.rows[0].cells[0].day == date(2026, 1, 5)
