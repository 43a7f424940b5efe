from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.fi import hetu, ytunnus

from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Book

from .truth import COMPANY, balances, bears_vat, counted, gap, month_sums, vat

FIRST = date(2024, 1, 1)
LONG_AFTER = date(2027, 12, 31)


@pytest.fixture(scope="module")
def three_years() -> Book:
    return generate(COMPANY, seed=7, months=36, receipts=4500, first_month=FIRST)


@pytest.fixture(scope="module")
def finished() -> Book:
    """Two years looked at when all of it has been summarised, filed, paid and closed."""
    return generate(COMPANY, seed=8, months=24, receipts=1500, first_month=FIRST, until=LONG_AFTER)


def test_the_same_seed_gives_the_same_book_and_another_seed_another():
    shape = {"months": 6, "receipts": 300, "first_month": FIRST}
    assert repr(generate(COMPANY, seed=1, **shape)) == repr(generate(COMPANY, seed=1, **shape))
    assert repr(generate(COMPANY, seed=1, **shape)) != repr(generate(COMPANY, seed=2, **shape))


def test_a_book_has_about_the_asked_number_of_receipts_ordered_by_consecutive_ids(three_years):
    ids = [receipt.id for receipt in three_years.receipts]
    assert 4000 <= len(ids) <= 5000
    assert ids == list(range(1, len(ids) + 1))
    row_ids = [row.id for receipt in three_years.receipts for row in receipt.rows]
    assert len(row_ids) == len(set(row_ids))


def test_ids_start_where_they_are_told_to():
    book = generate(COMPANY, seed=1, months=2, receipts=60, first_month=FIRST, id_base=1000)
    assert min(receipt.id for receipt in book.receipts) == 1000
    assert min(row.id for receipt in book.receipts for row in receipt.rows) == 1000


def test_a_later_look_adds_receipts_and_leaves_the_ids_of_earlier_ones():
    shape = {"seed": 3, "months": 5, "receipts": 250, "first_month": FIRST}
    early = generate(COMPANY, **shape, until=date(2024, 4, 10))
    late = generate(COMPANY, **shape, until=date(2024, 5, 20))
    assert len(early.receipts) < len(late.receipts)
    assert [(r.id, r.type, r.rows) for r in early.receipts] == [
        (r.id, r.type, r.rows) for r in late.receipts[: len(early.receipts)]
    ]


def test_every_row_stands_on_an_account_of_the_chart(three_years):
    codes = {account.code for account in three_years.accounts}
    assert 150 <= len(codes) <= 200
    assert {row.account for receipt in three_years.receipts for row in receipt.rows} <= codes


def test_what_a_vat_bearing_receipt_lacks_is_exactly_its_vat(three_years):
    for receipt in filter(bears_vat, counted(three_years)):
        assert gap(receipt) in {vat(receipt), vat(receipt, deductible_only=True)}, receipt


def test_a_receipt_without_vat_balances(three_years):
    for receipt in counted(three_years):
        assert receipt.type == "VAT_SUMMARY" or bears_vat(receipt) or gap(receipt) == 0, receipt


def test_both_forms_of_partial_deduction_and_reverse_charge_occur(three_years):
    partial = [r for r in counted(three_years) if any(row.vat_deduction_percent for row in r.rows)]
    assert {gap(r) == vat(r) for r in partial} == {True, False}
    abroad = [row for r in counted(three_years) for row in r.rows if row.vat_status in {5, 6}]
    assert abroad
    assert {row.vat_percent for row in abroad} == {0}


def test_rates_change_on_their_days(three_years):
    rates = {
        (row.vat_percent, r.date >= date(2024, 9, 1), r.date >= date(2026, 1, 1))
        for r in counted(three_years)
        for row in r.rows
        if row.vat_percent
    }
    standard = {(Decimal(24), False, False), (Decimal("25.5"), True, False), (Decimal("25.5"), True, True)}
    food = {(Decimal(14), False, False), (Decimal(14), True, False), (Decimal("13.5"), True, True)}
    assert (
        rates - {(Decimal(10), late, latest) for late in (True, False) for latest in (True, False)} == standard | food
    )


def test_a_month_with_a_summary_sums_to_zero_and_the_last_ended_ones_have_none(three_years):
    summarised = {r.date.replace(day=1) for r in three_years.receipts if r.type == "VAT_SUMMARY"}
    sums = month_sums(three_years)
    assert {sums[month] for month in summarised} == {0}
    assert set(sums) - summarised == {date(2026, 11, 1), date(2026, 12, 1)}
    assert all(sums[month] for month in set(sums) - summarised)


def test_each_month_has_one_summary(finished):
    days = [r.date for r in finished.receipts if r.type == "VAT_SUMMARY"]
    assert len(days) == len(set(days)) == 24


def test_when_all_is_summarised_the_trial_balance_is_zero(finished):
    assert sum(balances(finished, LONG_AFTER).values()) == 0


def test_transit_accounts_are_empty_when_all_is_paid(finished):
    end = balances(finished, LONG_AFTER)
    assert {code for code in ("1700", "1990", "2880", "2920", "2930", "2935", "2950", "2979") if code in end} == set()


def test_an_opening_receipt_repeats_the_closing_balances_with_the_result_moved(finished):
    openings = [r for r in finished.receipts if r.type == "RECEIPT_FOR_OPENING_ACCOUNTS"]
    assert [r.date for r in openings] == [date(year, 1, 1) for year in (2025, 2026, 2027)]
    for opening in openings:
        before = balances(finished, opening.date - timedelta(days=1))
        carried = {code: value for code, value in before.items() if code < "3000"}
        carried["2251"] = carried.get("2251", 0) + sum(v for code, v in before.items() if code >= "3000")
        assert {row.account: row.value for row in opening.rows} == carried


def test_a_tracking_period_opening_repeats_balances_and_balances_itself(finished):
    openings = [r for r in finished.receipts if r.type == "TRACKING_PERIOD_OPENING_RECEIPT"]
    assert openings
    assert {gap(opening) for opening in openings} == {0}
    bank = balances(finished, date(2024, 6, 30))["1910"]
    assert bank in {row.value for row in openings[0].rows if row.account == "1910"}


def test_dimension_shares_sum_to_their_row(three_years):
    shared = [row for receipt in three_years.receipts for row in receipt.rows if row.shares]
    items = {(d.id, item.id) for d in three_years.dimensions for item in d.items}
    assert shared
    for row in shared:
        for dimension in {share.dimension_id for share in row.shares}:
            assert sum(s.value for s in row.shares if s.dimension_id == dimension) == row.value
        assert {(share.dimension_id, share.item_id) for share in row.shares} <= items


def test_a_receipt_has_at_most_one_reversing_and_one_reconciliation_row_without_vat(three_years):
    for receipt in three_years.receipts:
        special = [row for row in receipt.rows if row.type != "ENTRY"]
        assert len(special) == len({row.type for row in special})
        assert all(row.vat_percent == 0 for row in special)


def test_salaries_carry_names_and_valid_artificial_identity_codes(three_years):
    salaries = [r for r in three_years.receipts if r.type == "SALARY"]
    assert len(salaries) >= 36
    for salary in salaries:
        assert hetu.is_valid(salary.partner_code, allow_temporary=True)
        assert salary.name in salary.description


def test_a_company_without_payroll_has_no_salaries():
    book = generate(COMPANY, seed=1, months=3, receipts=100, first_month=FIRST, payroll=False)
    assert not book.payroll
    codes = {r.partner_code for r in book.receipts if r.type in {"TRAVEL_INVOICE", "BILL_OF_CHARGES"}}
    assert all(hetu.is_valid(code, allow_temporary=True) for code in codes)
    assert {r.type for r in book.receipts} & {"SALARY"} == set()


def test_partners_have_valid_business_ids(three_years):
    codes = {r.partner_code for r in three_years.receipts if r.type in {"SALES_INVOICE", "PURCHASE_INVOICE"}}
    assert len(codes) > 20
    assert all(ytunnus.is_valid(code) for code in codes)


def test_every_type_and_status_a_reader_must_tell_apart_occurs(three_years):
    types = {r.type for r in three_years.receipts}
    assert len(types) == 14  # all of the API but VAT_FORM and EMPLOYER_CONTRIBUTION, unused since 2010
    statuses = {r.status for r in three_years.receipts}
    assert {"UNFINISHED", "VERIFIED", "RECEIVED", "INVALIDATED", "PAID", "APPROVED", None} <= statuses


def test_nothing_that_is_not_yet_entered_exists():
    until = date(2024, 3, 17)
    book = generate(COMPANY, seed=1, months=4, receipts=200, first_month=FIRST, until=until)
    assert max(r.created.date() for r in book.receipts) <= until
    assert max(r.version.date() for r in book.receipts) <= until


@settings(deadline=None, max_examples=25)
@given(
    seed=st.integers(0, 999),
    months=st.integers(1, 20),
    per_month=st.integers(1, 60),
    start_month=st.integers(1, 12),
    first_length=st.integers(1, 18),
    first_month=st.dates(date(2023, 1, 1), date(2026, 12, 1)).map(lambda day: day.replace(day=1)),
    payroll=st.booleans(),
)
def test_any_shape_of_company_gives_a_sound_book(**shape):
    it = SimpleNamespace(**shape)
    book = generate(
        COMPANY,
        seed=it.seed,
        months=it.months,
        receipts=it.months * it.per_month,
        first_month=it.first_month,
        fiscal_year_start_month=it.start_month,
        first_year_months=it.first_length,
        payroll=it.payroll,
    )
    summarised = {r.date.replace(day=1) for r in book.receipts if r.type == "VAT_SUMMARY"}
    assert all(total == 0 for month, total in month_sums(book).items() if month in summarised)
    assert all(gap(r) in {0, vat(r), vat(r, deductible_only=True)} for r in counted(book) if r.type != "VAT_SUMMARY")
    assert all(gap(r) == 0 for r in book.receipts if r.type == "RECEIPT_FOR_OPENING_ACCOUNTS")
    _assert_years_are_lawful(book, it.first_month, it.start_month)


def _assert_years_are_lawful(book: Book, first_month: date, start_month: int) -> None:
    years = book.fiscal_years
    assert years[0].start == first_month
    assert all(later.start == earlier.end + timedelta(days=1) for earlier, later in pairwise(years))
    assert all(later.start.month == start_month for later in years[1:])
    assert all(1 <= len(year.tracking_periods) <= 18 for year in years)
    assert all(len(year.tracking_periods) == 12 for year in years[1:])
