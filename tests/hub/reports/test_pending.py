"""Figures with receipts that await approval are asked for, say so wherever they are shown, and are not called proof."""

import json
import re
from datetime import date

import pytest

from hub.sdk.accounting import Dimension, DimensionItem, Layer
from tests.attacks.readable import readable
from tests.hub.conftest import HubClient
from tests.hub.ledger.making import WHOLE_2025, Shelf, receipt

DAY = date(2025, 3, 5)
MONTH = "from=2025-03&to=2025-03"
TOLD = "Not official: receipts awaiting approval are included"
ABLE = ("income-statement", "balance-sheet", "trial-balance", "general-ledger")
OTHERS = ("cash-flow", "key-figures", "journal", "vat", "by-dimension")


@pytest.fixture(autouse=True)
def sales(shelf: Shelf) -> None:
    """A sale of 100.00, and one of 11.00 that awaits approval."""
    shelf.store(
        receipt("1", DAY, ("1910", 100_00), ("3000", -100_00)),
        receipt("2", DAY, ("1910", 11_00), ("3000", -11_00), layer=Layer.PENDING, status="UNFINISHED", number="77"),
        covered=(WHOLE_2025,),
    )


def head(page: str) -> str:
    return page[page.index('class="page-head"') : page.index('class="stack"')]


def links(page: str) -> list[str]:
    return [each.replace("&amp;", "&") for each in re.findall(r'href="([^"]+)"', page)]


@pytest.mark.parametrize("key", ABLE)
def test_they_are_left_out_until_they_are_asked_for_and_the_page_says_which(reader: HubClient, key: str):
    official = reader.get(f"/reports/{key}?{MONTH}").text
    assert "Left out because it is not official bookkeeping: 1 receipt, 11.00 in all" in official
    assert "111.00" not in official
    [choice] = [each for each in links(official) if "pending=1" in each and each.startswith(f"/reports/{key}?")]
    page = reader.get(choice).text
    assert TOLD in head(page)
    assert TOLD not in official
    assert "111.00" in page
    assert "Included though it still awaits approval: 1 receipt, 11.00 in all" in page
    assert "Leave out receipts awaiting approval" in page


@pytest.mark.parametrize("key", ABLE)
def test_their_proof_is_said_to_be_that_of_other_figures(reader: HubClient, key: str):
    page = reader.get(f"/reports/{key}?{MONTH}&pending=1").text
    line = page[page.index('data-test="proof"') :].split("</p>")[0]
    assert 'data-status="not_provable"' in line
    assert "Official figures: " in line
    assert "they are not proved" in line
    told = json.loads(reader.get(f"/reports/{key}.json?{MONTH}&pending=1").data)
    assert told["scope"] == [TOLD]
    assert told["proof"]["status"] == "not_provable"


def test_what_is_behind_a_figure_has_their_rows_marked(reader: HubClient):
    page = reader.get(f"/reports/balance-sheet/cell?{MONTH}&pending=1&row=assets&column=2025-03").text
    assert TOLD in head(page)
    assert 'data-test="cell-amount">111.00' in page
    assert "Sum of the rows: <strong>111.00" in page
    marked = [row for row in re.findall(r"<tr>.*?</tr>", page, re.S) if "awaiting approval" in row]
    assert len(marked) == 1
    assert "77" in marked[0]


@pytest.mark.parametrize("suffix", ["csv", "pdf", "xlsx"])
def test_files_say_it_and_are_named_after_it(reader: HubClient, suffix: str):
    answer = reader.get(f"/reports/income-statement.{suffix}?{MONTH}&pending=1")
    said = " ".join(readable(answer.data, answer.mimetype).split())
    assert TOLD in said
    assert "Included though it still awaits approval" in said
    assert "111.00" in said
    assert "Not-official-receipts-awaiting-approval" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("key", OTHERS)
def test_reports_that_cannot_do_not_offer_it_and_stay_official(reader: HubClient, key: str):
    page, official = (reader.get(f"/reports/{key}?{MONTH}{more}").text for more in ("&pending=1", ""))
    assert "receipts awaiting approval" not in head(page)
    assert "Include receipts awaiting approval" not in page
    figures = [re.findall(r"[−\d,]+\.\d\d", each[each.index("<tbody") :]) for each in (page, official)]
    assert figures[0] == figures[1]


def test_the_overview_stays_official(reader: HubClient):
    page = reader.get(f"/analytics?{MONTH}&pending=1").text
    assert "111.00" not in page
    assert "100.00" in page


def test_with_an_item_both_are_said(reader: HubClient, shelf: Shelf):
    shelf.store(dimensions=(Dimension("7", "Cost centre", (DimensionItem("71", "HKI"),)),))
    page = reader.get(f"/reports/income-statement?{MONTH}&pending=1&item=71").text
    assert "Only: Cost centre HKI" in head(page)
    assert TOLD in head(page)
