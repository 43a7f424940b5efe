"""A ledger read leaf by leaf is the ledger, from wherever one starts and in both directions."""

from datetime import date, timedelta
from functools import partial
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.ledger.reader import BookReader
from hub.sdk.accounting import Entry, Layer, Period, Receipt
from hub.sdk.reports import LedgerLine, LedgerPlace
from tests.hub.ledger.making import Shelf, receipt, year

ACCOUNTS = ["1910", "3000", "5000"]
YEARS = year(date(2025, 1, 1), date(2026, 3, 11), 1), year(date(2026, 3, 12), date(2026, 12, 31), 2)
"""A year that ends within a month: pay of that month is shown on two days."""
FIRST, DAYS = date(2026, 1, 20), 80
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def receipts(draw: st.DrawFn) -> list[Receipt]:
    """Think up receipts, some of them pay, close together in time so that days and months are full."""
    found = []
    for number in range(draw(st.integers(0, 25))):
        day = FIRST + timedelta(days=draw(st.integers(0, DAYS)))
        account, amount = draw(st.sampled_from(ACCOUNTS[1:])), draw(st.integers(-900, 900))
        rows = Entry(1, account, amount, day), Entry(2, "1910", -amount, day), Entry(3, account, 0, day)
        layer = draw(st.sampled_from([Layer.MOVEMENT] * 4 + [Layer.PENDING]))
        found.append(receipt(f"r{number}", day, *rows, private=draw(st.booleans()), layer=layer))
    return found


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = FIRST + timedelta(days=draw(st.integers(-25, DAYS)))
    return Period(start, start + timedelta(days=draw(st.integers(0, 90))))


def by_account(reader: BookReader, period: Period, layers: tuple[Layer, ...]) -> list[LedgerLine]:
    return [line for account in ACCOUNTS for line in reader.lines(account, period, layers=layers)]


def rest_of(line: LedgerLine) -> list[str]:
    return ACCOUNTS[ACCOUNTS.index(line.account) :]


def up_to(line: LedgerLine) -> list[str]:
    return ACCOUNTS[: ACCOUNTS.index(line.account) + 1]


@SLOW
@given(
    book=receipts(),
    period=periods(),
    detail=st.booleans(),
    limit=st.integers(1, 7),
    layers=st.sampled_from([(Layer.MOVEMENT,), (Layer.MOVEMENT, Layer.PENDING)]),
)
def test_leaves_forward_and_backward_are_the_ledger(
    db: ModuleType, book: list[Receipt], period: Period, detail: bool, limit: int, layers: tuple[Layer, ...]
):
    shelf = Shelf.make(db)
    shelf.store(*book, fiscal_years=YEARS)
    with shelf.read(payroll_detail=detail) as reader:
        ledger = partial(reader.ledger, period=period, layers=layers)
        whole = list(ledger(ACCOUNTS))
        assert whole == by_account(reader, period, layers)
        assert list(ledger(ACCOUNTS, limit=limit)) == whole[:limit]
        for number, line in enumerate(whole):
            after = ledger(rest_of(line), after=line.place, limit=limit)
            assert list(after) == whole[number + 1 : number + 1 + limit]
            before = ledger(up_to(line), before=line.place, limit=limit)
            assert list(before) == whole[max(number - limit, 0) : number]


def pay(source_id: str, day: int, amount: int) -> Receipt:
    rows = ("5000", amount), ("1910", -amount)
    return receipt(source_id, date(2026, 1, day), *rows, private=True, name="Aino Virtanen")


JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))


@pytest.mark.parametrize("source_id", ["slip", "no such receipt"])
def test_v8_2_3_a_place_at_a_slip_tells_nothing_of_it_without_the_right(shelf: Shelf, source_id: str):
    around = [receipt(f"r{number}", date(2026, 1, 9), ("5000", 1), ("1910", -1)) for number in (1, 2)]
    shelf.store(around[0], pay("slip", 9, 300_000), around[1])
    with shelf.read() as reader:
        there = LedgerPlace(date(2026, 1, 9), source_id, 1)
        found = list(reader.ledger(["5000"], JANUARY, after=there, limit=9))
        assert [(each.receipt_id, each.balance) for each in found] == [("r1", 1), ("r2", 2), (None, 300_002)]


@pytest.mark.parametrize(("day", "shown"), [(date(2025, 12, 30), 2), (date(2026, 2, 2), 0)])
def test_a_place_outside_the_period_is_its_edge(shelf: Shelf, day: date, shown: int):
    shelf.store(pay("a", 5, 3), receipt("b", date(2026, 1, 3), ("5000", 1), ("1910", -1)))
    with shelf.read() as reader:
        assert len(list(reader.ledger(["5000"], JANUARY, after=LedgerPlace(day, "b", 1), limit=9))) == shown
        assert len(list(reader.ledger(["5000"], JANUARY, before=LedgerPlace(day, "b", 1), limit=9))) == 2 - shown


def test_a_receipt_that_becomes_pay_is_summed_from_then_on(shelf: Shelf):
    shelf.store(receipt("a", date(2026, 1, 5), ("5000", 70), ("1910", -70), name="Aino Virtanen"))
    shelf.store(receipt("a", date(2026, 1, 5), ("5000", 70), ("1910", -70), name="Aino Virtanen", private=True))
    with shelf.read() as reader:
        for found in (reader.ledger(["5000"], JANUARY), reader.ledger(["5000"], JANUARY, limit=5)):
            assert [(each.date.day, each.amount, each.receipt_name) for each in found] == [(31, 70, "")]
