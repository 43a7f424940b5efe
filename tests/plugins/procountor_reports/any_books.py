"""Any books whatsoever, and what must hold for any report of them."""

from datetime import date
from types import ModuleType

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from hub.ledger.reader import BookReader
from hub.sdk.accounting import UNBALANCED, VAT_CLEARING, Dimension, DimensionItem, Entry, Layer, Receipt, Share
from hub.sdk.reports import Kind, ReportTable
from tests.hub.ledger.making import Shelf, receipt, year
from tests.plugins.procountor_reports.filling import ALL_TIME, drilled, row_sum

YEARS = (
    year(date(2023, 4, 1), date(2024, 6, 30), 1),
    year(date(2024, 7, 1), date(2025, 6, 30), 2),
    year(date(2025, 7, 1), date(2026, 6, 30), 3),
)
DIMENSIONS = (
    Dimension("1", "Cost centre", (DimensionItem("11", "HKI", "Helsinki"), DimensionItem("12", "TRE", "Tampere"))),
    Dimension("2", "Project", (DimensionItem("21", "P1", ""), DimensionItem("22", "P2", ""))),
)
TODAY = date(2026, 2, 10)
DAYS = st.dates(date(2023, 4, 1), date(2026, 6, 30))
ASSETS = "1010 1160 1505 1560 1700 1763 1910 19101 0500"
LIABILITIES = "2000 2045 2251 2371 2450 2621 2870 2930 29391 2990"
RESULTS = "3000 300 3620 4000 4460 5000 6150 6810 7680 8995 9110 9460 9720 9850 9900 9985 9995"
ACCOUNTS = st.sampled_from([*f"{ASSETS} {LIABILITIES} {RESULTS}".split(), VAT_CLEARING, UNBALANCED])
SLOW = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def shares(draw: st.DrawFn, amount: int) -> tuple[Share, ...]:
    """Allocate a row to items of either dimension, wholly, in part or not at all; one item is not in their lists."""
    made = []
    for dimension in DIMENSIONS:
        items = draw(st.lists(st.sampled_from([each.source_id for each in dimension.items]), unique=True, max_size=2))
        for item in items:
            made.append(Share(item, draw(st.sampled_from([amount, amount // 2, amount // 3]))))
    return (*made, Share("gone", amount)) if draw(st.integers(0, 9)) == 0 else tuple(made)


@st.composite
def books(draw: st.DrawFn) -> tuple[list[Receipt], bool]:
    receipts = []
    for number in range(draw(st.integers(1, 14))):
        day = draw(DAYS)
        amounts = draw(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=4))
        rows = [
            Entry(line, draw(ACCOUNTS), amount, day, shares=draw(shares(amount)))
            for line, amount in enumerate([*amounts, -sum(amounts)], start=1)
        ]
        layer = draw(st.sampled_from([Layer.MOVEMENT, Layer.MOVEMENT, Layer.MOVEMENT, Layer.PENDING, Layer.LEFT_OUT]))
        receipts.append(receipt(str(number), day, *rows, layer=layer, private=draw(st.booleans()), vat_month=None))
    for start in draw(st.sets(st.sampled_from([each.start for each in YEARS]))):
        amount = draw(st.integers(-(10**9), 10**9))
        rows = ("1910", amount), ("2251", -amount)
        receipts.append(receipt(f"o{start}", start, *rows, layer=Layer.OPENING))
    return receipts, draw(st.booleans())


def filled(hub_db: ModuleType, book: tuple[list[Receipt], bool]) -> Shelf:
    receipts, loaded = book
    shelf = Shelf.make(hub_db)
    shelf.store(*receipts, fiscal_years=YEARS, dimensions=DIMENSIONS, covered=(ALL_TIME,) if loaded else ())
    return shelf


def check_parts(table: ReportTable) -> None:
    rows = {row.key: row for row in table.rows}
    assert len(rows) == len(table.rows)
    for row in table.rows:
        if row.kind in (Kind.SUBTOTAL, Kind.TOTAL) or row.parts:
            for place, cell in enumerate(row.cells):
                assert cell.amount == sum(rows[part].cells[place].amount or 0 for part in row.parts), row.key


def check_drills(reader: BookReader, table: ReportTable) -> None:
    for key, cell, drill in drilled(table):
        assert row_sum(reader, drill) == cell.amount, key
