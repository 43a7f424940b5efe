"""The overview page: figures with how they have gone, graphs with their figures, lists with ways on."""

import gzip
import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from sqlalchemy import text

from hub.sdk.accounting import Period
from tests.hub.conftest import HubClient
from tests.hub.ledger.making import Shelf, calendar_years, receipt

LIGHTEST = 100_000
"""Bytes that the page may weigh when it is sent."""
BOTH = Period(date(2024, 1, 1), date(2025, 12, 31))
QUERY = "from=2025-01&to=2025-03"


@pytest.fixture
def shown(shelf: Shelf, reader: HubClient) -> Callable[..., str]:
    shelf.store(
        receipt("1", date(2024, 3, 5), ("1910", 1_000_00), ("3000", -1_000_00)),
        receipt("2", date(2025, 3, 5), ("1910", 1_250_00), ("3000", -1_250_00)),
        receipt("3", date(2025, 3, 6), ("8410", 300_00), ("1910", -300_00)),
        fiscal_years=calendar_years(2024, 2025),
        covered=(BOTH,),
    )

    def shown(query: str = QUERY) -> str:
        answer = reader.get(f"/analytics?{query}")
        assert answer.status_code == 200
        return unescape(answer.text)

    return shown


def part(page: str, start: str, end: str) -> str:
    return page.partition(start)[2].partition(end)[0]


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", html)).strip()


def test_a_figure_says_its_month_how_it_has_changed_and_how_it_has_gone(shown):
    card = part(shown(), 'data-figure="turnover"', "</article>")
    assert "Mar 2025" in card
    assert "+250.00 (+25.0\xa0%)" in card
    assert "Jan 2025 – Mar 2025 1,250.00" in text_of(card)
    assert card.count("<polyline") == 1


def test_a_figure_leads_to_its_rows(shown, reader):
    card = part(shown(), 'data-figure="turnover"', "</article>")
    links = re.findall('href="([^"]+)"', card)
    assert len(links) == 2, "the month's and the year's"
    for link in links:
        page = reader.get(link).text
        assert re.search(r'data-test="cell-total">[^<]*<strong>1,250.00<', page)


def test_a_share_leads_to_how_it_is_computed(shown, reader):
    card = part(shown(), 'data-figure="operating-margin"', "</article>")
    assert "76.0\xa0%" in card
    (link,) = re.findall('href="([^"]+)"', card)
    assert link.startswith("/reports/key-figures?from=2025-03&to=2025-03")
    assert reader.get(link).status_code == 200


def test_a_figure_without_a_year_before_says_so(shelf, reader):
    shelf.store(receipt("1", date(2025, 3, 5), ("1910", 5), ("3000", -5)), covered=(BOTH,))
    card = part(unescape(reader.get(f"/analytics?{QUERY}").text), 'data-figure="turnover"', "</article>")
    assert "the books do not begin a year earlier" in card


def test_every_bar_leads_to_its_rows_and_stands_in_the_table(shown, reader):
    chart = part(shown(), 'aria-label="Net turnover, a year earlier, Net turnover"', "</svg>")
    bars = re.findall(r'<a href="([^"]+)" aria-label="([^"]+)">', chart)
    assert [name for _, name in bars] == [
        "Net turnover, a year earlier, Mar 2025: 1,000.00",
        "Net turnover, Mar 2025: 1,250.00",
    ]
    for (link, _), amount in zip(bars, ("1,000.00", "1,250.00"), strict=True):
        assert f'data-test="cell-amount">{amount}<' in reader.get(link).text
    table = part(shown(), "Net turnover as a table", "</details>")
    assert "Mar 2025 1,000.00 1,250.00 +250.00" in text_of(table)


def test_last_year_is_told_from_this_year_by_more_than_its_hue(shown):
    chart = part(shown(), 'aria-label="Net turnover, a year earlier, Net turnover"', "</svg>")
    earlier, now = re.findall("<rect[^>]*>", chart)
    assert 'fill="url(#hatched)"' in earlier
    assert "url(" not in now
    assert shown().count('<pattern id="hatched"') == 1


def test_the_list_says_how_far_the_month_is_and_leads_on(shown, reader):
    todo = part(shown(), 'data-test="todo"', "</section>")
    assert "Is March 2025 ready?" in todo
    lines = [text_of(each) for each in re.findall("<li.*?</li>", todo, re.DOTALL)]
    assert "does not apply Salaries No salaries have been booked in this month nor in the months before." in lines
    assert any(each.startswith("ready Receipts that do not balance Every receipt") for each in lines)
    assert lines[-1].startswith("not known Proof"), "nothing has been compared yet"
    for link in re.findall('href="([^"]+)"', todo):
        assert reader.get(link).status_code == 200, link


def test_the_statements_for_the_board_are_of_the_month(shown, reader):
    links = re.findall(r'href="(/reports/[\w-]+\.pdf[^"]*)"', part(shown(), "For the board:", "</header>"))
    assert [re.match(r"/reports/([\w-]+)", each).group(1) for each in links] == ["income-statement", "balance-sheet"]
    for link in links:
        assert "from=2025-03&to=2025-03" in link
        assert reader.get(link).data.startswith(b"%PDF")


def test_the_costs_that_moved_most_lead_to_their_rows(shown, reader):
    movers = part(shown(), 'data-test="cost-changes"', "</section>")
    assert "8410 300.00 0.00 +300.00" in text_of(movers)
    link = re.findall('href="([^"]+row=account(?::|%3A)8410[^"]*)"', movers)[0]
    assert ">300.00</span>" in reader.get(link).text


def test_the_page_is_light_and_has_no_script_of_its_own(shown, reader):
    answer = reader.get("/analytics?from=2024-01&to=2025-12")
    assert len(gzip.compress(answer.data)) <= LIGHTEST
    assert re.findall(r"<script(?![^>]*src=)", answer.text) == []
    assert not re.findall(r'(?:src|href)="https?://', part(answer.text, 'id="main"', "</main>"))


def test_a_period_that_is_chosen_changes_the_month_that_is_looked_at(shown):
    page = shown("from=2025-01&to=2025-02")
    assert "Is February 2025 ready?" in page
    assert "Feb 2025" in part(page, 'data-figure="turnover"', "</article>")


def test_what_has_moved_since_the_last_visit_is_told_once_somebody_comes_back(shown, shelf, reader, db):
    assert 'data-test="since"' not in shown(), "the first visit"
    shelf.store(receipt("4", date(2025, 2, 3), ("7200", 40_00), ("1910", -40_00)))
    assert 'data-test="since"' not in shown(), "still the same visit"
    with shelf.open() as tx:
        tx.execute(text("UPDATE book_visit SET last_at = last_at - interval '2 hours'"))
    told = text_of(part(shown(), 'data-test="since"', "</section>"))
    assert "Feb 2025 : result −40.00 1 receipt changed here" in told
    with shelf.open() as tx:
        tx.execute(text("UPDATE book_visit SET last_at = now() - interval '2 hours'"))
        tx.execute(text("UPDATE receipt_change SET at = now() - interval '3 hours'"))
    assert "No figure has moved since your last visit on" in shown()


def test_a_page_that_is_asked_for_by_a_script_is_no_visit(shown, shelf):
    shown(f"{QUERY}&unattended=1")
    with shelf.open() as tx:
        assert tx.execute(text("SELECT count(*) FROM book_visit")).scalar_one() == 0


def test_reports_that_a_sentence_names_are_named_in_the_readers_language(shown, reader):
    shown()
    finnish = {"Accept-Language": "fi"}
    page = unescape(reader.get(f"/analytics?{QUERY}", headers=finnish).text)
    assert "Tuloslaskelma PDF-tiedostona" in page
    page = unescape(reader.get(f"/reports/income-statement?{QUERY}", headers=finnish).text)
    assert re.search('<summary aria-label="[^"]*(Lataa [^"]*)"', page)[1] == "Lataa Tuloslaskelma"
