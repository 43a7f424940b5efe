"""What a page says of a book is read in one transaction, which takes one connection of the pool; and read once."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import event

from hub.sdk.accounting import Account, Period
from tests.hub.ledger.making import receipt

OTHERS = ("the host's environment", "the person", "the environment's companies", "the person's environments")
"""What every page asks for besides, in another scope or before its book is known."""
MARCH = "from=2025-03&to=2025-03"


@pytest.fixture
def books(shelf):
    shelf.store(
        receipt("1", date(2025, 3, 10), ("1910", 12_400), ("3000", -12_400)),
        accounts=(Account("1910", "Bank"), Account("3000", "Sales")),
        covered=(Period(date(2025, 1, 1), date(2025, 12, 31)),),
    )
    return shelf


@pytest.fixture
def connections(db) -> Callable[[Callable[[], None]], int]:
    """Count the connections that are lent while something is done."""

    def connections(deed: Callable[[], None]) -> int:
        lent = []

        def note(connection, *_) -> None:
            lent.append(connection)

        event.listen(db.engine(), "checkout", note)
        try:
            deed()
        finally:
            event.remove(db.engine(), "checkout", note)
        return len(lent)

    return connections


@pytest.mark.parametrize(
    "address",
    [
        f"/reports/income-statement?{MARCH}",
        f"/reports/balance-sheet?{MARCH}",
        f"/reports/general-ledger?{MARCH}&account=1910",
        f"/reports/income-statement/cell?{MARCH}&row=result&column=2025-03",
        "/receipts/1",
    ],
)
def test_a_page_reads_all_it_says_of_a_book_in_one_transaction(books, reader, connections, address):
    answers = []
    lent = connections(lambda: answers.append(reader.get(address)))
    assert answers[0].status_code == 200
    assert lent == len(OTHERS) + 1


@pytest.fixture
def asked(db) -> Iterator[list[str]]:
    """The statements that the database is asked."""
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_) -> None:
        asked.append(" ".join(statement.split()))

    event.listen(db.engine(), "before_cursor_execute", note)
    yield asked
    event.remove(db.engine(), "before_cursor_execute", note)


@pytest.mark.parametrize("facts", ["fiscal_year", "covered_period", "moved_account"])
@pytest.mark.parametrize(
    "address",
    [
        f"/analytics?{MARCH}",
        f"/reports/income-statement?{MARCH}",
        f"/reports/income-statement.csv?{MARCH}",
        f"/reports/income-statement/cell?{MARCH}&row=result&column=2025-03",
    ],
)
def test_what_several_parts_of_a_page_say_is_asked_for_once(books, reader, asked, address, facts):
    assert reader.get(address).status_code == 200
    assert sum(f"FROM {facts}" in each for each in asked) == 1
