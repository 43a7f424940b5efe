"""A tenant with an empty book, and short words for what is stored in it."""

from types import ModuleType

import pytest

from tests.hub.ledger.making import Shelf


@pytest.fixture
def shelf(db: ModuleType) -> Shelf:
    """An environment with one company's empty book."""
    return Shelf.make(db)
