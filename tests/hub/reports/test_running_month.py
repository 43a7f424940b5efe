"""A report ends with the last month that has ended; the running one is a step away and called unfinished."""

from datetime import date, datetime
from html import unescape

import pytest

from hub.reports import view
from hub.reports.running import running
from hub.reports.views import parts
from hub.sdk.accounting import Period
from tests.hub.conftest import HubClient
from tests.hub.ledger.making import Shelf, calendar_years, receipt, year

YEAR_2026 = date(2026, 1, 1)


@pytest.fixture
def shelf(db) -> Shelf:
    shelf = Shelf.make(db)
    shelf.store(
        receipt("old", date(2025, 6, 2), ("1910", 100), ("3000", -100)),
        receipt("now", date(2026, 11, 2), ("1910", 700), ("3000", -700)),
        fiscal_years=calendar_years(2025, 2027),
        covered=(Period(date(2025, 1, 1), date(2026, 11, 29)),),
    )
    return shelf


def newest(shelf: Shelf, today: date, usual: view.Span = "ended", **query: str) -> Period:
    with shelf.read(today=today) as books:
        return view.read(query, books, usual).period


@pytest.mark.parametrize(
    ("today", "ended", "month", "so_far"),
    [
        (date(2026, 11, 29), date(2026, 10, 31), date(2026, 10, 1), (YEAR_2026, date(2026, 11, 30))),
        (date(2026, 11, 30), date(2026, 10, 31), date(2026, 10, 1), (YEAR_2026, date(2026, 11, 30))),
        (date(2026, 12, 1), date(2026, 11, 30), date(2026, 11, 1), (YEAR_2026, date(2026, 12, 31))),
        (date(2026, 2, 1), date(2026, 1, 31), date(2026, 1, 1), (YEAR_2026, date(2026, 2, 28))),
    ],
)
def test_the_newest_days_end_with_the_last_ended_month(app, shelf, today, ended, month, so_far):
    with app.test_request_context():
        assert newest(shelf, today) == Period(YEAR_2026, ended)
        assert newest(shelf, today, "month") == Period(month, ended)
        assert newest(shelf, today, "year") == Period(*so_far)


def test_in_the_first_month_of_a_fiscal_year_the_year_before_is_shown_and_why(app, shelf):
    with app.test_request_context(), shelf.read(today=date(2027, 1, 15)) as books:
        seen = view.read({}, books)
        found = running(seen, books)
    assert seen.period == Period(YEAR_2026, date(2026, 12, 31))
    assert found is not None
    assert found.new_year is not None
    assert (found.new_year.start, found.period) == (date(2027, 1, 1), Period(date(2027, 1, 1), date(2027, 1, 31)))


@pytest.mark.parametrize("usual", ["ended", "month", "year"])
def test_a_book_whose_first_month_goes_on_shows_that_month(app, db, usual):
    shelf = Shelf.make(db)
    shelf.store(fiscal_years=(year(date(2026, 11, 16), date(2027, 12, 31)),))
    with app.test_request_context():
        assert newest(shelf, date(2026, 11, 29), usual) == Period(date(2026, 11, 16), date(2026, 11, 30))


def test_a_book_that_has_ended_shows_its_last_year_whole_and_offers_no_other_month(app, db):
    shelf = Shelf.make(db)
    shelf.store(fiscal_years=calendar_years(2024, 2024))
    with app.test_request_context(), shelf.read(today=date(2026, 11, 29)) as books:
        seen = view.read({}, books)
        assert seen.period == Period(date(2024, 1, 1), date(2024, 12, 31))
        assert running(seen, books) is None


@pytest.mark.parametrize(
    ("query", "alone", "leads_to"),
    [
        ({}, False, {"from": "2026-01", "to": "2026-11"}),
        ({"from": "2026-10", "to": "2026-10"}, False, {"from": "2026-10", "to": "2026-11"}),
        ({"from": "2026-10", "to": "2026-10"}, True, {"from": "2026-11", "to": "2026-11"}),
        ({"from": "2026-01", "to": "2026-11"}, False, {"from": "2026-01", "to": "2026-10"}),
        ({"from": "2026-01", "to": "2026-09"}, False, None),
        ({"from": "2026-11", "to": "2026-11"}, True, None),
        ({"from": "2026-10-05", "to": "2026-11-12"}, False, None),
    ],
)
def test_the_running_month_is_one_step_away_and_so_is_leaving_it_out(app, shelf, query, alone, leads_to):
    with app.test_request_context(), shelf.read(today=date(2026, 11, 29)) as books:
        found = running(view.read(query, books), books, alone=alone)
    assert (found and view.days(found.period)) == leads_to


@pytest.fixture
def on_29_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have pages believe that it is the day of these books."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2026, 11, 29, 12, tzinfo=tz)

    monkeypatch.setattr(parts, "datetime", Clock)


def rows_of(page: str) -> str:
    return page.split("<table", 1)[1].split("</table>", 1)[0]


@pytest.mark.parametrize(
    ("report", "without", "with_it"),
    [("income-statement", "Oct 2026", "Nov 2026"), ("balance-sheet", "31 Oct 2026", "30 Nov 2026")],
)
@pytest.mark.usefixtures("on_29_november")
def test_a_statement_opens_without_the_running_month_and_shows_it_as_unfinished(
    reader: HubClient, report, without, with_it
):
    page = unescape(reader.get(f"/reports/{report}").text)
    assert without in rows_of(page)
    assert with_it not in rows_of(page)
    assert "Show Nov 2026, not finished" in page
    address = f"/reports/{report}?from=2026-01&to=2026-11"
    assert f'href="{address}"' in page
    running_too = unescape(reader.get(address).text)
    assert with_it in rows_of(running_too)
    assert "(not finished)" in rows_of(running_too)
    assert "Leave out Nov 2026" in running_too


@pytest.mark.usefixtures("on_29_november")
def test_what_is_owed_is_shown_as_of_today(reader: HubClient):
    assert "Open 29 Nov 2026" in reader.get("/reports/receivables").text
