"""Whether a month is ready: what the books say of each thing that has to be done, and what they do not know."""

from collections.abc import Callable
from datetime import date

import pytest

from hub.ledger.years import month_end
from hub.sdk.accounting import Entry, FiscalYear, Layer, Period, Receipt, TrackingPeriod
from hub.sdk.reports import Row, State
from hub.texts import written
from tests.hub.ledger.making import Shelf, calendar_years, receipt, vat_sale
from tests.plugins.procountor_reports.filling import report

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
TODAY = date(2026, 4, 20)
READ = Period(date(2025, 1, 1), date(2026, 12, 31))
READY, LOOK, UNKNOWN, NONE = State.READY, State.LOOK, State.UNKNOWN, State.NONE
Check = Callable[..., Row]


@pytest.fixture
def check(shelf: Shelf) -> Check:
    """Store receipts, and ask what is said about one thing in March."""

    def check(key: str, *receipts: Receipt, covered: Period = READ, detail: bool = False) -> Row:
        shelf.store(*receipts, fiscal_years=calendar_years(2025, 2026), covered=(covered,))
        with shelf.read(today=TODAY, payroll_detail=detail) as reader:
            table = report(reader, "month-check", MARCH.start, MARCH.end)
        return next(row for row in table.rows if row.key == key)

    return check


def said(row: Row) -> str:
    return row.cells[-1].text


def pay(number: str, day: date, cents: int = 300_000, **more: object) -> Receipt:
    given = {"type": "SALARY", "private": True, "name": f"Slip {number}", **more}
    return receipt(number, day, ("5000", cents), ("2880", -cents), **given)


def statement(number: str, day: date, account: str = "1910") -> Receipt:
    given = {"type": "BANK_STATEMENT_AS_RECEIPT", "status": ""}
    return receipt(number, day, (account, -500), ("2880", 500), **given)


def summary(number: str, cents: int) -> Receipt:
    rows = Entry(1, "2939", -cents, MARCH.end), Entry(2, "~vat", cents, MARCH.end, of=1)
    return receipt(number, MARCH.end, *rows, type="VAT_SUMMARY", status="", vat_month=MARCH.start)


def test_what_has_not_been_read_is_not_judged(check):
    for key in ("vat", "salaries", "depreciation", "approval", "bank", "transit", "balancing", "closing"):
        row = check(key, covered=Period(date(2026, 1, 1), date(2026, 2, 28)))
        assert row.state is UNKNOWN
        assert "have been read" in said(row)


def test_vat_is_missing_then_booked_then_out_of_date(check):
    row = check("vat", vat_sale("1", date(2026, 3, 5), 2_550))
    assert (row.state, said(row)) == (LOOK, "Not summarised yet. It is due on 12 May 2026.")
    assert (row.lead.report, row.lead.period) == ("vat", MARCH)
    assert check("vat", summary("2", 2_550)).state is READY
    late = check("vat", vat_sale("3", date(2026, 3, 9), 255))
    assert (late.state, said(late)) == (LOOK, "Out of date: 2.55 of the month's VAT is not summarised.")


def test_without_vat_nothing_has_to_be_summarised(check):
    assert check("vat").state is NONE


def test_a_year_that_is_not_read_says_nothing_of_its_vat(check):
    row = check("vat", vat_sale("1", date(2026, 3, 5), 2_550), covered=MARCH)
    assert (row.state, said(row)) == (UNKNOWN, "The months before have not all been read yet.")


def test_salaries_are_looked_for_where_there_were_some(check):
    assert check("salaries").state is NONE
    before = check("salaries", pay("1", date(2026, 2, 15)))
    assert (before.state, said(before)) == (LOOK, "Not booked, though they were in Feb 2026.")
    now = check("salaries", pay("2", date(2026, 3, 15)))
    assert (now.state, said(now)) == (READY, "Booked: 3,000.00.")


def test_depreciation_is_looked_for_where_it_is_booked_month_by_month(check):
    def booked(month: int) -> Receipt:
        return receipt(f"d{month}", date(2026, month, 28), ("6810", 100_00), ("1160", -100_00))

    assert check("depreciation", booked(1)).state is NONE, "once is no habit"
    months = [receipt(f"b{n}", date(2025, n, 28), ("6810", 100_00), ("1160", -100_00)) for n in (10, 11, 12)]
    row = check("depreciation", *months)
    assert (row.state, said(row)) == (LOOK, "Not booked, though it was in Nov 2025, Dec 2025, Jan 2026.")
    assert check("depreciation", booked(3)).state is READY


def test_receipts_that_wait_are_counted_and_summed(check):
    assert check("approval").state is READY
    waiting = [
        receipt(f"w{n}", date(2026, 3, n), ("7200", 100_00), ("2880", -100_00), type="PURCHASE_INVOICE", **more)
        for n in (1, 2)
        for more in ({"status": "UNFINISHED", "layer": Layer.PENDING},)
    ]
    row = check("approval", *waiting)
    assert row.state is LOOK
    assert said(row) == "2 receipts wait to be approved and are in no figure yet. They come to 200.00."


def test_a_slip_that_waits_is_counted_but_its_amount_is_told_to_those_with_the_right_only(check):
    waiting = pay("s", date(2026, 3, 15), 123_45, status="UNFINISHED", layer=Layer.PENDING)
    assert said(check("approval", waiting)) == "1 receipt waits to be approved and is in no figure yet."
    assert "123.45" in said(check("approval", detail=True))


def test_bank_statements_have_to_come_to_the_months_end_on_every_account(check):
    assert check("bank").state is NONE
    row = check("bank", statement("1", date(2026, 3, 31)))
    assert (row.state, said(row), row.lead.account) == (READY, "Booked: 1910 up to 31 Mar 2026.", "1910")
    behind = check("bank", statement("2", date(2026, 2, 28), "1920"))
    assert (behind.state, said(behind)) == (LOOK, "Not booked to the month's end: 1920 up to 28 Feb 2026.")
    assert behind.lead.account == "1920"


def test_payments_in_transit_are_odd_when_something_is_left_or_owed_the_wrong_way(check):
    assert check("transit").state is NONE
    owed = receipt("1", date(2026, 3, 5), ("7200", 500), ("2880", -500))
    assert check("transit", owed).state is READY
    left = receipt("2", date(2026, 3, 6), ("1990", 190_20), ("1700", -190_20))
    row = check("transit", left)
    assert (row.state, said(row)) == (LOOK, "Odd balances at the month's end: 1990 190.20.")
    assert (row.lead.report, row.lead.account) == ("general-ledger", "1990")
    drifted = receipt("3", date(2026, 3, 7), ("2880", 700), ("1910", -700))
    assert "2880 2.00" in said(check("transit", drifted))


def test_a_receipt_that_does_not_balance_is_opened_from_the_list(check):
    assert check("balancing").state is READY
    torn = receipt(
        "torn", date(2026, 3, 9), ("7200", 100), ("1910", -90), ("~unbalanced", -10), name="Torn", number="7"
    )
    row = check("balancing", torn)
    assert (row.state, row.receipt_id) == (LOOK, "torn")
    assert said(row) == "1 receipt does not balance: 7 Torn −0.10."


def month_of(number: int, state: str) -> TrackingPeriod:
    start = date(2026, number, 1)
    return TrackingPeriod(start, month_end(start), state)


HALVES = TrackingPeriod(date(2026, 3, 1), date(2026, 3, 15), "closed"), TrackingPeriod(date(2026, 3, 16), MARCH.end)


@pytest.mark.parametrize(
    ("is_open", "tracking", "state", "words"),
    [
        (False, None, READY, "The fiscal year is closed"),
        (True, None, UNKNOWN, "read at the next sync"),
        (True, (), NONE, "the month closes with its year"),
        (True, (month_of(2, "open"), month_of(3, "closed"), month_of(4, "open")), READY, "tracking period is closed"),
        (True, (month_of(2, "closed"), month_of(3, "open")), LOOK, "receipts can still be booked in it"),
        (True, (month_of(3, "pending"),), LOOK, "waits to be closed"),
        (True, (TrackingPeriod(date(2026, 1, 1), date(2026, 6, 30), "closed"),), READY, "tracking period is closed"),
        (True, HALVES, LOOK, "receipts can still be booked in it"),
        (True, (HALVES[0],), LOOK, "not wholly in a tracking period"),
        (True, (month_of(2, "closed"),), LOOK, "not wholly in a tracking period"),
    ],
)
def test_a_month_is_closed_by_its_year_or_by_its_tracking_periods(shelf, is_open, tracking, state, words):
    year = FiscalYear("2026", date(2026, 1, 1), date(2026, 12, 31), is_open, tracking=tracking)
    shelf.store(fiscal_years=(year,), covered=(READ,))
    with shelf.read(today=TODAY) as reader:
        assert reader.fiscal_years()[-1].tracking == tracking
        table = report(reader, "month-check", MARCH.start, MARCH.end)
    row = next(row for row in table.rows if row.key == "closing")
    assert row.state is state
    assert words in said(row)


@pytest.mark.parametrize(("language", "title"), [("fi", "Onko maaliskuu 2026 valmis?"), ("sv", "Är mars 2026 klar?")])
def test_it_is_named_after_its_month(shelf, language, title):
    with shelf.read(today=TODAY) as reader:
        table = report(reader, "month-check", MARCH.start, MARCH.end, language=language)
    assert written(table.title, language) == title
