"""A source that is pulled is asked for its totals at the end of a sync, too."""

from datetime import date

import pytest
from sqlalchemy import select

from hub.connectors.models import SyncState
from hub.ledger.proof.models import Proof, ProofDifference
from hub.notices.models import Notice
from hub.sdk.accounting import AccountTotal
from hub.sdk.errors import Refused
from tests.hub.connectors.shelf import ShelfConnector

TRUE = [AccountTotal("3000", -303), AccountTotal("1910", 303)]


@pytest.fixture
def sync(attach, place, work_off, folder, monkeypatch, db, runs):
    """Read three receipts of 2025 from a shelf that tells some totals, and give how the years stand."""

    def sync(control_totals):
        (folder / "years").write_text("yes")
        monkeypatch.setattr(ShelfConnector, "control_totals", control_totals)
        attach(place)
        work_off()
        work_off()  # the turn in which what differs is read once more
        assert runs()[0].state == SyncState.DONE
        with db.system_transaction() as tx:
            return {each.start_date.year: (each.status, each.reason) for each in tx.scalars(select(Proof))}

    return sync


def test_totals_that_agree_prove_the_year(sync):
    assert sync(lambda *_: TRUE) == {2025: ("proved", "")}


def test_totals_that_differ_are_told_by_month(sync, db):
    def control_totals(_self, _access, period):
        return [AccountTotal("3000", -403), AccountTotal("1910", 403)] if period.start.month == 1 else []

    assert sync(control_totals) == {2025: ("differs", "not_held")}
    with db.system_transaction() as tx:
        rows = {(each.account, each.month, each.ours - each.theirs) for each in tx.scalars(select(ProofDifference))}
    assert rows == {("3000", date(2025, 1, 1), 100), ("1910", date(2025, 1, 1), -100)}


def test_totals_that_are_refused_leave_the_sync_well(sync):
    def control_totals(_self, _access, _period):
        raise Refused("Reports are closed.")

    assert sync(control_totals) == {2025: ("not_provable", "refused")}


def test_a_fault_of_the_plugin_leaves_the_sync_well(sync):
    def control_totals(_self, _access, _period):
        raise RuntimeError("torn")

    assert sync(control_totals) == {}


def test_what_differs_is_pulled_once_more_before_the_sync_ends(sync, monkeypatch, folder, runs, db):
    def control_totals(_self, _access, period):
        (folder / "batches").write_text("4")  # a receipt is booked while the totals are asked for
        return [AccountTotal("3000", -406), AccountTotal("1910", 406)] if period.start.month == 1 else []

    monkeypatch.setattr(ShelfConnector, "read_again", lambda *_: {"next": 0})
    assert sync(control_totals) == {2025: ("proved", "")}
    assert [(each.state, each.read_again) for each in runs()] == [(SyncState.DONE, True)]
    with db.system_transaction() as tx:
        assert tx.scalars(select(Notice)).all() == []


def test_what_differs_still_is_told_and_not_pulled_for_ever(sync, monkeypatch, folder):
    def control_totals(_self, _access, period):
        return [AccountTotal("3000", -403), AccountTotal("1910", 403)] if period.start.month == 1 else []

    monkeypatch.setattr(ShelfConnector, "read_again", lambda *_: {"next": 0})
    assert sync(control_totals) == {2025: ("differs", "not_held")}
    assert (folder / "log").read_text().count("batch 0") == 2
