"""What is allocated to the items of a dimension, and what is not, is what has moved: never more, never less."""

from datetime import date
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.ledger.reader import BookReader
from hub.sdk.accounting import Entry, Layer, Period, Receipt, Share
from hub.sdk.reports import UNALLOCATED, UNDIVIDED_PAY, Part
from tests.hub.ledger.making import WHOLE_2026, Shelf, calendar_years, receipt
from tests.plugins.procountor_reports.any_books import DAYS, DIMENSIONS, SLOW, TODAY, books, filled

LAYERS = st.sampled_from([(Layer.MOVEMENT,), (Layer.MOVEMENT, Layer.PENDING)])
PERIODS = st.tuples(DAYS, DAYS).map(lambda days: Period(min(days), max(days)))
MONTHS = PERIODS.map(lambda days: Period(days.start.replace(day=1), date(2026, 6, 30)))
EACH = (UNALLOCATED, UNDIVIDED_PAY)
HELSINKI = Part("1", ("11",))


def everything(dimension: str) -> Part:
    """All parts of a dimension together."""
    [items] = [each.items for each in DIMENSIONS if each.source_id == dimension]
    return Part(dimension, (*(each.source_id for each in items), *EACH))


def by_account(found) -> dict[str, int]:
    sums: dict[str, int] = {}
    for each in found:
        sums[each.account] = sums.get(each.account, 0) + each.net
    return {account: net for account, net in sums.items() if net}


@SLOW
@given(book=books(), detail=st.booleans(), period=PERIODS | MONTHS, layers=LAYERS)
def test_the_items_and_what_is_not_allocated_are_what_has_moved(
    db: ModuleType, book: tuple[list[Receipt], bool], detail: bool, period: Period, layers: tuple[Layer, ...]
):
    with filled(db, book).read(today=TODAY, payroll_detail=detail) as reader:
        moved = by_account(reader.movements(period, layers=layers))
        for dimension in DIMENSIONS:
            found = reader.item_movements(period, everything(dimension.source_id), layers=layers)
            assert by_account(found) == moved
            assert not detail or UNDIVIDED_PAY not in {each.item for each in found}


@SLOW
@given(book=books(), detail=st.booleans(), period=PERIODS | MONTHS, layers=LAYERS)
def test_the_rows_of_a_part_sum_to_it_and_their_balance_runs_among_them(
    db: ModuleType, book: tuple[list[Receipt], bool], detail: bool, period: Period, layers: tuple[Layer, ...]
):
    with filled(db, book).read(today=TODAY, payroll_detail=detail) as reader:
        for dimension in DIMENSIONS:
            whole = everything(dimension.source_id)
            parts = [Part(dimension.source_id, (item,)) for item in whole.items]
            for part in [*parts, Part(dimension.source_id, whole.items[:2]), whole]:
                sums = by_account(reader.item_movements(period, part, layers=layers))
                for account in {each.account for each in reader.movements(period, layers=layers)}:
                    lines = list(reader.lines(account, period, layers=layers, part=part))
                    assert sum(each.amount for each in lines) == sums.get(account, 0)
                    assert all(each.amount for each in lines if each.receipt_id)


@SLOW
@given(book=books(), days=PERIODS | MONTHS)
def test_an_item_is_what_the_shares_of_its_rows_come_to(db: ModuleType, book: tuple[list[Receipt], bool], days: Period):
    with filled(db, book).read(today=TODAY, payroll_detail=True) as reader:
        counted: dict[str, int] = {}
        for each in book[0]:
            if each.layer is Layer.MOVEMENT and days.start <= each.date <= days.end:
                for entry in each.entries:
                    for share in entry.shares:
                        if share.item == "11" and entry.account != "~vat":
                            counted[entry.account] = counted.get(entry.account, 0) + share.amount
        found = by_account(each for each in reader.item_movements(days, HELSINKI) if each.account != "~vat")
        assert found == {account: net for account, net in counted.items() if net}


def pay(source_id: str, day: date, amount: int, item: str, layer: Layer = Layer.MOVEMENT) -> Receipt:
    rows = Entry(1, "5000", amount, day, shares=(Share(item, amount),)), Entry(2, "1910", -amount, day)
    return receipt(source_id, day, *rows, type="SALARY", name="Aino Virtanen", private=True, layer=layer)


@pytest.fixture
def paying(shelf: Shelf) -> Shelf:
    """A cost centre with one employee, and another."""
    cost = Entry(1, "4000", 500, date(2026, 1, 9), shares=(Share("11", 500),)), Entry(2, "1910", -500, date(2026, 1, 9))
    shelf.store(
        pay("a", date(2026, 1, 15), 3_000, "11"),
        pay("b", date(2026, 1, 20), 4_000, "12"),
        pay("c", date(2026, 1, 21), 90, "12", Layer.PENDING),
        receipt("d", date(2026, 1, 9), *cost),
        fiscal_years=calendar_years(2026, 2026),
        dimensions=DIMENSIONS,
    )
    return shelf


def told(reader: BookReader, period: Period = WHOLE_2026) -> dict[tuple[str, str], int]:
    found = reader.item_movements(period, everything("1"), layers=(Layer.MOVEMENT, Layer.PENDING))
    return {(each.account, each.item): each.net for each in found}


@pytest.mark.parametrize("period", [WHOLE_2026, Period(date(2026, 1, 2), date(2026, 2, 7))])
def test_v8_2_3_a_cost_centre_does_not_tell_the_pay_of_its_one_employee(paying: Shelf, period: Period):
    with paying.read() as reader:
        assert told(reader, period) == {
            ("1910", UNALLOCATED): -500,
            ("1910", UNDIVIDED_PAY): -7_000,
            ("4000", "11"): 500,
            ("5000", UNDIVIDED_PAY): 7_000,
        }
        lines = list(reader.lines("5000", period, part=everything("1"), layers=(Layer.MOVEMENT, Layer.PENDING)))
        assert [(each.amount, each.rows, each.receipt_id) for each in lines] == [(7_000, 2, None)]
        assert list(reader.lines("5000", period, part=HELSINKI)) == []


def test_with_the_right_pay_is_divided_and_its_rows_are_named(paying: Shelf):
    with paying.read(payroll_detail=True) as reader:
        assert told(reader)["5000", "11"] == 3_000
        assert told(reader)["5000", "12"] == 4_090
        [line] = reader.lines("5000", WHOLE_2026, part=HELSINKI)
        assert (line.amount, line.balance, line.receipt_id) == (3_000, 3_000, "a")


def test_a_row_shows_the_share_that_is_meant(shelf: Shelf):
    day = date(2026, 3, 3)
    shares = Share("11", 700), Share("12", 200), Share("21", 1_000)
    shelf.store(
        receipt("a", day, Entry(1, "4000", 1_000, day, shares=shares), Entry(2, "1910", -1_000, day)),
        dimensions=DIMENSIONS,
    )
    with shelf.read() as reader:
        for items, amount in [(("11",), 700), (("11", "12"), 900), ((UNALLOCATED,), 100)]:
            assert [each.amount for each in reader.lines("4000", WHOLE_2026, part=Part("1", items))] == [amount]
        assert [each.amount for each in reader.lines("4000", WHOLE_2026, part=Part("2", ("21",)))] == [1_000]
        assert list(reader.lines("4000", WHOLE_2026, part=Part("2", (UNALLOCATED,)))) == []


def test_dimensions_are_listed_by_name_with_their_items_by_code(shelf: Shelf):
    shelf.store(dimensions=tuple(reversed(DIMENSIONS)))
    with shelf.read() as reader:
        assert tuple(reader.dimensions()) == DIMENSIONS
