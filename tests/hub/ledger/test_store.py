"""Storing is idempotent, all or nothing, and keeps the balances equal to the entries."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import func, select

from hub.ledger import models, service
from hub.ledger.service import BadReceipt, BookGone, Stored
from hub.sdk.accounting import (
    VAT_CLEARING,
    Account,
    Batch,
    Dimension,
    DimensionItem,
    Entry,
    FiscalYear,
    Layer,
    Period,
    Receipt,
    Share,
    Sweep,
)
from tests.hub.ledger.making import Shelf, receipt

MARCH = date(2026, 3, 1)
SALE = receipt("1", date(2026, 3, 5), ("1700", 12_550), ("3000", -10_000), ("2930", -2_550))


def months_of(shelf: Shelf) -> dict[tuple[str, str, date], tuple[int, int]]:
    with shelf.open() as db:
        rows = db.scalars(select(models.MonthBalance).where(models.MonthBalance.book_id == shelf.book_id))
        return {(row.layer, row.account, row.month): (row.net, row.debit) for row in rows}


def items_of(shelf: Shelf) -> dict[tuple[str, str, str, date], int]:
    with shelf.open() as db:
        rows = db.scalars(select(models.ItemBalance).where(models.ItemBalance.book_id == shelf.book_id))
        return {(row.layer, row.account, row.item, row.month): row.net for row in rows}


def number_of_entries(shelf: Shelf) -> int | None:
    with shelf.open() as db:
        return db.scalar(select(func.count()).select_from(models.Entry))


def test_a_receipt_is_stored_with_its_entries_and_balances(shelf: Shelf):
    assert shelf.store(SALE) == Stored(receipts=1, entries=3)
    assert months_of(shelf) == {
        ("movement", "1700", MARCH): (12_550, 12_550),
        ("movement", "3000", MARCH): (-10_000, 0),
        ("movement", "2930", MARCH): (-2_550, 0),
    }


def test_delivering_a_batch_again_changes_nothing(shelf: Shelf):
    shelf.store(SALE)
    before = months_of(shelf)
    assert shelf.store(SALE) == Stored(unchanged=1)
    assert (months_of(shelf), number_of_entries(shelf)) == (before, 3)


def test_an_edited_receipt_replaces_its_entries_in_the_balances(shelf: Shelf):
    shelf.store(SALE)
    edited = receipt("1", date(2026, 4, 2), ("1700", 20_000), ("3010", -20_000))
    assert shelf.store(edited) == Stored(changed=1, entries=2)
    april = date(2026, 4, 1)
    assert months_of(shelf) == {
        ("movement", "1700", april): (20_000, 20_000),
        ("movement", "3010", april): (-20_000, 0),
    }


def test_a_receipt_that_becomes_official_moves_to_the_other_layer(shelf: Shelf):
    shelf.store(replace(SALE, layer=Layer.PENDING, status="UNFINISHED"))
    shelf.store(SALE)
    assert {layer for layer, _, _ in months_of(shelf)} == {"movement"}


def test_a_sweep_removes_what_is_gone_at_the_source_in_its_range_only(shelf: Shelf):
    kept = replace(SALE, source_id="2")
    outside = receipt("3", date(2025, 12, 31), ("1910", 5), ("3000", -5))
    shelf.store(SALE, kept, outside)
    sweep = Sweep(Period(date(2026, 1, 1), date(2026, 12, 31)), frozenset({"2"}))
    assert shelf.store(sweep=sweep).removed == 1
    assert months_of(shelf)["movement", "1700", MARCH] == (12_550, 12_550)
    assert number_of_entries(shelf) == 5


def test_a_receipt_that_does_not_sum_to_zero_stores_nothing_of_its_batch(shelf: Shelf):
    bad = receipt("9", MARCH, ("1700", 100), ("3000", -99))
    with pytest.raises(BadReceipt, match=r"9.*0\.01"):
        shelf.store(SALE, bad, accounts=(Account("1700", "Myyntisaamiset"),))
    assert (months_of(shelf), number_of_entries(shelf)) == ({}, 0)


def test_two_entries_on_one_line_are_refused(shelf: Shelf):
    twice = (Entry(1, "1700", 100, MARCH), Entry(1, "3000", -100, MARCH))
    with pytest.raises(BadReceipt, match="line number"):
        shelf.store(receipt("1", MARCH, *twice))


def test_a_book_of_another_environment_is_not_found(db: ModuleType):
    mine, other = Shelf.make(db), Shelf.make(db)
    with pytest.raises(BookGone), mine.open() as handle:
        service.store(handle, other.book_id, Batch(cursor={}, receipts=(SALE,)))
    assert months_of(other) == {}


def test_several_batches_fit_in_one_transaction(shelf: Shelf):
    with shelf.open() as db:
        for number in range(3):
            one = replace(SALE, source_id=str(number))
            service.store(db, shelf.book_id, Batch(cursor={}, receipts=(one,)))
    assert months_of(shelf)["movement", "1700", MARCH] == (37_650, 37_650)


def test_registers_replace_what_was_there_and_untold_ones_stay(shelf: Shelf):
    shelf.store(
        accounts=(Account("1700", "Myyntisaamiset", names={"sv": "Kundfordringar"}), Account("1910", "Pankki")),
        fiscal_years=(FiscalYear("7", date(2026, 1, 1), date(2026, 12, 31)),),
        dimensions=(Dimension("1", "Kohde", (DimensionItem("5", "H", "Helsinki"),)),),
    )
    shelf.store(accounts=(Account("1700", "Myyntisaamiset 1"),))
    with shelf.open() as db:
        assert [(each.code, each.name) for each in db.scalars(select(models.LedgerAccount))] == [
            ("1700", "Myyntisaamiset 1")
        ]
        assert db.scalars(select(models.FiscalYear.source_id)).all() == ["7"]
        assert db.scalars(select(models.DimensionItem.name)).all() == ["Helsinki"]


def test_covered_ranges_join(shelf: Shelf):
    shelf.store(covered=(Period(date(2026, 1, 1), date(2026, 12, 31)),))
    shelf.store(covered=(Period(date(2024, 1, 1), date(2024, 12, 31)), Period(date(2025, 1, 1), date(2025, 12, 31))))
    with shelf.open() as db:
        rows = db.scalars(select(models.CoveredPeriod)).all()
        assert [(row.start_date, row.end_date) for row in rows] == [(date(2024, 1, 1), date(2026, 12, 31))]


@pytest.mark.parametrize("item", ["", "NULL", 'a "b"', "c\\d", "{e,f}", "g\th\n", " i ", "Äijä", "'j'; --"])
def test_a_dimension_item_keeps_its_id_whatever_is_in_it(shelf: Shelf, item: str):
    shelf.store(
        receipt("1", MARCH, Entry(1, "1700", 100, MARCH), Entry(2, "3000", -100, MARCH, shares=(Share(item, -100),)))
    )
    assert items_of(shelf) == {("movement", "3000", item, MARCH): -100}
    with shelf.open() as db:
        assert db.scalars(select(models.Entry.share_items).where(models.Entry.line == 2)).one() == [item]


ODD = st.text(st.one_of(st.sampled_from('\\\t\n\r\0N."{},x'), st.characters(codec="utf-8")), max_size=12)


@given(said=ODD, row=ODD, finding=ODD)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_texts_are_kept_as_they_are_but_for_zero_bytes(shelf: Shelf, said: str, row: str, finding: str):
    entries = Entry(1, "1700", 5, MARCH, text=row), Entry(2, "3000", -5, MARCH, source_id=row[:40], text=said)
    one = replace(receipt("1", MARCH, *entries), name=said, number=said, text=row, partner_code=said, finding=finding)
    shelf.store(one)
    with shelf.open() as db:
        kept = db.scalars(select(models.Receipt)).one()
        rows = db.scalars(select(models.Entry).order_by(models.Entry.line)).all()
    bare = [each.replace("\0", "") for each in (said, said, row, said, finding)]
    assert [kept.name, kept.number, kept.text, kept.partner_code, kept.finding] == bare
    assert [rows[0].text, rows[0].source_id, rows[1].text] == [row.replace("\0", ""), None, said.replace("\0", "")]
    assert rows[1].source_id == row[:40].replace("\0", "")


def test_shares_of_dimension_items_and_vat_months_have_balances_of_their_own(shelf: Shelf):
    rows = (
        Entry(1, "1700", 12_550, MARCH),
        Entry(2, "3000", -10_000, MARCH, vat_percent=255, shares=(Share("5", -4_000), Share("6", -6_000))),
        Entry(3, VAT_CLEARING, -2_550, MARCH, of=2),
    )
    shelf.store(receipt("1", MARCH, *rows, vat_month=date(2026, 2, 1)))
    assert items_of(shelf) == {
        ("movement", "3000", "5", MARCH): -4_000,
        ("movement", "3000", "6", MARCH): -6_000,
        ("movement", VAT_CLEARING, "~2026-02", MARCH): -2_550,
    }


def test_erasing_leaves_an_empty_book(shelf: Shelf):
    shelf.store(SALE, accounts=(Account("1700", "Myyntisaamiset"),), covered=(Period(MARCH, MARCH),))
    with shelf.open() as db:
        service.erase(db, shelf.book_id)
    with shelf.open() as db:
        for table in (models.Receipt, models.Entry, models.MonthBalance, models.LedgerAccount, models.CoveredPeriod):
            assert db.scalars(select(table)).all() == []
        book = db.get(models.Book, shelf.book_id)
        assert book is not None
        assert book.data_as_of is None


def test_verifying_finds_a_balance_that_was_tampered_with(shelf: Shelf):
    shelf.store(SALE)
    with shelf.open() as db:
        row = db.scalars(select(models.MonthBalance).where(models.MonthBalance.account == "3000")).one()
        row.net += 1
    with shelf.open() as db:
        [difference] = service.verify(db, shelf.book_id)
    assert (difference.account, difference.month, difference.kept, difference.counted) == (
        "3000",
        MARCH,
        -9_999,
        -10_000,
    )


# --- any order of inserts, edits, re-deliveries, sweeps and moves between layers ---------------------------------

DAYS = st.dates(date(2026, 1, 1), date(2026, 4, 30))


@st.composite
def receipts(draw: st.DrawFn) -> Receipt:
    day = draw(DAYS)
    amounts = draw(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=4))
    amounts.append(-sum(amounts))
    accounts = st.sampled_from(["1700", "1910", "3000", "29391", VAT_CLEARING])
    entries = []
    for line, amount in enumerate(amounts, 1):
        part = draw(st.integers(-1000, 1000))
        shares = draw(st.sampled_from([(), (Share("5", amount),), (Share("5", part), Share("6", amount - part))]))
        entries.append(Entry(line, draw(accounts), amount, draw(st.just(day) | DAYS), shares=shares))
    made = receipt(draw(st.sampled_from("abcdef")), day, *entries, vat_month=draw(st.none() | st.just(MARCH)))
    return replace(
        made,
        layer=draw(st.sampled_from(list(Layer))),
        text=draw(st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=5)),
    )


@st.composite
def batches(draw: st.DrawFn) -> Batch:
    sweep = None
    if draw(st.booleans()):
        start = draw(DAYS)
        ids = draw(st.frozensets(st.sampled_from("abcdef")))
        sweep = Sweep(Period(start, start + timedelta(draw(st.integers(0, 60)))), ids)
    return Batch(cursor={}, receipts=tuple(draw(st.lists(receipts(), max_size=4))), sweep=sweep)


@dataclass
class Model:
    """The store as one dictionary."""

    held: dict[str, Receipt] = field(default_factory=dict)

    def store(self, batch: Batch) -> None:
        self.held |= {each.source_id: each for each in batch.receipts}
        if batch.sweep:
            period, ids = batch.sweep.period, batch.sweep.source_ids
            gone = [key for key, each in self.held.items() if period.start <= each.date <= period.end]
            for key in set(gone) - ids:
                del self.held[key]

    def months(self) -> dict[tuple[str, str, date], tuple[int, int]]:
        net: Counter[tuple[str, str, date]] = Counter()
        debit: Counter[tuple[str, str, date]] = Counter()
        for each in self.held.values():
            for entry in each.entries:
                key = each.layer.value, entry.account, entry.date.replace(day=1)
                net[key] += entry.amount
                debit[key] += max(entry.amount, 0)
        return {key: (net[key], debit[key]) for key in net}

    def items(self) -> dict[tuple[str, str, str, date], int]:
        sums: dict[tuple[str, str, str, date], int] = defaultdict(int)
        for each in self.held.values():
            vat = f"~{each.vat_month or each.date:%Y-%m}"
            for entry in each.entries:
                shares = (Share(vat, entry.amount),) if entry.account == VAT_CLEARING else entry.shares
                for share in shares:
                    sums[each.layer.value, entry.account, share.item, entry.date.replace(day=1)] += share.amount
        return dict(sums)


def without_zeros(balances):
    return {key: value for key, value in balances.items() if value not in (0, (0, 0))}


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(delivered=st.lists(batches(), min_size=1, max_size=6))
def test_after_any_deliveries_the_balances_are_those_of_a_recount(db: ModuleType, delivered: list[Batch]):
    shelf, model = Shelf.make(db), Model()
    for batch in delivered:
        with shelf.open() as handle:
            service.store(handle, shelf.book_id, batch)
        model.store(batch)
    assert without_zeros(months_of(shelf)) == without_zeros(model.months())
    assert without_zeros(items_of(shelf)) == without_zeros(model.items())
    with shelf.open() as handle:
        assert service.verify(handle, shelf.book_id) == []
