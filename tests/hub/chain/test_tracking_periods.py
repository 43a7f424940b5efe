"""Whether a month is closed is what its tracking period said at the last sync."""

import datetime as dt
from html import unescape

import pytest

from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Company

LEIPA = Company(101, "Käpylän Leipä Oy", "1234567-1")
SAID = {
    "CLOSED": "The month's tracking period is closed in Procountor.",
    "OPEN": "The month's tracking period is open in Procountor: receipts can still be booked in it.",
    "PENDING": "The month's tracking period waits to be closed in Procountor.",
}


@pytest.fixture(scope="module")
def book():
    return generate(LEIPA, months=8, receipts=120, first_month=dt.date(2026, 1, 1), until=dt.date(2026, 8, 31), seed=5)


def test_the_list_of_a_month_says_what_procountor_says_of_its_tracking_period(connect, book):
    company = connect(book)
    (year,) = [each for each in book.fiscal_years if each.start.year == 2026]
    periods = [each for each in year.tracking_periods if each.end.month <= 8]
    assert {each.status for each in periods} >= {"CLOSED", "OPEN"}
    for each in periods:
        days = f"from={each.start:%Y-%m}&to={each.start:%Y-%m}"
        page = unescape(company.browser.get(f"/analytics?{days}").text)
        told = [status for status, sentence in SAID.items() if sentence in page]
        assert told == [each.status], each.start
