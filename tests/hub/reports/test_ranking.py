"""Bars one below another are as long as their amounts, from the same zero, inside the width."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from hub.reports.ranking import ranked
from hub.sdk.accounting import Period
from hub.sdk.reports import Cell, Column, ReportTable, Row

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def table(*amounts: int) -> ReportTable:
    rows = (Row(str(place), "", (Cell(1), Cell(amount))) for place, amount in enumerate(amounts))
    return ReportTable("", YEAR, (Column("costs", ""), Column("result", "")), tuple(rows))


@given(st.lists(st.integers(-(10**14), 10**14), min_size=1, max_size=12).filter(any))
def test_bars_begin_or_end_at_zero_and_are_as_long_as_their_amounts(amounts):
    drawn = ranked(table(*amounts), [str(place) for place in range(len(amounts))], "result")
    assert drawn is not None
    longest = max(each.width for each in drawn.bars)
    for bar, amount in zip(drawn.bars, amounts, strict=True):
        assert bar.amount == amount
        assert -0.02 <= bar.x <= bar.x + bar.width <= 100.02
        assert abs((bar.x if amount >= 0 else bar.x + bar.width) - drawn.zero) <= 0.02
        assert abs(bar.width - longest * abs(amount) / max(map(abs, amounts))) <= 0.02


def test_only_the_rows_that_are_named_are_drawn_in_their_order():
    drawn = ranked(table(1, 2, 3), ["2", "0"], "result")
    assert drawn is not None
    assert [each.amount for each in drawn.bars] == [3, 1]


def test_nothing_is_drawn_of_nothing():
    assert ranked(table(0, 0), ["0", "1"], "result") is None
    assert ranked(table(), [], "result") is None
