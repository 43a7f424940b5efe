"""Books of the sandbox in the real ledger."""

from types import ModuleType

import pytest

from tests.hub.ledger.making import Shelf
from tests.plugins.procountor_reports.known_books import NAMES, KnownBook, known_book


@pytest.fixture
def shelf(db: ModuleType) -> Shelf:
    """An environment with one company's empty book."""
    return Shelf.make(db)


@pytest.fixture(params=NAMES)
def known(shelf: Shelf, request: pytest.FixtureRequest) -> KnownBook:
    """Each of the books that other programs count, too."""
    return known_book(shelf, request.param)
