from datetime import date

from hub.reports.chart import bars
from hub.reports.view import months_of
from hub.sdk.accounting import Period
from hub.sdk.reports import Cell, Column, ReportTable, Row

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
