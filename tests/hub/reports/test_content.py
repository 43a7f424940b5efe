"""On *Content* a report is found by any words of what it is called and says; only what is not meant is hidden."""

from html import unescape
from re import findall

import pytest

from tests.hub.ledger.making import SALE_2025, WHOLE_2025


@pytest.fixture(autouse=True)
def sold(shelf):
    shelf.store(SALE_2025, covered=(WHOLE_2025,))


def shown(client, query: str = "") -> set[str]:
    """Read which reports can be seen."""
    items = findall(
        r'<li class="report-choice" data-words="[^"]*"( hidden)?>\s*<a [^>]*id="report-([\w-]+)"', page(client, query)
    )
    return {key for hidden, key in items if not hidden}


def page(client, query: str = "") -> str:
    return unescape(client.get(f"/content{query}").text)


def test_without_words_every_report_is_there(reader, plugins):
    assert shown(reader) == {key for key, each in plugins.builders.items() if each.page == "content"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("balance+sheet", {"balance-sheet"}),
        ("LEDGER+general", {"general-ledger", "journal"}),  # which is among the ledgers
        ("every+receipt", {"journal"}),
    ],
)
def test_a_report_is_found_by_its_name_and_what_it_says(reader, asked, found):
    assert shown(reader, f"?q={asked}") == found
    assert "data-filter-none hidden" in page(reader, f"?q={asked}")


def test_a_group_of_which_nothing_is_meant_is_not_shown(reader):
    assert '<section class="card" data-filter-group hidden>' in page(reader, "?q=balance+sheet")
    assert '<section class="card" data-filter-group hidden>' not in page(reader)


def test_reports_are_found_in_the_readers_language(reader):
    reader.post("/language", data={"language": "fi", "back": "/"})
    assert "journal" in shown(reader, "?q=päiväkirja")
    assert "income-statement" not in shown(reader, "?q=päiväkirja")


def test_what_nothing_is_called_leads_back_to_everything(reader):
    found = page(reader, "?q=unicorn")
    assert shown(reader, "?q=unicorn") == set()
    assert "Nothing matches your search" in found
    assert "data-filter-none hidden" not in found
    assert 'value="unicorn"' in found


def test_saved_views_are_found_too(reader):
    reader.post("/reports/income-statement/save?by=total", data={"name": "Board meeting", "span": "year"})
    assert "data-filter-none hidden" in page(reader, "?q=board")
    assert shown(reader, "?q=board") == set()


def test_the_search_keeps_the_days_that_are_looked_at(reader):
    found = page(reader, "?from=2025-01&to=2025-06&q=ledger")
    assert '<input type="hidden" name="from" value="2025-01">' in found
    assert 'name="q" type="search" value="ledger"' in found
