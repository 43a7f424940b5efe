"""A receipt says its type and status in people's words, which the connector gives and the hub translates."""

import datetime as dt
import html
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from hub.ledger.models import Receipt
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Company

LEIPA = Company(101, "Käpylän Leipä Oy", "1234567-1")


@pytest.fixture(scope="module")
def book():
    return generate(LEIPA, months=2, receipts=30, first_month=dt.date(2026, 5, 1), until=dt.date(2026, 6, 30), seed=5)


@pytest.fixture
def company(connect, book):
    return connect(book)


def words(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "\n", page))


@pytest.fixture
def page_of(company, db):
    """Give what the page of a receipt says, one that was given this type and status."""

    def page_of(kind: str, status: str, read: Callable[[str], str] = words) -> str:
        with db.transaction(company.tenant.id) as tx:
            chosen = tx.scalars(select(Receipt).where(Receipt.private.is_(False)).order_by(Receipt.id)).first()
            tx.execute(update(Receipt).where(Receipt.id == chosen.id).values(type=kind, status=status))
        page = company.browser.get(f"/receipts/{chosen.source_id}")
        assert page.status_code == 200
        return read(page.text)

    return page_of


def test_type_and_status_are_said_in_words(page_of):
    page = page_of("BILL_OF_CHARGES", "PAYMENT_SENT_TO_BANK")
    assert {"Expense claim", "Sent to the bank"} <= set(page.split("\n"))
    assert "charges" not in page


def test_they_are_said_in_the_readers_language(page_of, mark):
    mark()
    page = page_of("BILL_OF_CHARGES", "MARKED_PAID")
    assert {"⟦Expense claim⟧", "⟦Marked as paid⟧"} <= set(page.split("\n"))


def test_what_the_connector_has_no_word_for_can_still_be_read(page_of):
    page = page_of("PAYMENT_CORRECTION", "ON_HOLD")
    assert {"Payment correction", "On hold"} <= set(page.split("\n"))


def test_a_book_whose_connector_is_gone_shows_the_sources_own_names(page_of, plugins):
    plugins.connectors.pop("procountor")
    page = page_of("BILL_OF_CHARGES", "MARKED_PAID")
    assert {"Bill of charges", "Marked paid"} <= set(page.split("\n"))


def test_it_leads_to_procountor_s_own_page_where_the_operator_has_set_its_address(page_of, monkeypatch):
    assert "Open in Procountor" not in page_of("JOURNAL", "VERIFIED")
    monkeypatch.setenv("HUB_PROCOUNTOR_RECEIPT_PAGE", "https://app.example.com/receipt/{receipt}?a=1&b=2")
    page = page_of("JOURNAL", "VERIFIED", str)
    assert re.search(
        r'<a href="https://app\.example\.com/receipt/\w+\?a=1&amp;b=2" rel="external noreferrer">Open', page
    )
