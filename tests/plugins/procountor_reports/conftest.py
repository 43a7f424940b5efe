"""Books of the sandbox in the real ledger."""

from types import ModuleType

import pytest

from tests.hub.ledger.making import Shelf


@pytest.fixture
def shelf(db: ModuleType) -> Shelf:
    """An environment with one company's empty book."""
    return Shelf.make(db)
