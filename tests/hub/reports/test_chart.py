"""A chart of months, with a scale that says how high its bars are."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hub.reports.chart import bars
from hub.reports.periods import months_of
from hub.reports.sparkline import sparkline
from hub.sdk.accounting import Period
from hub.sdk.reports import Cell, Column, Drill, ReportTable, Row

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def table(*amounts: int) -> ReportTable:
    months = months_of(YEAR)[: len(amounts)]
    columns = tuple(Column(f"{each.start:%Y-%m}", f"{each.start:%b}", period=each) for each in months)
    return ReportTable(
        "Overview",
        YEAR,
        (*columns, Column("total", "Total", period=YEAR)),
        (Row("turnover", "Turnover", (*(Cell(each) for each in amounts), Cell(sum(amounts)))),),
    )


def test_bars_stand_on_zero_and_are_as_high_as_their_amounts():
    drawn = bars(table(1000, -500, 0), ["turnover"])
    assert drawn is not None
    up, down, nothing = drawn.bars
    assert up.y + up.height == drawn.zero
    assert down.y == drawn.zero
    assert abs(up.height - 2 * down.height) < 0.2
    assert nothing.height == 0


@given(st.lists(st.integers(-(10**14), 10**14), min_size=1, max_size=12).filter(any))
def test_a_scale_of_round_steps_holds_every_bar(amounts):
    drawn = bars(table(*amounts), ["turnover"])
    assert drawn is not None
    steps = [each.amount for each in drawn.scale]
    assert steps[0] <= min(*amounts, 0) <= max(*amounts, 0) <= steps[-1]
    assert 0 in steps
    assert 2 <= len(steps) <= 7
    [step] = {after - before for before, after in pairwise(steps)}
    assert step % 100 == 0, "whole units"
    assert str(step).rstrip("0") in ("1", "2", "5")
    for each in drawn.scale:
        assert 0 <= each.y <= drawn.height
    for bar in drawn.bars:
        assert drawn.scale[-1].y - 0.2 <= bar.y <= bar.y + bar.height <= drawn.scale[0].y + 0.2
        assert 0 <= bar.x <= bar.x + bar.width <= 100


def test_as_many_months_are_named_as_there_is_room_for_and_a_year_where_it_is_new():
    stretch = months_of(Period(date(2025, 7, 1), date(2026, 6, 30)))
    columns = tuple(Column(f"{each.start:%Y-%m}", "", period=each) for each in stretch)
    row = Row("turnover", "Turnover", tuple(Cell(100) for _ in stretch))
    drawn = bars(ReportTable("Overview", YEAR, columns, (row,)), ["turnover"])
    assert drawn is not None
    wide, narrow = drawn.ticks(18), drawn.ticks(6)
    assert [each.month for each in wide] == [each.start for each in stretch]
    assert [each.month for each in narrow] == [each.start for each in stretch[::2]]
    assert [f"{each.month:%Y-%m}" for each in wide if each.names_year] == ["2025-07", "2026-01"]
    assert [f"{each.month:%Y-%m}" for each in narrow if each.names_year] == ["2025-07", "2026-01"]


def test_the_total_is_no_bar():
    drawn = bars(table(1, 2, 3), ["turnover"])
    assert drawn is not None
    assert [each.column for each in drawn.bars] == ["2026-01", "2026-02", "2026-03"]


def test_nothing_booked_draws_nothing():
    assert bars(table(0, 0), ["turnover"]) is None
    assert bars(table(1), ["unknown"]) is None


def test_months_of_a_stretch_tile_it():
    months = months_of(Period(date(2025, 11, 1), date(2026, 2, 28)))
    assert [(each.start.isoformat(), each.end.isoformat()) for each in months] == [
        ("2025-11-01", "2025-11-30"),
        ("2025-12-01", "2025-12-31"),
        ("2026-01-01", "2026-01-31"),
        ("2026-02-01", "2026-02-28"),
    ]


def test_the_running_month_is_drawn_unfinished_but_not_the_one_it_is_compared_with():
    july = Period(date(2026, 7, 1), date(2026, 7, 31))
    before = Period(date(2025, 7, 1), date(2025, 7, 31))
    rows = (
        Row("earlier", "A year earlier", (Cell(300, drill=Drill(("3000",), before, -1)),)),
        Row("turnover", "Turnover", (Cell(200, drill=Drill(("3000",), july, -1)),)),
    )
    drawn = bars(
        ReportTable("Overview", july, (Column("2026-07", "Jul", period=july, unfinished=True),), rows),
        ["earlier", "turnover"],
    )
    assert [each.unfinished for each in drawn.bars] == [False, True]
    assert drawn.has_unfinished


@given(st.lists(st.none() | st.integers(-(10**12), 10**12), max_size=14))
def test_a_line_stays_in_its_box_and_is_parted_where_nothing_is_known(values):
    drawn = sparkline(values)
    runs = "".join("." if each is None else "x" for each in values).split(".")
    assert len(drawn.paths if drawn else ()) == len([run for run in runs if len(run) > 1])
    for path in drawn.paths if drawn else ():
        for point in path.split():
            x, y = map(float, point.split(","))
            assert 0 < x < drawn.width
            assert 0 < y < drawn.height
