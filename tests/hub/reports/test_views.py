"""Whatever stands side by side, each column is the ledger of its own days; a comparison is said with its change."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hub.ledger.years import month_end
from hub.reports import service, view
from hub.reports.periods import a_year_ago, before, months_of, quarters_of
from hub.sdk.accounting import Period, Receipt
from hub.sdk.reports import ReportTable
from tests.hub.conftest import HubClient
from tests.hub.ledger.making import Shelf, calendar_years, receipt, year

FIRST, LAST = date(2023, 1, 1), date(2025, 12, 31)
ACCOUNTS = ("3000", "4000", "5000", "1910")
days = st.dates(FIRST, LAST)
whole = st.tuples(days, days).map(lambda pair: Period(min(pair).replace(day=1), month_end(max(pair))))
any_days = st.tuples(days, days).map(lambda pair: Period(min(pair), max(pair)))
Build = Callable[..., ReportTable]


@st.composite
def sales(draw: st.DrawFn) -> list[Receipt]:
    """Receipts of one amount each between a result account and the bank."""
    rows = draw(st.lists(st.tuples(days, st.sampled_from(ACCOUNTS[:3]), st.integers(-10_000, 10_000)), max_size=12))
    return [receipt(str(n), day, (code, sum_), ("1910", -sum_)) for n, (day, code, sum_) in enumerate(rows)]


@pytest.fixture
def build(app, plugins, db) -> Build:
    """Store receipts in a new book and build one of its reports for a view."""

    def build(report: str, receipts: Sequence[Receipt], period: Period, **query: str) -> ReportTable:
        shelf = Shelf.make(db)
        shelf.store(*receipts, fiscal_years=calendar_years(2023, 2025), covered=(Period(FIRST, LAST),))
        with app.test_request_context(), shelf.read(today=LAST) as reader:
            shown = view.read(view.days(period) | query, reader)
            return service.build(plugins.builders[report], reader, shown, language="en", extra={})

    return build


def summed(receipts: Sequence[Receipt], period: Period, accounts: str = "3456789") -> int:
    """Sum entries of accounts whose codes begin with one of some digits, credit positive."""
    entries = [entry for each in receipts for entry in each.entries if period.start <= entry.date <= period.end]
    return -sum(entry.amount for entry in entries if entry.account[0] in accounts)


def figures(table: ReportTable, row: str) -> Mapping[str, int | None]:
    cells = next((each.cells for each in table.rows if each.key == row), None)
    if cells is None:
        return {each.key: 0 for each in table.columns}
    return {column.key: cell.amount for column, cell in zip(table.columns, cells, strict=True)}


slow = settings(
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@slow
@given(sales(), st.one_of(whole, any_days), st.sampled_from(["month", "quarter", "total", "ytd"]))
def test_each_column_of_the_income_statement_is_the_result_of_its_own_days(build, receipts, period, by):
    table = build("income-statement", receipts, period, by=by)
    result = figures(table, "result")
    for column in table.columns:
        if column.kind == "money" and column.period:
            assert result[column.key] == summed(receipts, column.period)
    if by in ("month", "quarter"):
        cut = {"month": months_of, "quarter": quarters_of}[by](period)
        assert [each.period for each in table.columns][: len(cut)] == list(cut)


@slow
@given(sales(), st.one_of(whole, any_days), st.sampled_from(["month", "quarter", "total", "ytd"]))
def test_each_column_of_the_balance_sheet_is_how_things_stand_at_the_end_of_its_days(build, receipts, period, by):
    table = build("balance-sheet", receipts, period, by=by, against="year")
    assets, other = figures(table, "assets"), figures(table, "liabilities")
    for column in table.columns:
        if column.kind == "money" and column.period and column.period.end >= FIRST:
            assert assets[column.key] == -summed(receipts, Period(FIRST, column.period.end), "1") == other[column.key]


@slow
@given(sales(), st.one_of(whole, any_days), st.sampled_from(["month", "quarter", "total", "ytd"]))
def test_each_column_of_the_cash_flow_is_the_change_in_cash_of_its_own_days(build, receipts, period, by):
    table = build("cash-flow", receipts, period, by=by, against="before")
    flows, start, end = (figures(table, row) for row in ("cash-flow", "cash-at-start", "cash-at-end"))
    for column in table.columns:
        if column.kind == "money" and column.period and column.period.start >= FIRST:
            assert flows[column.key] == summed(receipts, column.period) == end[column.key] - start[column.key]
            assert end[column.key] == summed(receipts, Period(FIRST, column.period.end))


@slow
@given(sales(), st.one_of(whole, any_days), st.sampled_from(["before", "year"]))
def test_a_cash_flow_that_is_compared_says_by_how_much_it_has_changed(build, receipts, period, against):
    other = before(period) if against == "before" else a_year_ago(period)
    flows = figures(build("cash-flow", receipts, period, by="total", against=against), "cash-flow")
    now, then = summed(receipts, period), summed(receipts, other)
    assert (flows["total"], flows["against"], flows["total-change"]) == (now, then, now - then)


@slow
@given(sales(), st.one_of(whole, any_days), st.sampled_from(["before", "year"]))
def test_a_comparison_says_by_how_much_the_figure_has_changed(build, receipts, period, against):
    table = build("income-statement", receipts, period, by="total", against=against)
    other = before(period) if against == "before" else a_year_ago(period)
    now, then = summed(receipts, period), summed(receipts, other)
    result = figures(table, "result")
    assert (result["total"], result["against"], result["total-change"]) == (now, then, now - then)
    row = next((each for each in table.rows if each.key == "result"), None)
    if row is not None:
        told = row.cells[-1].text
        assert told.startswith("−") == (bool(then) and round(abs((now - then) / then) * 1000) > 0 and now < then)
        assert bool(told) == bool(then)


@pytest.mark.parametrize(
    ("period", "against", "expected"),
    [
        (Period(date(2025, 1, 1), date(2025, 3, 31)), "before", Period(date(2024, 10, 1), date(2024, 12, 31))),
        (Period(date(2025, 2, 1), date(2025, 2, 28)), "year", Period(date(2024, 2, 1), date(2024, 2, 29))),
        (Period(date(2024, 2, 29), date(2024, 2, 29)), "year", Period(date(2023, 2, 28), date(2023, 2, 28))),
        (Period(date(2025, 3, 10), date(2025, 3, 16)), "before", Period(date(2025, 3, 3), date(2025, 3, 9))),
    ],
)
def test_the_stretch_that_stands_beside_is_of_the_same_length(build, period, against, expected):
    columns = {each.key: each for each in build("income-statement", [], period, by="total", against=against).columns}
    assert columns["against"].period == expected


def test_the_year_to_date_is_compared_with_a_year_that_began_on_the_same_day_only(app, plugins, db):
    shelf = Shelf.make(db)
    years = (year(date(2024, 1, 1), date(2025, 6, 30), 1), year(date(2025, 7, 1), date(2026, 6, 30), 2))
    shelf.store(receipt("1", date(2025, 8, 1), ("3000", -100), ("1910", 100)), fiscal_years=years)
    with app.test_request_context(), shelf.read(today=date(2025, 9, 30)) as reader:
        shown = view.read({"to": "2025-08", "by": "ytd"}, reader)
        table = service.build(plugins.builders["income-statement"], reader, shown, language="en", extra={})
    keys = [each.key for each in table.columns]
    assert keys == ["month", "month-before", "month-change", "month-percent", "ytd"]
    assert any("no fiscal year began on the same day" in each for each in table.notes)
    assert table.columns[-1].period == Period(date(2025, 7, 1), date(2025, 8, 31))


@pytest.fixture
def shown(shelf: Shelf, reader: HubClient) -> Callable[[str], str]:
    shelf.store(
        receipt("1", date(2025, 3, 5), ("1910", 1_234_567), ("3000", -1_234_567)),
        receipt("2", date(2025, 3, 20), ("4000", 617_284), ("1910", -617_284)),
        covered=(Period(date(2024, 1, 1), date(2025, 12, 31)),),
    )

    def shown(query: str) -> str:
        answer = reader.get(f"/reports/income-statement{query}")
        assert answer.status_code == 200
        return answer.text

    return shown


def test_two_days_can_be_chosen_and_stay_in_every_link(shown):
    page = shown("?from=2025-03-01&to=2025-03-10&by=total")
    assert "1 Mar 2025 – 10 Mar 2025" in page
    turnover = page.partition("NET TURNOVER")[2].partition("</tr>")[0]
    assert "12,345.67" in turnover
    assert "from=2025-03-01&amp;to=2025-03-10&amp;by=total" in turnover, "the way to the figure's rows"
    assert "6,172.84" not in page, "what was bought later is not in it"


@pytest.mark.parametrize("by", ["month", "total"])
def test_no_choice_of_days_tells_a_single_slip(app, plugins, db, by):
    shelf = Shelf.make(db)
    slips = [
        receipt("s1", date(2025, 3, 10), ("5000", 111_11), ("1910", -111_11), private=True),
        receipt("s2", date(2025, 3, 25), ("5000", 222_22), ("1910", -222_22), private=True),
        receipt("r", date(2025, 3, 10), ("3000", -7), ("1910", 7)),
    ]
    shelf.store(*slips, fiscal_years=calendar_years(2025, 2025))

    def result(start: int, end: int, *, detail: bool) -> int | None:
        with app.test_request_context(), shelf.read(today=LAST, payroll_detail=detail) as reader:
            shown = view.read({"from": f"2025-03-{start:02}", "to": f"2025-03-{end:02}", "by": by}, reader)
            table = service.build(plugins.builders["income-statement"], reader, shown, language="en", extra={})
            (row,) = [each for each in table.rows if each.key == "result"] or [None]
            cell = row.cells[-1] if row else None
            if cell and cell.drill:
                assert service.explain(reader, row, table.columns[-1], cell).total == cell.amount
            return cell.amount if cell else None

    assert result(10, 10, detail=True) == 7 - 111_11
    assert result(10, 10, detail=False) == 7
    assert result(11, 31, detail=True) == -222_22
    assert result(11, 31, detail=False) == -333_33, "both, at the end of their month"
    assert result(1, 31, detail=False) == 7 - 333_33 == result(1, 31, detail=True)


def test_thousands_and_shares_of_turnover_are_shown_when_asked_for(shown):
    page = shown("?from=2025-03&to=2025-03&by=total&unit=k&share=1")
    turnover = page.partition("NET TURNOVER")[2].partition("</tr>")[0]
    assert "12.3" in turnover
    assert "12,345.67" not in turnover
    assert "100.0" in turnover
    purchases = page.partition("Purchases during the financial year")[2].partition("</tr>")[0]
    assert "−50.0" in purchases


def test_changes_and_shares_are_numbers_of_a_workbook(build):
    receipts = [
        receipt("1", date(2025, 3, 5), ("3000", -150), ("1910", 150)),
        receipt("2", date(2025, 2, 5), ("3000", -100), ("1910", 100)),
    ]
    march = Period(date(2025, 3, 1), date(2025, 3, 31))
    table = build("income-statement", receipts, march, by="total", against="before", share="1")
    cells = {column.key: cell for column, cell in zip(table.columns, table.rows[0].cells, strict=True)}
    assert (cells["total-percent"].ratio, cells["total-share"].ratio) == (Fraction(1, 2), 1)


def test_amounts_in_thousands_say_so_and_other_reports_never_are(shown, reader):
    assert "In thousands" in shown("?from=2025-03&to=2025-03&by=total&unit=k")
    assert "In thousands" not in shown("?from=2025-03&to=2025-03&by=total")
    other = reader.get("/reports/trial-balance?from=2025-03&to=2025-03&unit=k").text
    assert "In thousands" not in other
    assert "12,345.67" in other


@pytest.mark.parametrize("path", ["/reports/trial-balance", "/analytics"])
def test_what_knows_whole_months_only_says_the_months_it_is_about(shown, reader, path):
    page = reader.get(f"{path}?from=2025-03-02&to=2025-03-10").text
    assert "1 Mar 2025 – 31 Mar 2025" in page
    assert "2 Mar 2025" not in page
    assert 'type="date"' not in page


def test_a_file_has_the_columns_of_the_page(shown, reader):
    text = reader.get("/reports/income-statement.csv?from=2025-03&to=2025-03&against=year").data.decode("utf-8-sig")
    head = next(csv.reader(io.StringIO(text)))
    assert head == ["", "Mar 2025", "Mar 2024", "Change", "Change %"]


@pytest.mark.parametrize("query", ["?by=week", "?against=forever", "?unit=m", "?share=yes"])
def test_a_view_that_nobody_knows_is_the_usual_one(shown, query):
    assert 'aria-current="true">By month' in shown(query)


def test_a_day_that_there_is_not_is_said(reader):
    answer = reader.get("/reports/income-statement?from=2025-02-30&to=2025-03-01")
    assert answer.status_code == 422
    assert "is neither a month nor a day" in answer.text


def test_days_of_the_past_are_no_error_without_books(reader):
    assert (
        reader.get(f"/reports/balance-sheet?to={date(2025, 1, 1) - timedelta(days=9999)}&against=year").status_code
        == 200
    )
