"""A thousand figures picked at random out of every report in every view: the rows behind each sum to it."""

from collections.abc import Iterator, Sequence
from itertools import product
from random import Random
from types import ModuleType

import pytest

from hub.reports import service, view
from hub.reports.derived import derived
from hub.sdk.reports import Cell, Column, LedgerReader, ReportBuilder, Row
from tests.hub.ledger.making import Shelf
from tests.plugins.procountor_reports.filling import row_sum
from tests.plugins.procountor_reports.known_books import GENERATED, KnownBook, known_book

CELLS = 1_000
Picked = tuple[str, Row, Column, Cell]
WITHOUT_FIGURES = {"month-check", "left-out"}
SPLITS, AGAINST = ("month", "quarter", "total", "ytd"), ("", "before", "year")


@pytest.fixture(params=list(GENERATED))
def book(db: ModuleType, request: pytest.FixtureRequest) -> KnownBook:
    return known_book(Shelf.make(db), request.param)


def views(builder: ReportBuilder, book: KnownBook, random: Random) -> Iterator[dict[str, str]]:
    """Give addresses of a report: each layout of each form, each about other months."""
    choices = product(SPLITS, AGAINST) if "columns" in builder.choices else [("month", "")]
    for (by, against), form in product(choices, builder.forms or (None,)):
        first, last = sorted(random.sample(book.months, 2))
        if "columns" not in builder.choices:  # some of these stay within a fiscal year
            first = max(first, book.months[book.year_of(book.months.index(last))])
        if builder.usual == "month":
            first = last
        told = {"from": f"{first:%Y-%m}", "to": f"{last:%Y-%m}", "by": by, "against": against}
        yield told | {"accounts": random.choice(["", "1"]), "form": form.key if form else ""}


def figures(builder: ReportBuilder, reader: LedgerReader, args: dict[str, str]) -> Iterator[Picked]:
    """List what stands in a report that has rows behind it."""
    shown = view.read(args, reader, builder.usual, exact=builder.takes_days)
    table = service.build(builder, reader, shown, language="en", extra={})
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            if cell.drill is not None:
                yield builder.key, row, column, cell
            elif cell.amount is not None and (worked_out := derived(reader, table, row, column, cell)):
                now, then = (each.cell.amount or 0 for each in worked_out.sources)
                assert now - then == cell.amount, (row.key, column.key)
                made = sum(each.change for each in worked_out.accounts)
                assert made == cell.amount or not worked_out.accounts, (row.key, column.key)
    for each in table.figures:
        if each.cell.drill is not None:
            yield builder.key, Row(each.key, each.label, (each.cell,)), Column("figure", each.note), each.cell


def picked(reader: LedgerReader, builders: Sequence[ReportBuilder], book: KnownBook) -> list[Picked]:
    """Pick figures of every report, as many of each as it has; large reports make up for small ones."""
    random, wanted = Random(20261129), CELLS // len(GENERATED) + 1
    chosen, others = list[Picked](), list[Picked]()
    for builder in builders:
        found = [each for args in views(builder, book, random) for each in figures(builder, reader, args)]
        assert found or builder.key in WITHOUT_FIGURES, builder.key
        random.shuffle(found)
        chosen += found[: wanted // len(builders)]
        others += found[wanted // len(builders) :]
    return chosen + random.sample(others, wanted - len(chosen))


def test_the_rows_behind_a_thousand_random_figures_sum_to_them(app, plugins, book: KnownBook):
    with app.test_request_context(), book.shelf.read(today=book.end, payroll_detail=True) as reader:
        for key, row, column, cell in picked(reader, list(plugins.builders.values()), book):
            explained = service.explain(reader, row, column, cell)
            assert explained is not None
            assert explained.total == cell.amount, (key, row.key, column.key)
            assert _listed(reader, explained) == cell.amount, (key, row.key, column.key)


def _listed(reader: LedgerReader, explained: service.Explanation) -> int:
    """Add up the rows themselves, one by one."""
    drill = explained.drill
    if drill.vat is not None:
        return drill.sign * sum(line.amount for line in reader.vat_lines(drill.vat, drill.period))
    return row_sum(reader, drill)
