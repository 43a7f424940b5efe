"""What somebody waits for who reads: statements, and pages of the general ledger at any depth."""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from statistics import median

from flask import Flask
from sqlalchemy import text

from bench.figures import Figure
from bench.reports.made import DIMENSION, ITEMS, SEED, WHOLE, YEARS
from bench.reports.shelf import Held
from bench.reports.visitor import Visitor
from hub import db
from hub.reports import service, view
from hub.sdk.accounting import FiscalYear, Period
from hub.sdk.reports import LedgerPlace

__all__ = ["ALL_MONTHS", "ledger_pages", "of_dimensions", "seconds_of_three", "statements", "weights"]

STATEMENTS = ("income-statement", "balance-sheet")
THREE = (*STATEMENTS, "trial-balance")
ALL_MONTHS = view.days(WHOLE) | {"by": "month"}
LAST = view.days(Period(YEARS[-1].start, YEARS[-1].end))
OF_DIMENSIONS = (
    ("by_dimension_ms", "by-dimension", LAST | {"dimension": DIMENSION, "form": "columns"}),
    ("one_item_ms", "income-statement", LAST | {"item": ITEMS[2]}),
)
ROUNDS, PAGES, ROWS = 9, 300, 100
PLACES = text(
    """
    SELECT e.account, e.date, r.source_id, e.line FROM receipt r
      JOIN entry e ON e.tenant_id = r.tenant_id AND e.receipt_id = r.id AND e.line = 1 + r.id % 3
     WHERE r.tenant_id = :tenant AND r.book_id = :book AND NOT r.private AND r.source_id = ANY(:numbers)
    """
)


def statements(app: Flask, books: Sequence[Held]) -> Iterator[Figure]:
    """Build profit and loss and balance sheet by month over 36 months, as tables and as pages, by size in turn."""
    visitors = [Visitor.of(app, held) for held in books]
    tables = _in_turn([lambda held=held: _tables(app, held, STATEMENTS) for held in books])
    pages = _in_turn([lambda who=who: _pages(who) for who in visitors])
    for held, table, page in zip(books, tables, pages, strict=True):
        yield Figure(f"statements_ms_{held.lines}", table * 1000, "ms", "60 ms as the aim, two statements of 36 months")
        yield Figure(
            f"statements_html_ms_{held.lines}", page * 1000, "ms", "the same as whole pages of the application"
        )
    for name, times in (("flatness", tables), ("flatness_html", pages)):
        compared = f"1.5 as the aim; {books[-1].lines // books[0].lines} for a scan, {books[-1].lines:,} rows to fewest"
        yield Figure(name, times[-1] / times[0], "×", compared)


def ledger_pages(books: Sequence[Held]) -> Iterator[Figure]:
    """Read a hundred rows of the general ledger with their balances where chance will have it, each in a new reader."""
    for held in books:
        places = list(_places(held))
        one, whole = ([_leaf_seconds(held, *each, everything=way) for each in places] for way in (False, True))
        for name, times in (("gl_page", one), ("gl_page_all_accounts", whole)):
            ninetynine = sorted(times)[len(times) * 99 // 100]
            yield Figure(f"{name}_ms_p99_{held.lines}", ninetynine * 1000, "ms", "20 ms as the aim at 10M lines")
            yield Figure(f"{name}_ms_median_{held.lines}", median(times) * 1000, "ms", "its 99th percentile, above")


def weights(app: Flask, held: Held) -> Iterator[Figure]:
    """Weigh the profit and loss of 36 months and a page in the middle of the general ledger."""
    visitor = Visitor.of(app, held)
    account, day, receipt, line = next(_places(held))
    days = view.days(Period(day.replace(month=1, day=1), day.replace(month=12, day=31)))
    ledger = {"page": f"after:{account}:{day}:{line}:{receipt}", **days}
    aim = "100 kB as the aim, gzipped"
    yield Figure("page_kb_income_statement", visitor.kilobytes("/reports/income-statement", **ALL_MONTHS), "kB", aim)
    for name, query in (("first", LAST), ("middle", ledger)):
        yield Figure(f"page_kb_ledger_{name}", visitor.kilobytes("/reports/general-ledger", **query), "kB", aim)


def of_dimensions(app: Flask, held: Held) -> Iterator[Figure]:
    """Build the last year's profit and loss by cost centre, and of one cost centre alone."""
    for name, key, asked in OF_DIMENSIONS:
        [took] = _in_turn([lambda key=key, asked=asked: _table(app, held, key, asked)])
        yield Figure(name, took * 1000, "ms", f"100 ms as the aim, {len(ITEMS)} cost centres, {held.lines:,} rows")


def seconds_of_three(app: Flask, held: Held) -> float:
    """Give the middle time of profit and loss, balance sheet and trial balance, as tables."""
    return _in_turn([lambda: _tables(app, held, THREE)])[0]


def _tables(app: Flask, held: Held, keys: Sequence[str]) -> None:
    builders = app.extensions["hub"].plugins.builders
    with app.test_request_context(), db.transaction(held.tenant_id) as session:
        reader = held.reader(session)
        for key in keys:
            last = {**ALL_MONTHS, "from": f"{YEARS[-1].start:%Y-%m}"} if key == "trial-balance" else ALL_MONTHS
            service.build(builders[key], reader, view.read(last, reader), language="en", extra={})


def _table(app: Flask, held: Held, key: str, asked: Mapping[str, str]) -> None:
    builder = app.extensions["hub"].plugins.builders[key]
    with app.test_request_context(), db.transaction(held.tenant_id) as session:
        reader = held.reader(session)
        service.build(builder, reader, view.read(asked, reader), language="en", extra={})


def _pages(visitor: Visitor) -> None:
    for key in STATEMENTS:
        visitor.page(f"/reports/{key}", **ALL_MONTHS)


def _in_turn(ways: Sequence[Callable[[], None]]) -> list[float]:
    """Give each way's middle time, round by round in turn so that the machine's mood is the same for all."""
    rounds = [[_seconds(way) for way in ways] for _ in range(ROUNDS + 1)][1:]
    return [median(times) for times in zip(*rounds, strict=True)]


def _seconds(way: Callable[[], None]) -> float:
    began = time.perf_counter()
    way()
    return time.perf_counter() - began


def _places(held: Held) -> Iterator[tuple[str, date, str, int]]:
    """Choose rows by chance: an account, a day, a receipt and its line."""
    chance = random.Random(SEED)
    numbers = [str(chance.randrange(1, max(held.lines // 4, 2))) for _ in range(PAGES)]
    with db.transaction(held.tenant_id) as session:
        found = session.execute(PLACES, {"tenant": held.tenant_id, "book": held.book_id, "numbers": numbers}).all()
    chance.shuffle(found)
    return (tuple(each) for each in found)


def _leaf_seconds(held: Held, account: str, day: date, receipt: str, line: int, *, everything: bool) -> float:
    with db.transaction(held.tenant_id) as session:
        reader = held.reader(session)
        codes = sorted(reader.accounts()) if everything else [account]
        year: FiscalYear = reader.fiscal_year_of(day)
        began = time.perf_counter()
        rest = codes[codes.index(account) :]
        place = LedgerPlace(day, receipt, line)
        list(reader.ledger(rest, Period(year.start, year.end), after=place, limit=ROWS))
        return time.perf_counter() - began
