"""Books with slips of every kind that has something to be said about it, and twins of them.

Twins are alike but for what is private: names, texts, numbers and amounts of single slips differ, while their sums by
account, month and side are the same. Whoever may not see single slips must be shown the same of both.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from plugins.procountor.client import ProcountorClient
from plugins.procountor.receipts import LedgerReceipt
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Book, Company, Receipt, Row

__all__ = ["CANARY", "TWINS", "UNREADABLE", "book_of", "hide_rows", "private_amounts", "slips_of", "with_fractions"]

CANARY = "Kanarialintu"
"""Stands in every name and text of a salary."""
MAY, JUNE = dt.date(2026, 5, 1), dt.date(2026, 6, 1)
NOTHING, RATE = Decimal(0), Decimal("25.5")
TWINS = {"a": (4001, Decimal("0.00")), "b": (7001, Decimal("617.31"))}
"""Where the ids and numbers of each twin's slips begin, and by how much its amounts are moved from slip to slip."""
UNREADABLE = "unreadable"
"""Stands in the name of the slip whose rows do not come."""


def book_of(twin: str) -> Book:
    """Make a company's two months with a twin's slips."""
    company = Company(101, "Käpylän Leipä Oy", "1234567-1")
    made = generate(company, months=2, receipts=16, first_month=MAY, until=dt.date(2026, 6, 30), seed=5)
    others = [each for each in made.receipts if each.type != "SALARY"]
    regular = [each for each in made.receipts if each.type == "SALARY"]
    first, by = TWINS[twin]
    slips = [*_moved(regular, by), *_odd(by)]
    marked = tuple(_marked(each, first + place, twin) for place, each in enumerate(slips))
    return replace(made, receipts=(*others, *marked))


def with_fractions(book: Book, twin: str) -> Book:
    """Let a row of the first slip have a fraction of a cent."""
    first, exact = slips_of(book)[0], Decimal("0.005") if twin == "a" else Decimal("11.1234")
    odd = replace(first, rows=(replace(first.rows[0], value=first.rows[0].value + exact), *first.rows[1:]))
    return replace(book, receipts=tuple(odd if each is first else each for each in book.receipts))


def slips_of(book: Book) -> list[Receipt]:
    """Give the salary receipts of a book."""
    return [each for each in book.receipts if each.type == "SALARY"]


def private_amounts(book: Book) -> set[int]:
    """Give what stands in single slips, in cents without sign: rows and their sums; not what stands elsewhere, too."""
    slips = slips_of(book)
    others = {_cents(row.value) for each in book.receipts if each.type != "SALARY" for row in each.rows}
    return {amount for each in slips for amount in _amounts(each)} - others - set(_sums(slips)) - {0}


def hide_rows(monkeypatch) -> None:
    """Let the rows of one slip not come, although it is listed."""
    whole = ProcountorClient.receipts

    def without(self: ProcountorClient, ids: Iterable[int]) -> list[LedgerReceipt]:
        return [each for each in whole(self, ids) if UNREADABLE not in (each.name or "")]

    monkeypatch.setattr(ProcountorClient, "receipts", without)


def _moved(slips: list[Receipt], by: Decimal) -> Iterator[Receipt]:
    """Move an amount from the second slip of each month to its first: their sums stay."""
    for month in (MAY, JUNE):
        of_month = [each for each in slips if each.date.replace(day=1) == month]
        for sign, each in zip((1, -1, *(0,) * len(of_month)), of_month, strict=False):
            yield replace(each, rows=tuple(_changed(row, sign * by) for row in each.rows))


def _changed(row: Row, by: Decimal) -> Row:
    change = {"5000": by, "2880": -by}.get(row.account, NOTHING)
    shares = tuple(replace(each, value=each.value + change) for each in row.shares)
    return replace(row, value=row.value + change, shares=shares)


def _odd(by: Decimal) -> Iterator[Receipt]:
    """Make a slip of each other kind. Those that are in no figure may differ in everything."""
    yield _slip("pending", "UNFINISHED", MAY, Decimal("4420.74") + by)
    yield _slip("left out", "INVALIDATED", JUNE, Decimal("3811.63") + by)
    yield _slip("of a status that nobody knows", "SOMETHING_NEW", JUNE, Decimal("2907.19") + by)
    yield _slip("lacking", "APPROVED", MAY, Decimal("3517.83") + by, lacks=Decimal("213.37") + by)
    yield _slip("lacking more", "APPROVED", MAY, Decimal("4618.29") - by, lacks=Decimal("1209.41") - by)
    yield _slip("with VAT", "APPROVED", JUNE, Decimal("2345.67") + by, percent=RATE)
    yield _slip("with VAT, too", "APPROVED", JUNE, Decimal("3456.78") - by, percent=RATE)
    yield replace(_slip("empty", "APPROVED", JUNE, by), rows=())
    yield _slip(UNREADABLE, "APPROVED", JUNE, Decimal("2222.41") + by)


def _slip(
    name: str, status: str, month: dt.date, gross: Decimal, *, lacks: Decimal = NOTHING, percent: Decimal = NOTHING
) -> Receipt:
    wage = Row(0, "5000", gross, vat_percent=percent, vat_status=1)
    rows = (wage, Row(0, "2880", lacks - gross, "REVERSING_ENTRY"))
    return Receipt(0, "SALARY", status, name, month.replace(day=15), rows, vat_type="PURCHASE", vat_status=12)


def _marked(slip: Receipt, number: int, twin: str) -> Receipt:
    """Write a canary into everything that a slip says, each twin its own."""
    rows = tuple(
        replace(row, id=number * 100 + place, description=f"{CANARY} {twin} {row.account}")
        for place, row in enumerate(slip.rows)
    )
    name = f"{CANARY} {twin} {slip.name}"
    return replace(slip, id=number, number=number, name=name, description=f"{CANARY} {twin}, palkka", rows=rows)


def _amounts(slip: Receipt) -> Iterator[int]:
    yield from (_cents(row.value) for row in slip.rows)
    yield sum(_cents(row.value) for row in slip.rows if row.value > 0)
    yield abs(sum(int(row.value * 100) for row in slip.rows))


def _sums(slips: Iterable[Receipt]) -> Iterator[int]:
    """Sum by account, month and side, as everybody may see it."""
    sums: dict[tuple[str, dt.date, bool], int] = {}
    for each in slips:
        for row in each.rows:
            key = row.account, each.date.replace(day=1), row.value > 0
            sums[key] = sums.get(key, 0) + _cents(row.value)
    return iter(sums.values())


def _cents(value: Decimal) -> int:
    return abs(int(value * 100))
