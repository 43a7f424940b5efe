"""The general ledger on the web: pages that lead to each other, figures that open, files that are whole."""

import csv
import gzip
import io
import re
from datetime import date

import pytest

from tests.hub.conftest import HubClient
from tests.hub.ledger.making import Shelf, receipt

QUERY = "from=2025-01&to=2025-12"
NEXT = re.compile(r'href="([^"]+)" rel="next"')
BEFORE = re.compile(r'href="([^"]+)" rel="prev"')
ROWS = re.compile(r'<tr class="line level-1">')


@pytest.fixture
def ledger(shelf: Shelf, reader: HubClient) -> HubClient:
    days = [date(2025, 1 + number // 28, 1 + number % 28) for number in range(250)]
    shelf.store(*(receipt(f"r{n}", day, ("1910", 100), ("3000", -100)) for n, day in enumerate(days)))
    return reader


def follow(client: HubClient, page: str, link: re.Pattern[str]) -> str:
    found = link.search(page)
    assert found
    return client.get(found[1].replace("&amp;", "&")).text


def test_pages_lead_to_each_other_and_stay_at_their_account(ledger: HubClient):
    first = ledger.get(f"/reports/general-ledger?{QUERY}&account=1910").text
    second = follow(ledger, first, NEXT)
    third = follow(ledger, second, NEXT)
    assert [len(ROWS.findall(each)) for each in (first, second, third)] == [100, 100, 50]
    assert "3000" not in third.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "25,000" not in second
    assert "250.00" in third
    assert not NEXT.search(third)
    assert not BEFORE.search(first)
    assert ROWS.findall(follow(ledger, third, BEFORE)) == ROWS.findall(second)


def test_a_page_weighs_less_than_a_hundred_kilobytes(ledger: HubClient):
    assert len(gzip.compress(ledger.get(f"/reports/general-ledger?{QUERY}").data)) < 100_000


def test_a_file_has_every_row_of_every_page(ledger: HubClient):
    answer = ledger.get(f"/reports/general-ledger.csv?{QUERY}&account=1910&page=after:1910")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len([row for row in rows if row and row[0].startswith("  Receipt r")]) == 250


def test_a_figure_of_the_ledger_shows_the_rows_it_is_made_of(ledger: HubClient):
    page = ledger.get(f"/reports/general-ledger/cell?{QUERY}&row=account:1910:closing&column=debit").text
    assert page.count("/receipts/r") == 250
    assert "250.00" in page.partition('data-test="cell-total"')[2].partition("</p>")[0]


def test_a_page_that_there_is_not_is_said(ledger: HubClient):
    answer = ledger.get(f"/reports/general-ledger?{QUERY}&page=7")
    assert answer.status_code == 422
    assert "There is no such page of the general ledger." in answer.text
