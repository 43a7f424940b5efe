"""What a sync changed in days that were read before is logged, and explains every figure that moved."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import select, text

from hub.connectors.models import Connection, SyncRun
from hub.identity.models import Person
from hub.ledger import models, service, tasks
from hub.ledger.changelog import KEPT_DAYS, reading
from hub.ledger.changelog.models import FirstReading, ReceiptChange
from hub.sdk.accounting import Batch, Layer, Period, Receipt, Sweep
from tests.hub.ledger.making import WHOLE_2025, WHOLE_2026, Shelf, receipt
from tests.hub.ledger.test_private_pay import pay
from tests.hub.ledger.test_store import batches

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
SALE = receipt("1", date(2026, 3, 5), ("1700", 12_550), ("3000", -12_550), number="17", type="SALES_INVOICE")
COST = receipt("2", date(2026, 3, 9), ("4000", 900), ("2870", -900), number="3", type="PURCHASE_INVOICE")


class Log:
    """The change log of a shelf, and syncs that write it."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        with shelf.open() as db:
            company = db.scalars(select(models.Book.company_id).where(models.Book.id == shelf.book_id)).one()
            person = Person(name="Aino", email="aino@example.com")
            db.add(person)
            db.flush()
            link = Connection(
                tenant_id=shelf.tenant_id,
                company_id=company,
                book_id=shelf.book_id,
                connector="shelf",
                source_id="7",
                attached_by=person.id,
            )
            db.add(link)
            db.flush()
            self.connection_id = link.id

    def run(self) -> UUID:
        with self.shelf.open() as db:
            run = SyncRun(tenant_id=self.shelf.tenant_id, connection_id=self.connection_id)
            db.add(run)
        return run.id

    def sync(self, *receipts: Receipt, run: UUID | None = None, **batch) -> UUID:
        run = run or self.run()
        with self.shelf.open() as db:
            given = Batch(cursor={}, receipts=receipts, **batch)
            service.store(db, self.shelf.book_id, given, sync_run_id=run)
        return run

    def changes(self, run: UUID | None = None) -> list[ReceiptChange]:
        with self.shelf.open() as db:
            query = select(ReceiptChange).order_by(ReceiptChange.id)
            return list(db.scalars(query.where(ReceiptChange.sync_run_id == run) if run else query))

    def readings(self) -> list[FirstReading]:
        with self.shelf.open() as db:
            return list(db.scalars(select(FirstReading).order_by(FirstReading.start_date)))

    def summary(self, run: UUID, *, detail: bool = False) -> reading.Summary | None:
        with self.shelf.open() as db:
            return reading.summaries(db, self.shelf.tenant_id, [run], detail=detail).get(run)

    def here(self, accounts: list[str], period: Period = WHOLE_2026, *, detail: bool = False):
        with self.shelf.open() as db:
            return reading.moved_here(db, self.shelf.tenant_id, self.shelf.book_id, accounts, period, detail=detail)


@pytest.fixture
def log(shelf: Shelf) -> Log:
    return Log(shelf)


def moves(change: ReceiptChange) -> dict[tuple[str, date], tuple[int, int]]:
    places = zip(change.accounts, change.months, strict=True)
    return dict(zip(places, zip(change.before, change.after, strict=True), strict=True))


def sweep(*ids: str) -> Sweep:
    return Sweep(WHOLE_2026, frozenset(ids))


def test_a_first_reading_is_one_line_with_number_and_debits_whatever_its_batches(log: Log):
    run = log.sync(SALE, covered=())
    log.sync(COST, receipt("9", date(2025, 12, 31), ("1910", 5), ("3000", -5)), run=run, covered=(WHOLE_2026,))
    assert log.changes() == []
    [line] = log.readings()
    assert (line.sync_run_id, line.start_date, line.end_date) == (run, WHOLE_2026.start, WHOLE_2026.end)
    assert (line.receipts, line.debit) == (2, 13_450)


def test_a_range_without_receipts_is_not_told(log: Log):
    log.sync(SALE, covered=(WHOLE_2026, WHOLE_2025))
    assert [line.start_date.year for line in log.readings()] == [2026]


def test_a_range_that_is_read_again_is_no_first_reading(log: Log):
    log.sync(SALE, covered=(WHOLE_2026,))
    log.sync(SALE, covered=(Period(MARCH, MARCH), WHOLE_2026))
    assert len(log.readings()) == 1
    assert log.changes() == []


def test_a_receipt_that_comes_later_is_logged_with_what_it_moved(log: Log):
    log.sync(SALE, covered=(WHOLE_2026,))
    run = log.sync(COST)
    [change] = log.changes()
    assert (change.kind, change.source_id, change.number, change.sync_run_id) == ("added", "2", "3", run)
    assert (change.date_before, change.date_after, change.layer_after) == (None, COST.date, "movement")
    assert moves(change) == {("2870", MARCH): (0, -900), ("4000", MARCH): (0, 900)}


def test_an_edit_is_logged_by_account_and_month_with_before_and_after(log: Log):
    log.sync(SALE, covered=(WHOLE_2026,))
    log.sync(replace(SALE, date=date(2026, 4, 2), entries=receipt("", APRIL, ("1700", 10), ("3000", -10)).entries))
    [change] = log.changes()
    assert (change.kind, change.date_before, change.date_after) == ("changed", SALE.date, date(2026, 4, 2))
    assert moves(change) == {
        ("1700", MARCH): (12_550, 0),
        ("1700", APRIL): (0, 10),
        ("3000", MARCH): (-12_550, 0),
        ("3000", APRIL): (0, -10),
    }


def test_a_receipt_that_is_gone_is_logged_with_what_it_took_along(log: Log):
    log.sync(SALE, COST, covered=(WHOLE_2026,))
    log.sync(sweep=sweep("2"))
    [change] = log.changes()
    assert (change.kind, change.number, change.name, change.date_after) == ("gone", "17", "Receipt 1", None)
    assert moves(change) == {("1700", MARCH): (12_550, 0), ("3000", MARCH): (-12_550, 0)}


def test_a_change_of_texts_alone_is_counted_and_not_logged(log: Log, shelf: Shelf):
    log.sync(SALE, covered=(WHOLE_2026,))
    with shelf.open() as db:
        edited = Batch(cursor={}, receipts=(replace(SALE, text="Consulting in March"),))
        assert service.store(db, shelf.book_id, edited).unmoved == 1
    assert log.changes() == []


def test_becoming_official_moves_the_figures_though_no_amount_changed(log: Log):
    log.sync(replace(SALE, layer=Layer.PENDING, status="UNFINISHED"), covered=(WHOLE_2026,))
    run = log.sync(SALE)
    [change] = log.changes()
    assert (change.layer_before, change.layer_after) == ("pending", "movement")
    assert moves(change)["3000", MARCH] == (-12_550, -12_550)
    summary = log.summary(run)
    assert summary is not None
    assert (summary.changed, summary.result, summary.first, summary.last) == (1, 12_550, MARCH, MARCH)


@pytest.mark.parametrize("swept_first", [False, True])
def test_an_edit_that_comes_back_under_a_new_id_is_one_change(log: Log, swept_first: bool):
    log.sync(SALE, COST, covered=(WHOLE_2026,))
    entries = receipt("", date(2026, 3, 5), ("1700", 20_000), ("3000", -20_000)).entries
    run, anew = log.run(), replace(SALE, source_id="8", entries=entries)
    if swept_first:
        log.sync(sweep=sweep("2", "8"), run=run)
    log.sync(anew, run=run)
    log.sync(sweep=sweep("2", "8"), run=run)
    [change] = log.changes()
    assert (change.kind, change.source_id, change.counterpart) == ("changed", "8", "1")
    assert moves(change) == {("1700", MARCH): (12_550, 20_000), ("3000", MARCH): (-12_550, -20_000)}


def test_an_edit_found_by_two_syncs_stays_two_changes_that_know_of_each_other(log: Log):
    log.sync(SALE, covered=(WHOLE_2026,))
    first = log.sync(replace(SALE, source_id="8"))
    second = log.sync(sweep=sweep("8"))
    assert [(each.kind, each.counterpart) for each in log.changes(first)] == [("added", "1")]
    assert [(each.kind, each.counterpart) for each in log.changes(second)] == [("gone", "8")]


def test_another_receipt_with_the_number_of_another_year_is_no_edit(log: Log):
    log.sync(SALE, covered=(WHOLE_2025, WHOLE_2026))
    log.sync(replace(SALE, source_id="8", date=date(2025, 3, 5)), sweep=sweep())
    assert [each.kind for each in log.changes()] == ["gone", "added"]


def test_of_two_that_fit_the_one_of_the_same_invoice_is_taken(log: Log):
    log.sync(replace(SALE, invoice_id="77"), covered=(WHOLE_2026,))
    near = replace(SALE, source_id="8", invoice_id="78")
    same = replace(SALE, source_id="9", invoice_id="77", date=date(2026, 9, 1))
    log.sync(near, same, sweep=sweep("8", "9"))
    assert {each.source_id: each.counterpart for each in log.changes()} == {"8": None, "9": "1"}


def test_what_changed_here_is_told_sync_by_sync_newest_first(log: Log):
    log.sync(SALE, covered=(WHOLE_2026,))
    first = log.sync(COST)
    second = log.sync(replace(COST, source_id="3", number="4"), replace(COST, source_id="5", date=APRIL, entries=()))
    assert [(each.run_id, each.receipts, each.amount) for each in log.here(["4000"])] == [
        (second, 1, 900),
        (first, 1, 900),
    ]
    assert [each.amount for each in log.here(["4000", "2870"])] == [0, 0]
    assert log.here(["4000"], Period(APRIL, APRIL)) == []
    assert log.here(["1700"]) == []


def test_v8_2_3_salaries_are_sums_in_the_log_and_a_single_slip_is_no_amount(log: Log):
    log.sync(SALE, covered=(WHOLE_2026,))
    slips = log.sync(pay("a", date(2026, 3, 15), 3_000), pay("b", date(2026, 3, 31), 4_000))
    single = log.sync(pay("c", date(2026, 3, 31), 5_000))
    two, one = log.summary(slips), log.summary(single)
    assert (two.result, two.hidden) == (-7_000, False)
    assert (one.result, one.hidden, one.added) == (0, True, 1)
    assert [(each.receipts, each.salaries, each.amount, each.hidden) for each in log.here(["5000"])] == [
        (0, True, 0, True),
        (0, True, 7_000, False),
    ]
    with log.shelf.open() as db:
        assert reading.receipts(db, slips, detail=False) == []
        assert reading.of_receipt(db, log.shelf.book_id, "a", detail=False) == []
        assert {each.name for each in reading.receipts(db, slips, detail=True)} == {"Aino Virtanen"}
        five, *_ = reading.sums(db, log.shelf.tenant_id, single, detail=False)
        assert (five.amount, five.hidden) == (0, True)
    assert [each.amount for each in log.here(["5000"], detail=True)] == [5_000, 7_000]
    assert log.summary(single, detail=True).result == -5_000


def test_another_environments_log_is_empty(log: Log, db):
    log.sync(SALE, covered=(WHOLE_2026,))
    run = log.sync(COST)
    other = Shelf.make(db)
    with other.open() as tx:
        assert tx.scalars(select(ReceiptChange)).all() == []
        assert reading.summaries(tx, log.shelf.tenant_id, [run], detail=True) == {}


def test_erasing_a_book_erases_its_log(log: Log):
    log.sync(SALE, covered=(WHOLE_2026,))
    log.sync(COST)
    with log.shelf.open() as db:
        service.erase(db, log.shelf.book_id)
    assert (log.changes(), log.readings()) == ([], [])


def test_the_log_is_swept_after_its_time(log: Log, db):
    log.sync(SALE, covered=(WHOLE_2026,))
    log.sync(COST)
    log.sync(replace(COST, source_id="5", number="5"))
    past = datetime.now(UTC) - timedelta(days=KEPT_DAYS + 1)
    with db.system_transaction() as tx:
        tx.execute(text("UPDATE receipt_change SET at = :past WHERE source_id = '2'"), {"past": past})
        tasks.forget_changes(tx)
    assert [each.source_id for each in log.changes()] == ["5"]


# --- whatever is delivered in whatever order, the log says why every balance is another than it was -------------------


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(batches(), min_size=1, max_size=4), st.lists(batches(), min_size=1, max_size=5))
def test_the_log_explains_every_balance_that_moved(db, first: list[Batch], later: list[Batch]):
    shelf = Shelf.make(db)
    for batch in first:
        shelf.store(*batch.receipts, sweep=batch.sweep)
    shelf.store(covered=(WHOLE_2026,))
    before = balances(shelf)
    for batch in later:
        numbered = (replace(each, number="1" if each.source_id < "d" else "") for each in batch.receipts)
        shelf.store(*numbered, sweep=batch.sweep)
    explained = Counter(before)
    with shelf.open() as tx:
        for change in tx.scalars(select(ReceiptChange)):
            for (account, month), (old, new) in moves(change).items():
                explained[change.layer_before, account, month] -= old if change.layer_before else 0
                explained[change.layer_after, account, month] += new if change.layer_after else 0
    assert {key: amount for key, amount in explained.items() if amount} == balances(shelf)


def balances(shelf: Shelf) -> dict[tuple[str, str, date], int]:
    with shelf.open() as db:
        rows = db.scalars(select(models.MonthBalance).where(models.MonthBalance.book_id == shelf.book_id))
        return {(row.layer, row.account, row.month): row.net for row in rows if row.net}
