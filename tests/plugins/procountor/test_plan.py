"""What is read first, that nothing is left unread, and that a cursor survives being stored."""

import datetime as dt
import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.sdk.accounting import Period
from hub.sdk.errors import GiveUp
from plugins.procountor.plan import Cursor, changes, first_load, moved, settled
from plugins.procountor.registers import TrackingPeriod, Year
from plugins.procountor.timeline import BEGINNING, END, bounds, joined, months, pieces

DAY = dt.timedelta(1)
TODAYS = st.dates(dt.date(1999, 1, 1), dt.date(2030, 1, 1))


def year(number: int, start: str, end: str, *, is_open: bool = True, periods: list[TrackingPeriod] | None = None):
    return Year(number, dt.date.fromisoformat(start), dt.date.fromisoformat(end), is_open, None, periods)


def january(status: str, modified: dt.datetime | None = None) -> TrackingPeriod:
    return TrackingPeriod(dt.date(2025, 1, 1), dt.date(2025, 1, 31), status, modified)


@st.composite
def any_years(draw: st.DrawFn) -> list[Year]:
    """Fiscal years that do not overlap, of unequal length, with or without gaps and tracking periods."""
    start = draw(st.dates(dt.date(2000, 1, 1), dt.date(2015, 1, 1)))
    years = []
    for number in range(draw(st.integers(0, 5))):
        start += dt.timedelta(draw(st.sampled_from([0, 0, 1, 40])))
        end = start + dt.timedelta(draw(st.integers(0, 550)))
        periods = [
            TrackingPeriod(each.start, each.end, draw(st.sampled_from(["OPEN", "CLOSED", "PENDING"])))
            for each in months(Period(start, end), draw(st.integers(1, 18)))
            if draw(st.booleans())
        ]
        years.append(Year(number, start, end, draw(st.booleans()), None, periods))
        start = end + DAY
    return draw(st.permutations(years))


def tile_all_time(periods: list[Period]) -> None:
    ordered = sorted(periods, key=lambda each: each.start)
    assert (ordered[0].start, ordered[-1].end) == (BEGINNING, END)
    assert all(earlier.end + DAY == later.start for earlier, later in pairwise(ordered))


@given(any_years(), TODAYS, st.integers(0, 100_000), st.booleans())
def test_the_stretches_of_a_first_load_tile_all_time(years, today, total, crowded):
    tile_all_time([each.period for each in first_load(years, today, total, crowded=crowded)])


@given(any_years())
def test_tracking_periods_and_what_is_in_none_tile_all_time(years):
    tile_all_time([each.period for each in pieces(years)])


@given(any_years())
def test_open_pieces_that_follow_each_other_are_compared_as_one(years):
    still_open = [each for each in pieces(years) if not each.closed]
    runs = joined(still_open)
    assert all(earlier.end + DAY < later.start for earlier, later in pairwise(runs))
    days = [(run.end - run.start).days + 1 for run in runs]
    assert sum(days) == sum((each.period.end - each.period.start).days + 1 for each in still_open)


@given(any_years(), TODAYS, st.integers(0, 100_000))
def test_what_people_look_at_is_urgent_and_comes_first(years, today, total):
    plan = first_load(years, today, total, crowded=False)
    assert [each.urgent for each in plan] == sorted((each.urgent for each in plan), reverse=True)
    assert next(each for each in plan if each.period.start <= today <= each.period.end).urgent
    for each in years:
        inside = [one for one in plan if each.start_date <= one.period.end and one.period.start <= each.end_date]
        if each.is_open:
            assert all(one.urgent for one in inside)


def test_open_years_come_before_closed_ones_and_new_before_old():
    years = [
        year(1, "2021-01-01", "2021-12-31", is_open=False),
        year(2, "2022-01-01", "2022-12-31"),
        year(3, "2023-01-01", "2023-12-31", is_open=False),
        year(4, "2024-01-01", "2024-12-31"),
        year(5, "2025-01-01", "2025-12-31"),
    ]
    plan = first_load(years, dt.date(2025, 6, 1), 100, crowded=False)
    assert [each.period.start.year for each in plan] == [2025, 2024, 2022, 2023, 1900]


@given(any_years(), TODAYS)
def test_time_outside_the_years_costs_no_request_of_its_own_unless_it_holds_today(years, today):
    plan = first_load(years, today, 0, crowded=False)
    inside = any(each.start_date <= today <= each.end_date for each in years)
    assert len(plan) == len(years) + (not inside)
    alone = [each for each in plan if each.phase == "Receipts outside the fiscal years"]
    assert [each.period.start <= today <= each.period.end for each in alone] == [True] * (not inside)


def test_time_between_years_is_read_with_the_year_that_follows_and_the_future_with_the_newest():
    years = [year(1, "2023-01-01", "2023-12-31"), year(2, "2024-03-01", "2024-12-31")]
    plan = first_load(years, dt.date(2024, 6, 1), 0, crowded=False)
    assert [each.first["list"] for each in plan] == [{"startDate": "2024-01-01"}, {"endDate": "2023-12-31"}]
    cut = first_load(years, dt.date(2024, 6, 1), 50_000, crowded=False)
    assert cut[0].first == {"list": {"startDate": "2024-12-01"}}
    assert {"list": {"startDate": "2024-01-01", "endDate": "2024-03-31"}} in [each.first for each in cut]
    assert cut[-1].first == {"list": {"endDate": "2023-01-31"}}


def test_in_a_crowd_closed_years_that_follow_each_other_are_read_together():
    years = [
        year(1, "2022-01-01", "2022-12-31", is_open=False),
        year(2, "2023-01-01", "2023-12-31", is_open=False),
        year(3, "2024-01-01", "2024-12-31"),
        year(4, "2025-01-01", "2025-12-31", is_open=False),
        year(5, "2026-01-01", "2026-12-31"),
    ]
    plan = first_load(years, dt.date(2026, 6, 1), 100, crowded=True)
    assert [(str(each.period.start), each.urgent) for each in plan] == [
        ("2026-01-01", True),
        ("2024-01-01", True),
        ("2025-01-01", False),
        ("1900-01-01", False),
    ]
    assert plan[-1].phase == "Receipts of 1.1.2022–31.12.2023"


def test_a_closed_year_that_runs_is_not_read_together_with_the_one_before():
    years = [
        year(number, f"{start}-01-01", f"{start}-12-31", is_open=False) for number, start in enumerate((2024, 2025))
    ]
    plan = first_load(years, dt.date(2025, 6, 1), 100, crowded=True)
    assert [each.urgent for each in plan] == [True, False]


def test_a_year_is_cut_the_more_the_more_receipts_it_has_and_in_a_crowd_only_a_very_large_one():
    years = [year(1, "2025-01-01", "2025-12-31")]
    today = dt.date(2025, 6, 1)

    def stretches(total: int | None, *, crowded: bool = False) -> int:
        return len(first_load(years, today, total, crowded=crowded))

    assert [stretches(total) for total in (0, 300, 1_600, 50_000, None)] == [1, 1, 4, 12, 1]
    assert [stretches(total, crowded=True) for total in (1_600, 8_000, 16_000, 100_000, None)] == [1, 1, 2, 12, 1]


def test_january_before_the_new_year_is_created_is_what_comes_first():
    plan = first_load([year(1, "2025-01-01", "2025-12-31")], dt.date(2026, 1, 15), 10, crowded=False)
    assert (plan[0].first, plan[0].urgent) == ({"list": {"startDate": "2026-01-01"}}, True)
    assert plan[0].phase == "Receipts outside the fiscal years"


def test_the_outermost_stretches_are_asked_for_without_a_bound():
    assert bounds(Period(BEGINNING, END)) == {}
    assert bounds(Period(BEGINNING, dt.date(2020, 12, 31))) == {"endDate": "2020-12-31"}


def test_what_is_closed_is_read_again_only_when_its_state_moved():
    years = [
        year(1, "2024-01-01", "2024-12-31", is_open=False),
        year(2, "2025-01-01", "2025-12-31", periods=[january("CLOSED", dt.datetime(2025, 2, 3))]),
    ]
    known = settled(years)
    assert set(known) == {"2024-01-01/2024-12-31", "2025-01-01/2025-01-31"}
    assert moved(years, known) == []
    years[1].tracking_periods = [january("CLOSED", dt.datetime(2025, 3, 1))]
    assert [each.period for each in moved(years, known)] == [Period(dt.date(2025, 1, 1), dt.date(2025, 1, 31))]
    years[1].tracking_periods = [january("OPEN")]
    assert moved(years, known) == []
    assert all(not each.closed for each in pieces(years) if each.period.start.year == 2025)


def test_a_month_that_was_closed_for_itself_is_not_read_again_when_its_year_is_closed():
    periods = [january("CLOSED", dt.datetime(2025, 2, 3))]
    before = settled([year(2, "2025-01-01", "2025-12-31", periods=periods)])
    after = [year(2, "2025-01-01", "2025-12-31", is_open=False, periods=periods)]
    assert [each.period.start for each in moved(after, before)] == [dt.date(2025, 2, 1)]


@given(any_years(), st.none() | st.datetimes())
def test_a_cursor_survives_being_stored(years, watermark):
    cursor = Cursor("changed", watermark, "all", settled(years))
    assert Cursor.read(json.loads(json.dumps(cursor.stored()))) == cursor


def test_a_cursor_of_another_kind_is_refused():
    with pytest.raises(GiveUp, match="from the start"):
        Cursor.read({"stage": "everything"})


def test_all_is_asked_for_when_nothing_was_ever_modified():
    assert changes(None).first == {"list": {}}


@pytest.mark.parametrize(
    ("start", "end", "named"),
    [
        ("2025-01-01", "2025-12-31", "Receipts of 2025"),
        ("2024-07-01", "2025-06-30", "Receipts of 1.7.2024–30.6.2025"),
        ("2024-01-01", "2025-12-31", "Receipts of 1.1.2024–31.12.2025"),
    ],
)
def test_people_read_which_year_is_being_loaded(start, end, named):
    plan = first_load([year(1, start, end)], dt.date.fromisoformat(end), 5_000, crowded=False)
    assert {each.phase for each in plan} == {named}
