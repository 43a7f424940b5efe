"""Every receipt sums to zero, its VAT is explained row by row or not at all, and nothing is plugged."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given

from hub.sdk.accounting import UNBALANCED, VAT_CLEARING, Layer, Receipt, Share
from hub.sdk.errors import GiveUp
from plugins.procountor.client import Header
from plugins.procountor.mapping import receipt_from, unreadable
from plugins.procountor.receipts import DimensionShare, SerialNumber

from . import made
from .made import receipt, row


def on(mapped: Receipt, account: str) -> list[tuple[int, int | None]]:
    return [(entry.amount, entry.of) for entry in mapped.entries if entry.account == account]


@given(made.any_receipts)
def test_every_receipt_sums_to_zero(source):
    mapped = receipt_from(source)
    assert sum(entry.amount for entry in mapped.entries) == 0


@given(made.any_receipts)
def test_the_source_s_own_rows_arrive_unchanged_and_in_order(source):
    mapped = receipt_from(source)
    rows = source.transactions or []
    own = mapped.entries[: len(rows)]
    assert [(each.account, each.amount) for each in own] == [
        (each.account, int(each.accounting_value * 100)) for each in rows
    ]
    assert [each.line for each in mapped.entries] == list(range(1, len(mapped.entries) + 1))


@given(made.any_receipts)
def test_virtual_rows_stand_on_virtual_accounts_only(source):
    mapped = receipt_from(source)
    rows = source.transactions or []
    for entry in mapped.entries[len(rows) :]:
        assert entry.account in {VAT_CLEARING, UNBALANCED}
        assert entry.source_id is None
        assert (entry.of is None) == (entry.account == UNBALANCED)
        assert entry.of is None or 1 <= entry.of <= len(rows)


@given(made.any_receipts)
def test_whatever_does_not_balance_says_why(source):
    mapped = receipt_from(source)
    assert mapped.finding or not on(mapped, UNBALANCED)


@given(made.any_receipts)
def test_only_a_valid_business_id_is_kept_of_a_partner(source):
    assert receipt_from(source).partner_code in {None, "12345671"}


@given(made.invoices())
def test_the_vat_of_an_invoice_is_net_times_rate_within_a_cent_a_row(source):
    mapped = receipt_from(source)
    taxed = [each for each in source.transactions or [] if each.vat_percent]
    expected = sum((each.accounting_value * (each.vat_percent or 0) for each in taxed), Decimal(0))
    cleared = sum(amount for amount, _ in on(mapped, VAT_CLEARING))
    assert on(mapped, UNBALANCED) == []
    assert abs(cleared - expected) <= len(taxed)


def test_a_sale_s_vat_is_booked_under_the_row_that_bears_it():
    mapped = receipt_from(receipt("SALES_INVOICE", row("1700", "125.50", "0"), row("3000", "-100.00", "25.5")))
    assert on(mapped, VAT_CLEARING) == [(-2550, 2)]
    assert mapped.vat_month == dt.date(2024, 11, 1)
    assert mapped.layer is Layer.MOVEMENT


def test_the_largest_row_takes_the_cents():
    rows = [row("1700", "1.27", "0"), row("3000", "-0.34", "24"), row("3010", "-0.68", "24")]
    assert on(receipt_from(receipt("SALES_INVOICE", *rows)), VAT_CLEARING) == [(-8, 2), (-17, 3)]


def test_a_cent_of_rounding_in_the_source_is_vat_all_the_same():
    mapped = receipt_from(receipt("PURCHASE_INVOICE", row("7680", "241.94", "24"), row("1900", "-300.00")))
    assert on(mapped, VAT_CLEARING) == [(5806, 1)]


def test_two_cents_on_one_row_are_not_vat():
    mapped = receipt_from(receipt("PURCHASE_INVOICE", row("7680", "241.94", "24"), row("1900", "-300.02")))
    assert on(mapped, VAT_CLEARING) == []
    assert on(mapped, UNBALANCED) == [(5808, None)]
    assert "58.08 is missing on the debit side" in mapped.finding


@pytest.mark.parametrize(
    ("rows", "cleared"),
    [
        pytest.param(
            [row("8450", "1000", "25.5", vat_deduction_percent=Decimal(50)), row("2880", "-1255")],
            [(25500, 1)],
            id="the whole VAT waits for the summary",
        ),
        pytest.param(
            [
                row("8450", "1000", "25.5", vat_deduction_percent=Decimal(50)),
                row("8450", "127.50"),
                row("2880", "-1255"),
            ],
            [(12750, 1)],
            id="a row of its own raises the cost",
        ),
        pytest.param(
            [row("8450", "1127.50", "25.5", vat_deduction_percent=Decimal(50)), row("2880", "-1255")],
            [(12750, 1)],
            id="the row itself is raised",
        ),
        pytest.param(
            [row("7050", "1255", "25.5", vat_deduction_percent=Decimal(0)), row("2880", "-1255")],
            [],
            id="nothing may be deducted",
        ),
    ],
)
def test_every_form_of_partial_deduction_is_vat(rows, cleared):
    mapped = receipt_from(receipt("PURCHASE_INVOICE", *rows))
    assert on(mapped, VAT_CLEARING) == cleared
    assert on(mapped, UNBALANCED) == []
    assert mapped.finding == ""


def test_reverse_charge_bears_no_rate_and_needs_nothing():
    mapped = receipt_from(receipt("PURCHASE_INVOICE", row("4100", "100", "0", vat_status=5), row("2880", "-100")))
    assert len(mapped.entries) == 2
    assert mapped.vat_month is None
    assert mapped.finding == ""


def test_reverse_charge_that_shows_its_rate_carries_no_vat_either():
    mapped = receipt_from(receipt("PURCHASE_INVOICE", row("4100", "100", "25.5", vat_status=5), row("2880", "-100")))
    assert (len(mapped.entries), mapped.finding) == (2, "")


def test_domestic_and_reverse_charge_rows_are_told_apart_by_their_status():
    rows = [row("4000", "100", "25.5", vat_status=1), row("4100", "50", "25.5", vat_status=5), row("2880", "-175.50")]
    assert on(receipt_from(receipt("PURCHASE_INVOICE", *rows)), VAT_CLEARING) == [(2550, 1)]


def test_domestic_vat_that_is_on_no_row_is_a_finding():
    mapped = receipt_from(receipt("PURCHASE_INVOICE", row("8450", "100", "25.5", vat_status=1), row("2880", "-100")))
    assert len(mapped.entries) == 2
    assert "bear domestic VAT" in mapped.finding


def test_vat_that_cancels_out_is_no_finding():
    rows = [row("3000", "100", "25.5"), row("3010", "-100", "25.5")]
    mapped = receipt_from(receipt("JOURNAL", *rows))
    assert on(mapped, VAT_CLEARING) == [(2550, 1), (-2550, 2)]
    assert mapped.finding == ""


def test_a_summary_is_met_row_by_row_on_the_clearing_account():
    rows = [row("2930", "-1020.00"), row("2930", "255.00")]
    mapped = receipt_from(receipt("VAT_SUMMARY", *rows, status=None, receipt_date=dt.date(2024, 11, 30)))
    assert on(mapped, VAT_CLEARING) == [(102000, 1), (-25500, 2)]
    assert mapped.vat_month == dt.date(2024, 11, 1)


def test_payment_based_vat_belongs_to_the_month_of_its_vat_date():
    rows = [row("1700", "125.50"), row("3000", "-100", "25.5")]
    assert receipt_from(receipt("SALES_INVOICE", *rows, vat_date=dt.date(2025, 1, 20))).vat_month == dt.date(2025, 1, 1)


def test_an_opening_that_does_not_balance_names_the_likeliest_reason():
    source = receipt("RECEIPT_FOR_OPENING_ACCOUNTS", row("1910", "100"), row("2000", "-60"), status=None)
    mapped = receipt_from(source)
    assert mapped.layer is Layer.OPENING
    assert on(mapped, UNBALANCED) == [(-4000, None)]
    assert "40.00 is missing on the credit side" in mapped.finding
    assert "result of the year before has not been moved" in mapped.finding


def test_salaries_are_private_and_a_cut_one_is_told():
    mapped = receipt_from(receipt("SALARY", row("5000", "2000"), status="PAID"))
    assert mapped.private
    assert "The key may not be allowed" in mapped.finding


def test_a_receipt_without_rows_is_told():
    assert "without any rows" in receipt_from(receipt("JOURNAL")).finding


def test_a_receipt_that_is_listed_but_not_given_is_shown_by_name():
    header = Header(7, "SALARY", dt.date(2025, 1, 31), "PAID", "Palkka 131052-308T", 12)
    mapped = unreadable(header)
    assert (mapped.source_id, mapped.name, mapped.number, mapped.entries) == ("7", "Palkka …", "12", ())
    assert mapped.private
    assert "missing from the figures" in mapped.finding


def test_an_amount_that_is_not_in_whole_cents_ends_with_the_receipt_s_id():
    with pytest.raises(GiveUp, match=r"a row of receipt 7 the amount 0\.005"):
        receipt_from(receipt("JOURNAL", row("3000", "0.005")))


@pytest.mark.parametrize(
    "odd",
    [
        row("5000", "3534.005"),
        row("5000", "3534.12", dimension_item_values=[DimensionShare(Decimal("3534.005"), 1, 11)]),
        row("5000", "Infinity"),
    ],
)
def test_v8_2_3_an_amount_of_a_salary_is_not_told_and_neither_is_its_receipt(odd):
    with pytest.raises(GiveUp) as raised:
        receipt_from(receipt("SALARY", odd, id=4711, receipt_number=815, name="Aino"))
    assert "a salary receipt" in raised.value.message
    assert not [each for each in ("3534", "Infinity", "4711", "815", "Aino") if each in raised.value.message]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e30"])
def test_what_is_no_amount_is_refused(value):
    with pytest.raises(GiveUp):
        receipt_from(receipt("JOURNAL", row("3000", value)))


@pytest.mark.parametrize("values", [("-60", "-40"), ("60", "40")])
def test_dimension_shares_are_signed_like_their_row(values):
    shares = [DimensionShare(Decimal(value), 1, item) for item, value in enumerate(values, 11)]
    source = receipt("JOURNAL", row("3000", "-100", dimension_item_values=shares), row("1910", "100"))
    assert receipt_from(source).entries[0].shares == (Share("11", -6000), Share("12", -4000))


def test_the_number_is_the_one_people_know():
    rows = [row("1910", "1"), row("3000", "-1")]
    assert receipt_from(receipt("JOURNAL", *rows, receipt_number=12, invoice_number=10023)).number == "12"
    assert receipt_from(receipt("JOURNAL", *rows, invoice_number=10023)).number == "10023"
    assert receipt_from(receipt("JOURNAL", *rows, serial_number=SerialNumber("B", 1), receipt_number=9)).number == "B1"
