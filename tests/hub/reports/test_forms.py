"""A report with several forms is shown, linked, explained and sent as a file in the one its reader chose."""

import re
from datetime import date

import pytest

from hub.sdk.reports import Form
from plugins.procountor.reports.forms import INCOME_FORMS
from plugins.procountor.reports.ledgers import TrialBalance
from plugins.procountor.reports.statements import BalanceSheet
from tests.hub.conftest import HubClient
from tests.hub.ledger.making import WHOLE_2025, Shelf, receipt

YEAR = "from=2025-01&to=2025-12"


@pytest.fixture(autouse=True)
def sale(shelf: Shelf) -> None:
    shelf.store(receipt("1", date(2025, 3, 5), ("1910", 100_00), ("3000", -100_00)), covered=(WHOLE_2025,))


def links(page: str) -> list[str]:
    return [each.replace("&amp;", "&") for each in re.findall(r'href="([^"]+)"', page)]


def test_the_chooser_offers_the_forms_and_marks_the_shown_one(reader: HubClient):
    page = reader.get(f"/reports/income-statement?{YEAR}&form=micro").text
    found = re.findall(r'<a href="[^"]*form=([a-z-]+)[^"]*"( aria-current="true")?>([^<]+)</a>', page)
    labels = {each.label for each in INCOME_FORMS}
    offered = [(key, bool(mark)) for key, mark, label in found if label in labels]
    assert offered == [("full", False), ("gross-profit", False), ("micro", True)]
    assert "GROSS PROFIT OR LOSS" in page
    assert "NET TURNOVER" not in page


def test_the_choice_survives_in_every_link_of_the_page(reader: HubClient):
    page = reader.get(f"/reports/income-statement?{YEAR}&form=gross-profit").text
    kept = [each for each in links(page) if each.startswith(("/reports/income-statement", "/content?"))]
    others = [each for each in kept if "form=gross-profit" not in each]
    assert all("form=full" in each or "form=micro" in each for each in others)
    assert len(others) == 2
    assert any("from=2025-03" in each for each in kept), "another month"
    assert any("by=total" in each for each in kept), "another column choice"


def test_a_figure_of_a_form_is_explained_and_leads_back_to_it(reader: HubClient):
    page = reader.get(f"/reports/income-statement/cell?{YEAR}&form=micro&row=gross-profit&column=total")
    assert page.status_code == 200
    assert 'data-test="cell-amount">100.00' in page.text
    assert any(each.startswith("/reports/income-statement?") and "form=micro" in each for each in links(page.text))


def test_files_have_the_form_too(reader: HubClient):
    answer = reader.get(f"/reports/balance-sheet.csv?{YEAR}&by=total&form=abbreviated")
    assert "Balance-sheet-abbreviated" in answer.headers["Content-Disposition"]
    assert "Cash at bank and in hand,100.00" in answer.data.decode("utf-8-sig")


@pytest.mark.parametrize("form", ["", "nonsense", "abbreviated", "<b>" * 200])
def test_a_form_that_a_report_does_not_have_is_the_usual_one(reader: HubClient, form: str):
    answer = reader.get("/reports/income-statement", query_string={"from": "2025-01", "to": "2025-12", "form": form})
    assert answer.status_code == 200
    assert "NET TURNOVER" in answer.text


def test_a_report_without_forms_offers_none(reader: HubClient):
    assert "form=" not in reader.get(f"/reports/trial-balance?{YEAR}").text
    assert TrialBalance().form("full") is None
    assert BalanceSheet().form("") == Form("full", "Full")
