"""Which receipts are official bookkeeping, as Procountor's help says it."""

import pytest

from hub.sdk.accounting import Layer
from plugins.procountor.layers import layer_of, unknown

INVOICES = ("SALES_INVOICE", "PURCHASE_INVOICE", "TRAVEL_INVOICE", "BILL_OF_CHARGES", "JOURNAL", "SALARY")
WITHOUT_STATUS = ("PERIODIC_TAX_RETURN", "VAT_SUMMARY", "BANK_STATEMENT_AS_RECEIPT", "REFERENCE_PAYMENT")
OFFICIAL = (
    *("APPROVED", "NOT_SENT", "SENT", "PAID", "PARTLY_PAID", "MARKED_PAID"),
    *("PAYMENT_QUEUED", "PAYMENT_SENT_TO_BANK", "PAYMENT_DENIED"),
)


@pytest.mark.parametrize("kind", INVOICES)
@pytest.mark.parametrize("status", OFFICIAL)
def test_approved_and_later_is_official(kind, status):
    assert layer_of(kind, status) is Layer.MOVEMENT
    assert unknown(kind, status) == ""


@pytest.mark.parametrize("status", ["UNFINISHED", "VERIFIED", "RECEIVED"])
def test_what_awaits_approval_is_pending(status):
    assert layer_of("PURCHASE_INVOICE", status) is Layer.PENDING


@pytest.mark.parametrize("status", ["INVALIDATED", "DELETED", "INVOICED", "OVERRIDDEN", "STARTED", "UNSAVED"])
def test_everything_else_is_left_out_without_a_finding(status):
    assert layer_of("PURCHASE_INVOICE", status) is Layer.LEFT_OUT
    assert unknown("PURCHASE_INVOICE", status) == ""


@pytest.mark.parametrize("kind", WITHOUT_STATUS)
@pytest.mark.parametrize("status", [None, "", "EMPTY"])
def test_types_that_keep_no_status_are_official_without_one(kind, status):
    assert layer_of(kind, status) is Layer.MOVEMENT
    assert unknown(kind, status) == ""


def test_an_invalidated_bank_statement_is_left_out_all_the_same():
    assert layer_of("BANK_STATEMENT_AS_RECEIPT", "INVALIDATED") is Layer.LEFT_OUT


@pytest.mark.parametrize("kind", ["SALES_ORDER", "PURCHASE_ORDER", "TRACKING_PERIOD_OPENING_RECEIPT"])
@pytest.mark.parametrize("status", [None, "APPROVED", "SENT"])
def test_orders_and_period_openings_are_never_official(kind, status):
    assert layer_of(kind, status) is Layer.LEFT_OUT
    assert unknown(kind, status) == ""


def test_an_opening_receipt_is_an_opening():
    assert layer_of("RECEIPT_FOR_OPENING_ACCOUNTS", None) is Layer.OPENING
    assert layer_of("RECEIPT_FOR_OPENING_ACCOUNTS", "INVALIDATED") is Layer.LEFT_OUT


@pytest.mark.parametrize(
    ("kind", "status", "named"),
    [("ACCRUAL", "APPROVED", "ACCRUAL"), ("JOURNAL", "ON_HOLD", "ON_HOLD"), ("JOURNAL", None, "no status")],
)
def test_what_nobody_knows_is_left_out_and_named(kind, status, named):
    assert layer_of(kind, status) is Layer.LEFT_OUT
    assert named in unknown(kind, status)
