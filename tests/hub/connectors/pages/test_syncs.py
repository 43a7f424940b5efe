"""What each sync changed: the list of syncs, the page of one, and the pages of figures and receipts it moved."""

import re
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from hub.connectors.models import Connection, SyncRun, SyncState
from hub.ledger import service
from hub.sdk.accounting import Account, Batch, FiscalYear, Layer, Receipt, Sweep
from plugins.procountor.reports import BUILDERS
from tests.hub.ledger.making import WHOLE_2025, WHOLE_2026, receipt
from tests.hub.ledger.test_private_pay import pay

SALE = receipt("1", date(2026, 3, 5), ("1700", 12_550), ("3000", -12_550), number="17", type="SALES_INVOICE")
COST = receipt("2", date(2026, 3, 9), ("4000", 900), ("2870", -900), number="3", name="Paper")
CHART = tuple(Account(code, name) for code, name in (("1700", "Debtors"), ("3000", "Sales"), ("4000", "Purchases")))
YEAR = FiscalYear("1", WHOLE_2026.start, WHOLE_2026.end)


@pytest.fixture
def sync(db, tenant, connection_id):
    """Have a sync deliver something; tells its id."""

    def run(*receipts: Receipt, state: SyncState = SyncState.DONE, run: UUID | None = None, **batch) -> UUID:
        with db.transaction(tenant.id) as tx:
            book = tx.scalars(select(Connection.book_id).where(Connection.id == connection_id)).one()
            made = tx.get_one(SyncRun, run) if run else SyncRun(tenant_id=tenant.id, connection_id=connection_id)
            tx.add(made)
            tx.flush()
            stored = service.store(tx, book, Batch(cursor={}, receipts=receipts, **batch), sync_run_id=made.id)
            made.state, made.started_at, made.finished_at = state, made.created_at, datetime.now(UTC)
            made.receipts += stored.receipts + stored.changed
            made.removed += stored.removed
            made.unmoved += stored.unmoved
        return made.id

    return run


@pytest.fixture
def first(sync) -> UUID:
    return sync(SALE, accounts=CHART, fiscal_years=(YEAR,), covered=(WHOLE_2026,))


@pytest.fixture
def plugins(plugins):
    for builder in BUILDERS:
        plugins.builders[builder.key] = builder
    return plugins


def test_the_list_says_what_each_sync_changed_and_by_how_much_the_result_moved(admin, sync, first, connection_id):
    later, empty = sync(COST), sync()
    page = admin.get(f"/connections/{connection_id}/syncs").text
    assert "1 receipt read" in page
    assert "1 receipt new" in page
    assert "−9.00" in page
    assert "Mar 2026" in page
    assert [str(run) in page for run in (first, later, empty)] == [True, True, False]
    everything = admin.get(f"/connections/{connection_id}/syncs?all=1").text
    assert str(empty) in everything
    assert "Nothing changed" in everything
    assert f"/connections/{connection_id}/syncs" in admin.get("/connections").text


def test_older_syncs_are_on_further_pages(admin, sync, first, connection_id, monkeypatch):
    monkeypatch.setattr("hub.connectors.history.SHOWN", 1)
    newest = sync(COST)
    page = admin.get(f"/connections/{connection_id}/syncs")
    assert str(newest) in page.text
    assert str(first) not in page.text
    address = next(part for part in page.text.split('"') if "before=" in part).replace("&amp;", "&")
    assert str(first) in admin.get(address).text
    assert admin.get(f"/connections/{connection_id}/syncs?before=yesterday").status_code == 404


def test_a_first_reading_is_told_as_a_whole(admin, first):
    page = admin.get(f"/syncs/{first}").text
    assert "Read for the first time" in page
    assert "1 Jan 2026 – 31 Dec 2026" in page
    assert "125.50" in page
    assert "Figures that moved" not in page


def test_the_page_of_a_sync_names_figures_and_receipts_with_before_and_after(admin, sync, first):
    edited = replace(SALE, source_id="9", entries=receipt("", SALE.date, ("1700", 20_000), ("3000", -20_000)).entries)
    run = sync(edited, COST)
    sync(sweep=Sweep(WHOLE_2026, frozenset({"9", "2"})), run=run)
    page = admin.get(f"/syncs/{run}").text
    for expected in ("1 receipt new, 1 changed", "Sales", "Purchases", "Paper", "125.50 → 200.00", "+74.50", "−74.50"):
        assert expected in page
    assert "replaces the receipt with the id 1" in page
    assert "+65.50" in page, "the result: 74.50 more sales, 9.00 more costs"
    narrowed = admin.get(f"/syncs/{run}?account=4000").text
    assert "Paper" in narrowed
    assert "replaces the receipt" not in narrowed


def test_what_is_not_counted_is_named_with_number_and_sum(admin, sync, first):
    pending = replace(SALE, source_id="5", number="18", layer=Layer.PENDING, status="UNFINISHED")
    order = replace(COST, source_id="6", type="PURCHASE_ORDER", layer=Layer.LEFT_OUT, status="NOT_SENT")
    run = sync(pending, replace(pending, source_id="7", number="19"), order)
    page = admin.get(f"/syncs/{run}").text
    _, _, table = page.partition("Not counted")
    for kind, number, amount in (("Sales invoice", ">2<", "251.00"), ("Purchase order", ">1<", "9.00")):
        row = next(row for row in table.split("<tr>") if kind in row)
        assert number in row
        assert amount in row
    assert "Awaiting approval" in page


def test_a_change_of_texts_alone_is_counted(admin, sync, first):
    run = sync(replace(SALE, text="Consulting"))
    page = admin.get(f"/syncs/{run}").text
    assert "1 receipt was changed without moving a figure" in page
    assert "1 with other texts only" in page


def test_what_is_read_for_the_first_time_is_told_beside_what_changed_in_the_same_sync(admin, sync, first):
    run = sync(COST, replace(COST, source_id="4", date=date(2025, 3, 9)), covered=(WHOLE_2025,))
    assert "1 receipt read, 1 receipt new" in admin.get(f"/syncs/{run}").text


def test_v8_2_3_salaries_are_sums_without_the_right_to_see_them(admin, member, sync, first):
    two = sync(pay("a", date(2026, 3, 15), 3_000), pay("b", date(2026, 3, 31), 4_000))
    one = sync(pay("c", date(2026, 3, 31), 5_100))
    for reader in (admin, member):
        page = reader.get(f"/syncs/{two}").text
        assert "70.00" in page
        for private in ("Aino Virtanen", "30.00", "40.00"):
            assert private not in page
        page = reader.get(f"/syncs/{one}").text
        assert "51.00" not in page
        assert "A single salary slip is among the changes" in page


def test_a_figures_page_says_which_sync_changed_it(admin, sync, first):
    run = sync(COST, replace(COST, source_id="4", number="4"))
    statement = admin.get("/reports/income-statement?from=2026-03&to=2026-03&by=total").text
    cell = re.search(r'href="(/reports/income-statement/cell[^"]+)">−18,?.00', statement)
    shown = admin.get(cell[1].replace("&amp;", "&")).text
    _, _, moved = shown.partition("What changed here")
    assert "2 receipts changed here in the sync of" in moved
    assert f"/syncs/{run}?account=" in moved
    assert "−18.00" in moved, "as the report shows it: costs lower the result"
    ledger = admin.get("/reports/general-ledger?from=2026-03&to=2026-03&account=4000").text
    assert "2 receipts changed here in the sync of" in ledger
    assert f"/syncs/{run}?account=4000" in ledger
    assert "+18.00" in ledger
    untouched = admin.get("/reports/general-ledger?from=2026-04&to=2026-04&account=4000").text
    assert "changed here" not in untouched


def test_a_receipts_page_says_which_sync_brought_it_and_what_it_replaced(admin, sync, first):
    edited = replace(SALE, source_id="9", entries=receipt("", SALE.date, ("1700", 20_000), ("3000", -20_000)).entries)
    run = sync(edited)
    sync(sweep=Sweep(WHOLE_2026, frozenset({"9"})), run=run)
    page = admin.get("/receipts/9").text
    assert "What became of it" in page
    assert f"/syncs/{run}" in page
    assert "replaces the receipt with the id 1" in page
    assert "125.50" in page


def test_a_receipt_of_the_first_reading_leads_to_the_sync_that_brought_it(admin, first):
    page = admin.get("/receipts/1").text
    assert f'href="/syncs/{first}"' in page
    assert "What became of it" not in page


def test_a_failed_sync_says_why(admin, sync, db, tenant):
    run = sync(state=SyncState.FAILED)
    with db.transaction(tenant.id) as tx:
        tx.get_one(SyncRun, run).message = "The shelf rests."
    assert "The shelf rests." in admin.get(f"/syncs/{run}").text


def test_a_sync_that_there_is_not_is_not_found(admin):
    assert admin.get("/syncs/00000000-0000-0000-0000-000000000000").status_code == 404
