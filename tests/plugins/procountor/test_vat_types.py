"""Which rows are supplies, on which side of the VAT return, and under which status."""

import pytest

from plugins.procountor.mapping import receipt_from

from .made import receipt, row


def facts(kind: str, *rows: object, **more: object) -> list[tuple[str | None, int | None]]:
    mapped = receipt_from(receipt(kind, *rows, **more))  # type: ignore[arg-type]
    return [(each.vat_type, each.vat_status) for each in mapped.entries if each.source_id is not None or not each.of]


def test_a_row_s_own_vat_type_and_status_go_before_the_receipt_s():
    rows = row("3000", "-100", "25.5", vat_type="SALES", vat_status=6), row("4000", "100", "25.5")
    assert facts("JOURNAL", *rows, vat_type="PURCHASE") == [("sales", 6), ("purchase", 1)]


def test_an_invoice_s_rows_without_a_rate_are_supplies_and_its_counter_row_is_none():
    rows = row("3370", "-100", "0", vat_status=5), row("1700", "100", "0", transaction_type="REVERSING_ENTRY")
    assert facts("SALES_INVOICE", *rows, vat_type="SALES") == [("sales", 5), (None, None)]


@pytest.mark.parametrize("kind", ["JOURNAL", "BANK_STATEMENT_AS_RECEIPT", "SALARY", "REFERENCE_PAYMENT"])
def test_rows_without_a_rate_are_no_supplies_elsewhere(kind: str):
    rows = row("1910", "100", "0", vat_status=12), row("1700", "-100")
    assert facts(kind, *rows, vat_type="SALES") == [(None, 12), (None, None)]


def test_a_vat_summary_is_no_supply():
    [own] = facts("VAT_SUMMARY", row("2930", "-100", "0"), vat_type="SALES", status=None)
    assert own == (None, None)


def test_a_vat_type_that_nobody_knows_is_none():
    assert facts("JOURNAL", row("3000", "0", "25.5"), vat_type="BARTER") == [(None, None)]
