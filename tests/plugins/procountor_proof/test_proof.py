"""After every sync each fiscal year is held against Procountor's own totals."""

import pytest

from tests.plugins.procountor_proof.conftest import book


@pytest.fixture(scope="module")
def made():
    return book()


def test_books_that_were_read_whole_are_proved(read, made):
    company = read(made)
    assert company.run().state == "done"
    assert company.statuses() == {2025: "proved", 2026: "proved"}
    assert company.differences() == set()
