"""The overview splits turnover, costs and result by dimension: bars, their table, and the rows behind each."""

import re
from datetime import date
from html import unescape

import pytest

from hub.sdk.accounting import Dimension, DimensionItem, Entry, Share
from tests.hub.conftest import HubClient
from tests.hub.ledger.making import WHOLE_2025, Shelf, receipt

DAY = date(2025, 3, 5)
QUERY = "from=2025-01&to=2025-12"
CENTRES = Dimension("7", "Cost centre", (DimensionItem("71", "HKI", "Helsinki"), DimensionItem("72", "TRE", "Tampere")))
PROJECTS = Dimension("8", "Project", (DimensionItem("81", "P1"),))


def sell(shelf: Shelf, *dimensions: Dimension) -> None:
    """A sale of 100.00: 60.00 of Helsinki, 30.00 of Tampere, 10.00 of nobody, all of it of the project; and pay."""
    shares = Share("71", -60_00), Share("72", -30_00), Share("81", -100_00)
    pay = Entry(1, "5000", 20_00, DAY, shares=(Share("71", 20_00),)), Entry(2, "1910", -20_00, DAY)
    shelf.store(
        receipt("1", DAY, Entry(1, "3000", -100_00, DAY, shares=shares), Entry(2, "1910", 100_00, DAY)),
        receipt("2", DAY, *pay, type="SALARY", name="Aino", private=True),
        dimensions=dimensions,
        covered=(WHOLE_2025,),
    )


def card(reader: HubClient, query: str = QUERY) -> str:
    page = unescape(reader.get(f"/analytics?{query}").text)
    return page.partition('data-test="dimension-split"')[2].partition("</section>")[0]


def bars(html: str) -> list[tuple[str, str]]:
    drawn = html.partition('class="lengths"')[2].partition("</ul>")[0]
    return re.findall(r'<span>([^<]+)</span> <span class="number[^"]*">([^<]+)</span>', drawn)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("", [("HKI Helsinki", "60.00"), ("TRE Tampere", "30.00"), ("Not allocated", "10.00")]),
        ("costs", [("Salaries, not divided", "20.00")]),
        ("result", [("HKI Helsinki", "60.00"), ("TRE Tampere", "30.00"), ("Salaries, not divided", "−20.00")]),
    ],
)
def test_each_item_and_what_is_not_allocated_has_a_bar_that_leads_to_its_rows(reader, shelf, form, expected):
    sell(shelf, CENTRES, PROJECTS)
    html = card(reader, f"{QUERY}&form={form}")
    assert set(expected) <= set(bars(html))
    assert "Not allocated" in dict(bars(html)), "always"
    links = re.findall(r'<li>\s*<a href="([^"]+)"', html)
    assert len(links) == len([amount for _label, amount in bars(html) if amount != "0.00"])
    for link, amount in zip(links, [each for _label, each in bars(html) if each != "0.00"], strict=True):
        page = reader.get(link).text
        assert f'data-test="cell-amount">{amount}<' in page
        assert re.search(rf'data-test="cell-total">[^<]*<strong>{amount}<', page)
        assert "Aino" not in page


def test_the_table_has_turnover_costs_and_result_of_each_item_and_of_all(reader, shelf):
    sell(shelf, CENTRES)
    text = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", card(reader).partition("as a table")[2]))
    assert "HKI Helsinki 60.00 0.00 60.00" in text
    assert "Total 100.00 20.00 80.00" in text


def test_dimensions_are_chosen_and_never_summed(reader, shelf):
    sell(shelf, CENTRES, PROJECTS)
    html = card(reader)
    (other,) = re.findall(r'href="([^"]*dimension=8[^"]*)"', html)
    assert other.endswith("#dimension-split")
    shown = bars(card(reader, other.partition("?")[2].partition("#")[0]))
    assert [amount for _label, amount in shown if amount != "0.00"] == ["100.00"]
    assert ("P1", "100.00") in shown


def test_without_dimensions_there_is_no_chart_but_the_reason(reader, shelf):
    sell(shelf)
    page = unescape(reader.get(f"/analytics?{QUERY}").text)
    assert 'data-test="dimension-split"' not in page
    assert "Not split by dimension: no dimensions have been read from the books." in page
