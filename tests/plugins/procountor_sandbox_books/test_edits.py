from datetime import date, datetime
from decimal import Decimal

import pytest

from plugins.procountor.sandbox.books import edits
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Receipt, Row, replace

from .truth import COMPANY, gap, month_sums, vat

NOW = datetime(2024, 6, 30, 12)
OPEN_MONTH = date(2024, 6, 1)


@pytest.fixture(scope="module")
def book():
    return generate(COMPANY, seed=5, months=6, receipts=400, first_month=date(2024, 1, 1), until=NOW.date())


def one(book, month=OPEN_MONTH, kind="PURCHASE_INVOICE", statuses=("PAID", "APPROVED")) -> Receipt:
    found = (r for r in book.receipts if r.type == kind and r.status in statuses and r.date.replace(day=1) == month)
    return next(found)


def test_an_edited_receipt_comes_back_under_a_new_id_and_version(book):
    old = one(book)
    edited = edits.edit_receipt(book, old.id, lambda receipt: replace(receipt, name="Toinen Oy"), NOW)
    assert len(edited.receipts) == len(book.receipts)
    assert old.id not in {r.id for r in edited.receipts}
    new = edited.receipts[-1]
    assert (new.name, new.version, new.invoice_id) == ("Toinen Oy", NOW, old.invoice_id)
    assert new.id == book.receipts[-1].id + 1
    assert not {row.id for row in new.rows} & {row.id for r in book.receipts for row in r.rows}


def test_the_book_before_an_edit_stays_as_it_was(book):
    before = repr(book)
    edits.remove_receipt(edits.edit_receipt(book, one(book).id, lambda receipt: receipt, NOW), one(book).id + 1)
    assert repr(book) == before


def test_another_net_amount_keeps_the_gap_at_the_vat(book):
    old = one(book)
    row = next(row for row in old.rows if row.vat_percent)
    new = edits.with_net(old, row.id, Decimal("777.77"))
    assert gap(new) == vat(new)
    assert next(r.value for r in new.rows if r.id == row.id) == Decimal("777.77")


def test_a_closed_tracking_period_refuses_edits_and_removals(book):
    closed = one(book, date(2024, 1, 1))
    with pytest.raises(edits.ClosedPeriod, match="2024-01-01 - 2024-01-31 is closed"):
        edits.edit_receipt(book, closed.id, lambda receipt: receipt, NOW)
    with pytest.raises(edits.ClosedPeriod):
        edits.remove_receipt(book, closed.id)


def test_an_edit_cannot_move_a_receipt_into_a_closed_period(book):
    with pytest.raises(edits.ClosedPeriod):
        edits.edit_receipt(book, one(book).id, lambda receipt: replace(receipt, date=date(2024, 1, 5)), NOW)


def test_a_closed_year_refuses_edits():
    book = generate(COMPANY, seed=5, months=18, receipts=600, first_month=date(2023, 1, 1))
    with pytest.raises(edits.ClosedPeriod, match="fiscal year 2023-01-01 - 2023-12-31"):
        edits.remove_receipt(book, one(book, date(2023, 12, 1)).id)


def test_the_id_of_a_removed_receipt_is_never_given_again(book):
    highest = edits.edit_receipt(book, one(book).id, lambda receipt: receipt, NOW).receipts[-1].id
    edited = edits.edit_receipt(book, one(book).id, lambda receipt: receipt, NOW)
    removed = edits.remove_receipt(edited, highest)
    again = edits.edit_receipt(removed, one(removed).id, lambda receipt: receipt, NOW)
    assert again.receipts[-1].id == highest + 1


def test_a_new_receipt_gets_the_next_id_and_number(book):
    rows = (Row(0, "8450", Decimal("10.00")), Row(0, "1910", Decimal("-10.00")))
    new = Receipt(id=0, type="JOURNAL", status="APPROVED", name="Korjaus", date=date(2024, 6, 20), rows=rows)
    added = edits.add_receipt(book, new, NOW).receipts[-1]
    assert (added.id, added.created, added.version) == (book.receipts[-1].id + 1, NOW, NOW)
    assert added.number == 1 + max(r.number for r in book.receipts if r.type == "JOURNAL")


def test_a_summary_is_made_where_none_was_and_the_month_sums_to_zero(book):
    assert month_sums(book)[date(2024, 5, 1)] != 0
    made = edits.create_vat_summary(book, date(2024, 5, 17), NOW)
    assert made.receipts[-1].type == "VAT_SUMMARY"
    assert made.receipts[-1].date == date(2024, 5, 31)
    assert month_sums(made)[date(2024, 5, 1)] == 0


def test_an_outdated_summary_is_made_anew_under_a_new_id(book):
    first = edits.create_vat_summary(book, date(2024, 5, 1), NOW)
    old = one(first, date(2024, 5, 1))
    row = next(row for row in old.rows if row.vat_percent)
    edited = edits.edit_receipt(first, old.id, lambda r: edits.with_net(r, row.id, row.value + 100), NOW)
    assert month_sums(edited)[date(2024, 5, 1)] != 0
    anew = edits.create_vat_summary(edited, date(2024, 5, 1), NOW)
    summaries = [r for r in anew.receipts if r.date == date(2024, 5, 31) and r.type == "VAT_SUMMARY"]
    assert [r.id for r in summaries] == [edited.receipts[-1].id + 1]
    assert month_sums(anew)[date(2024, 5, 1)] == 0


def test_a_month_without_vat_has_nothing_to_summarise(book):
    with pytest.raises(edits.NothingToSummarise):
        edits.create_vat_summary(book, date(2030, 1, 1), NOW)


def test_approving_keeps_the_id_and_moves_the_version(book):
    draft = replace(one(book), status="UNFINISHED")
    with_draft = replace(book, receipts=tuple(draft if r.id == draft.id else r for r in book.receipts))
    approved = next(r for r in edits.approve(with_draft, draft.id, NOW).receipts if r.id == draft.id)
    assert (approved.status, approved.version, approved.rows) == ("APPROVED", NOW, draft.rows)


@pytest.mark.parametrize("status", ["PAID", "INVALIDATED", None])
def test_what_is_official_or_invalid_cannot_be_approved(book, status):
    odd = replace(one(book), status=status)
    with_odd = replace(book, receipts=tuple(odd if r.id == odd.id else r for r in book.receipts))
    with pytest.raises(edits.CannotApprove):
        edits.approve(with_odd, odd.id, NOW)


def test_closing_a_period_freezes_it_and_says_when(book):
    period = next(p for p in book.fiscal_years[0].tracking_periods if p.start == OPEN_MONTH)
    closed = edits.close_period(book, period.id, NOW)
    again = next(p for p in closed.fiscal_years[0].tracking_periods if p.id == period.id)
    assert (again.status, again.modified) == ("CLOSED", NOW)
    with pytest.raises(edits.ClosedPeriod):
        edits.remove_receipt(closed, one(closed).id)


def test_what_is_not_there_is_named(book):
    with pytest.raises(edits.NoSuchReceipt, match="no receipt 999999"):
        edits.remove_receipt(book, 999999)
    with pytest.raises(edits.NoSuchPeriod, match="no tracking period 999999"):
        edits.close_period(book, 999999, NOW)
