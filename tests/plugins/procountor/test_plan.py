"""What is read first, that nothing is left unread, and that a cursor survives being stored."""

import datetime as dt
import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.sdk.accounting import FiscalYear
from hub.sdk.errors import GiveUp
from plugins.procountor.plan import BEGINNING, END, Cursor, Unit, first_load, refresh

DAY = dt.timedelta(1)


def year(number: int, start: str, end: str, *, is_open: bool = True) -> FiscalYear:
    return FiscalYear(str(number), dt.date.fromisoformat(start), dt.date.fromisoformat(end), is_open)


@st.composite
def any_years(draw: st.DrawFn) -> list[FiscalYear]:
    """Fiscal years that do not overlap, of unequal length, with or without gaps between them."""
    start = draw(st.dates(dt.date(2000, 1, 1), dt.date(2015, 1, 1)))
    years = []
    for number in range(draw(st.integers(0, 5))):
        start += dt.timedelta(draw(st.sampled_from([0, 0, 1, 40])))
        end = start + dt.timedelta(draw(st.integers(0, 550)))
        years.append(FiscalYear(str(number), start, end, draw(st.booleans())))
        start = end + DAY
    return draw(st.permutations(years))


@given(any_years(), st.dates(dt.date(1999, 1, 1), dt.date(2030, 1, 1)))
def test_the_ranges_of_a_first_load_tile_all_time(years, today):
    loads = sorted((unit for unit in first_load(years, today) if unit.kind == "load"), key=lambda unit: unit.start)
    assert (loads[0].start, loads[-1].end) == (BEGINNING, END)
    assert all(earlier.end + DAY == later.start for earlier, later in pairwise(loads))
    assert {unit.year for unit in loads} - {""} == {each.source_id for each in years}


@given(any_years(), st.dates(dt.date(1999, 1, 1), dt.date(2030, 1, 1)))
def test_today_comes_first_and_changes_last(years, today):
    plan = first_load(years, today)
    assert plan[0].start <= today <= plan[0].end
    assert [unit.kind for unit in plan].index("changes") == len(plan) - 1


def test_open_years_come_before_closed_ones_and_new_before_old():
    years = [
        year(1, "2021-01-01", "2021-12-31", is_open=False),
        year(2, "2022-01-01", "2022-12-31"),
        year(3, "2023-01-01", "2023-12-31", is_open=False),
        year(4, "2024-01-01", "2024-12-31"),
        year(5, "2025-01-01", "2025-12-31"),
    ]
    plan = first_load(years, dt.date(2025, 6, 1))
    assert [unit.year for unit in plan] == ["5", "4", "2", "", "3", "1", "", ""]


def test_january_before_the_new_year_is_created_is_what_comes_first():
    plan = first_load([year(1, "2025-01-01", "2025-12-31")], dt.date(2026, 1, 15))
    assert (plan[0].year, plan[0].bounds) == ("", {"startDate": "2026-01-01"})
    assert plan[0].phase == "Receipts outside the fiscal years"


def test_the_outermost_ranges_are_asked_for_without_a_bound():
    assert Unit("load").bounds == {}
    assert Unit("load", end=dt.date(2020, 12, 31)).bounds == {"endDate": "2020-12-31"}


def test_a_closed_year_is_compared_again_only_when_its_state_moved():
    closed, still_open = year(1, "2024-01-01", "2024-12-31", is_open=False), year(2, "2025-01-01", "2025-12-31")
    known = {unit.year: unit.state for unit in refresh([closed, still_open], {}) if unit.year}
    assert set(known) == {"1", "2"}
    assert [unit.year for unit in refresh([closed, still_open], known) if unit.year] == ["2"]
    reopened = year(1, "2024-01-01", "2024-12-31")
    assert [unit.year for unit in refresh([reopened, still_open], known) if unit.year] == ["2", "1"]


@given(any_years(), st.integers(0, 5))
def test_a_cursor_survives_being_stored(years, after):
    cursor = Cursor(todo=first_load(years, dt.date(2020, 1, 1)), after=after, watermark=dt.datetime(2025, 1, 1, 8))
    assert Cursor.read(json.loads(json.dumps(cursor.stored()))) == cursor


def test_a_cursor_of_another_kind_is_refused():
    with pytest.raises(GiveUp, match="from the start"):
        Cursor.read({"todo": "everything"})


@pytest.mark.parametrize(
    ("start", "end", "named"),
    [
        ("2025-01-01", "2025-12-31", "Receipts of 2025"),
        ("2024-07-01", "2025-06-30", "Receipts of 1.7.2024–30.6.2025"),
    ],
)
def test_people_read_which_year_is_being_loaded(start, end, named):
    assert Unit("load", dt.date.fromisoformat(start), dt.date.fromisoformat(end), "1").phase == named
