"""A visit is pages opened within an hour of each other; what is told is what has moved since the one before."""

from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from uuid import UUID

import pytest

from hub.identity.models import Person
from hub.ledger.changelog import visits
from hub.ledger.changelog.visits import MovedMonth
from hub.sdk.accounting import Sweep
from tenants.models import Membership, Role
from tests.hub.ledger.making import WHOLE_2026, Shelf, receipt
from tests.hub.ledger.test_changelog import Log
from tests.hub.ledger.test_private_pay import pay

NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


@pytest.fixture
def log(db: ModuleType) -> Log:
    log = Log(Shelf.make(db))
    log.sync(receipt("0", date(2026, 1, 2), ("1910", 5), ("3000", -5)), covered=(WHOLE_2026,))
    return log


@pytest.fixture
def person(log: Log) -> UUID:
    with log.shelf.open() as db:
        person = Person(name="Aino", email="aino@leipa.example")
        db.add(person)
        db.flush()
        db.add(Membership(tenant_id=log.shelf.tenant_id, person_id=person.id, role=Role.MEMBER))
        return person.id


def came(log: Log, person: UUID, **after: int) -> datetime | None:
    with log.shelf.open() as db:
        return visits.came(db, log.shelf.tenant_id, log.shelf.book_id, person, NINE + timedelta(**after))


def moved(log: Log, *, since: datetime = LONG_AGO, detail: bool = False) -> list[MovedMonth]:
    with log.shelf.open() as db:
        return list(visits.moved_since(db, log.shelf.tenant_id, log.shelf.book_id, since, detail=detail))


def test_pages_within_an_hour_are_one_visit(log, person):
    assert came(log, person) is None, "the first"
    assert came(log, person, minutes=50) is None
    assert came(log, person, minutes=100) is None, "an hour after the last page, not after the first"
    assert came(log, person, hours=30) == NINE + timedelta(minutes=100)
    assert came(log, person, hours=30, minutes=40) == NINE + timedelta(minutes=100)
    assert came(log, person, hours=50) == NINE + timedelta(hours=30, minutes=40)


def test_a_page_that_asks_by_itself_is_no_visit(log, person):
    came(log, person)
    came(log, person, hours=5)
    with log.shelf.open() as db:
        assert visits.was_here(db, log.shelf.book_id, person) == NINE
    assert came(log, person, hours=7) == NINE + timedelta(hours=5)


def test_a_month_is_told_with_the_sync_that_moved_it_and_by_how_much(log):
    run = log.sync(
        receipt("1", date(2026, 3, 5), ("1700", 100_00), ("3000", -100_00)),
        receipt("2", date(2026, 3, 6), ("4000", 30_00), ("2880", -30_00)),
        receipt("3", date(2026, 4, 6), ("1910", 7_00), ("1700", -7_00)),
    )
    found = {(each.month, each.run_id): (each.result, each.receipts) for each in moved(log)}
    assert found == {(APRIL, run): (0, 1), (MARCH, run): (70_00, 2)}
    gone = log.sync(sweep=Sweep(WHOLE_2026, frozenset({"0", "1", "3"})))
    assert (moved(log)[0].run_id, moved(log)[0].month, moved(log)[0].result) == (gone, MARCH, 30_00)


def test_what_was_there_before_is_not_told(log):
    log.sync(receipt("1", date(2026, 3, 5), ("1700", 100), ("3000", -100)))
    assert moved(log)
    assert moved(log, since=datetime.now(UTC) + timedelta(minutes=1)) == []


def test_a_first_reading_moves_nothing(log):
    assert moved(log) == []


def test_what_a_single_slip_moved_is_told_with_the_right_only(log):
    log.sync(pay("1", date(2026, 3, 5), 300_000), receipt("2", date(2026, 3, 6), ("7200", 10), ("1910", -10)))
    (told,) = moved(log)
    assert (told.result, told.hidden, told.salaries, told.receipts) == (-10, True, True, 1)
    (whole,) = moved(log, detail=True)
    assert (whole.result, whole.hidden, whole.salaries, whole.receipts) == (-300_010, False, False, 2)


def test_of_several_slips_the_sum_is_told(log):
    log.sync(pay("1", date(2026, 3, 5), 300_000), pay("2", date(2026, 3, 5), 200_000))
    (told,) = moved(log)
    assert (told.result, told.hidden, told.receipts) == (-500_000, False, 0)


def test_another_book_is_not_told_of(db, log):
    other = Log(Shelf.make(db))
    log.sync(receipt("1", date(2026, 3, 5), ("1700", 100), ("3000", -100)))
    assert moved(other) == []
