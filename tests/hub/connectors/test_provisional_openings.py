"""While the year before is to be read, the source's own balances stand in for openings; no sync fails by it."""

from datetime import date

import pytest
from sqlalchemy import select

from hub.connectors import service, tasks
from hub.connectors.models import SyncState
from hub.ledger.models import ProvisionalOpening
from hub.sdk.accounting import UNBALANCED


@pytest.fixture
def kept(db):
    def read() -> dict[tuple[date, str], int]:
        with db.system_transaction() as tx:
            return {(row.year_start, row.account): row.amount for row in tx.scalars(select(ProvisionalOpening))}

    return read


@pytest.fixture
def log(folder):
    return lambda: [each for each in (folder / "log").read_text().splitlines() if each.startswith("closing")]


@pytest.fixture
def again(db, place, work_off):
    """Sync once more, as after a while."""

    def sync(connection_id):
        with db.transaction(place.tenant_id) as tx:
            service.expect_sync(tx, service.find(tx, connection_id))
            tasks.begin(tx, place.tenant_id, connection_id)
        work_off()

    return sync


def test_the_balances_before_a_loaded_year_are_asked_for_and_kept(place, attach, work_off, folder, kept, log, runs):
    (folder / "years").write_text("yes")
    (folder / "closing").write_text("4200")
    attach(place)
    work_off()
    start = date(2025, 1, 1)
    assert kept() == {(start, "1910"): 4200, (start, UNBALANCED): -4200}
    assert log() == ["closing 2024-12-31"]
    assert runs()[0].state == SyncState.DONE


def test_the_next_sync_asks_again_and_keeps_what_is_told_then(place, attach, work_off, folder, kept, log, again):
    (folder / "years").write_text("yes")
    (folder / "closing").write_text("4200")
    connection_id = attach(place)
    work_off()
    (folder / "closing").write_text("4300")
    again(connection_id)
    assert kept()[date(2025, 1, 1), "1910"] == 4300
    assert log() == ["closing 2024-12-31"] * 2


def test_without_earlier_years_nothing_is_asked(place, attach, work_off, folder, kept, log):
    (folder / "closing").write_text("4200")
    attach(place)
    work_off()
    assert kept() == {}
    assert log() == []


@pytest.mark.parametrize("fault", ["", "TryLater", "Refused", "GiveUp", "RuntimeError"])
def test_a_source_that_does_not_tell_its_balances_is_read_all_the_same(
    fault, place, attach, work_off, folder, kept, log, runs
):
    (folder / "years").write_text("yes")
    (folder / "fault_closing").write_text(fault)
    attach(place)
    work_off()
    assert (runs()[0].state, runs()[0].done, runs()[0].message) == (SyncState.DONE, 3, "")
    assert log() == ["closing 2024-12-31"]
    assert kept() == {}


def test_erasing_the_books_erases_the_balances(place, attach, work_off, folder, kept, db):
    (folder / "years").write_text("yes")
    (folder / "closing").write_text("4200")
    connection_id = attach(place)
    work_off()
    with db.transaction(place.tenant_id) as tx:
        tasks.part(tx, service.find(tx, connection_id), erase=True)
    work_off()
    assert kept() == {}
