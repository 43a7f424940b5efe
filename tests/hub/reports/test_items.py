"""A report of one dimension item says so wherever it is shown, and every figure of it is that item's alone."""

import json
import re
from datetime import date

import pytest

from hub.sdk.accounting import Dimension, DimensionItem, Entry, Share
from tests.attacks.readable import readable
from tests.hub.conftest import HubClient
from tests.hub.ledger.making import WHOLE_2025, Shelf, receipt

DAY = date(2025, 3, 5)
YEAR = "from=2025-01&to=2025-12&by=total"
ONLY = "Only: Cost centre HKI Helsinki"
CENTRES = Dimension("7", "Cost centre", (DimensionItem("71", "HKI", "Helsinki"), DimensionItem("72", "TRE", "Tampere")))
PROJECTS = Dimension("8", "Project", (DimensionItem("81", "P1"),))


@pytest.fixture(autouse=True)
def sales(shelf: Shelf) -> None:
    """A sale of 100.00: 60.00 of Helsinki, 30.00 of Tampere, 10.00 of nobody; all of it of the project."""
    shares = Share("71", -60_00), Share("72", -30_00), Share("81", -100_00)
    rows = Entry(1, "3000", -100_00, DAY, shares=shares), Entry(2, "1910", 100_00, DAY)
    pay = Entry(1, "5000", 20_00, DAY, shares=(Share("71", 20_00),)), Entry(2, "1910", -20_00, DAY)
    shelf.store(
        receipt("1", DAY, *rows),
        receipt("2", DAY, *pay, type="SALARY", name="Aino", private=True),
        dimensions=(CENTRES, PROJECTS),
        covered=(WHOLE_2025,),
    )


def links(page: str) -> list[str]:
    return [each.replace("&amp;", "&") for each in re.findall(r'href="([^"]+)"', page)]


def test_the_page_says_in_its_head_whose_figures_it_shows(reader: HubClient):
    page = reader.get(f"/reports/income-statement?{YEAR}&item=71").text
    head = page[page.index('class="page-head"') : page.index('class="stack"')]
    assert ONLY in head
    assert ">60.00<" in page
    assert ">100.00<" not in page
    assert "Salaries are not among these figures" in page
    assert "Whole accounts: " in page[page.index('data-test="proof"') :].split("</p>")[0]
    assert ONLY not in reader.get(f"/reports/income-statement?{YEAR}").text


def test_the_chooser_offers_every_item_under_its_dimension_and_marks_the_shown_one(reader: HubClient):
    page = reader.get(f"/reports/income-statement?{YEAR}&item=71").text
    found = re.findall(r'<a href="[^"]*item=(\d+)"( aria-current="true")?>([^<]+)</a>', page)
    offered = [
        (item, bool(mark), label) for item, mark, label in found if label in ("HKI Helsinki", "TRE Tampere", "P1")
    ]
    assert offered == [("71", True, "HKI Helsinki"), ("72", False, "TRE Tampere"), ("81", False, "P1")]


def test_a_figure_of_an_item_is_explained_by_the_shares_of_its_rows(reader: HubClient):
    page = reader.get(f"/reports/income-statement/cell?{YEAR}&item=71&row=turnover&column=total").text
    assert ONLY in page
    assert 'data-test="cell-amount">60.00' in page
    assert "Sum of the rows: <strong>60.00" in page
    assert "−60.00" in page
    assert any(each.startswith("/reports/income-statement?") and "item=71" in each for each in links(page))


@pytest.mark.parametrize("suffix", ["csv", "json", "pdf", "xlsx"])
def test_every_file_says_whose_figures_it_has_and_is_named_after_them(reader: HubClient, suffix: str):
    answer = reader.get(f"/reports/income-statement.{suffix}?{YEAR}&item=71")
    assert "Only-Cost-centre-HKI-Helsinki" in answer.headers["Content-Disposition"]
    said = readable(answer.data, answer.mimetype)
    assert ONLY in said
    assert "Salaries are not among these figures" in " ".join(said.split())
    if suffix == "json":
        told = json.loads(answer.data)
        assert told["scope"] == [ONLY]
        [turnover] = [row["cells"] for row in told["rows"] if row["key"] == "turnover"]
        assert turnover == [6_000]


def test_an_item_that_is_not_there_is_refused_and_never_the_whole(reader: HubClient):
    answer = reader.get(f"/reports/income-statement?{YEAR}&item=99")
    assert answer.status_code == 422
    assert "do not have this dimension item any more" in answer.text


@pytest.mark.parametrize("key", ["balance-sheet", "trial-balance", "general-ledger", "cash-flow", "by-dimension"])
def test_reports_that_cannot_be_of_one_item_do_not_offer_it_and_stay_whole(reader: HubClient, key: str):
    period = "from=2025-03&to=2025-03"
    page, whole = (reader.get(f"/reports/{key}?{period}{more}").text for more in ("&item=71", ""))
    assert "All items" not in page
    assert ONLY not in page
    figures = [re.findall(r"[−\d,]+\.\d\d", each[each.index("<tbody") :]) for each in (page, whole)]
    assert figures[0] == figures[1]


def test_the_overview_is_of_the_whole_whatever_its_address_says(reader: HubClient):
    page = reader.get(f"/analytics?{YEAR}&item=71").text
    assert "100.00" in page
    assert not [each for each in links(page) if "item=71" in each]


def test_the_report_by_dimension_offers_the_dimensions_and_drills_to_shares(reader: HubClient):
    page = reader.get(f"/reports/by-dimension?{YEAR}").text
    for told in ("Cost centre", "Project", "HKI Helsinki", "TRE Tampere", "Salaries, not divided", "Not allocated"):
        assert told in page
    assert "How they are allocated to dimension items is not compared" in page
    [cell] = [each for each in links(page) if "/cell?" in each and "row=turnover" in each and "column=item:72" in each]
    explained = reader.get(cell).text
    assert 'data-test="cell-amount">30.00' in explained
    assert "Sum of the rows: <strong>30.00" in explained
    other = reader.get(f"/reports/by-dimension?{YEAR}&dimension=8").text
    assert "P1" in other[other.index("<thead") : other.index("</thead")]
    assert reader.get(f"/reports/by-dimension?{YEAR}&dimension=99").status_code == 422
