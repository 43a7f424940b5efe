"""What a report leaves out leads from its note to the receipts, and from each of these to its lines."""

import json
import re
from datetime import date
from html import unescape

import pytest

from hub.reports import marks
from hub.sdk.accounting import UNBALANCED, VAT_CLEARING, Entry, Finding, Layer, Severity
from plugins.procountor.reports.ledgers import TrialBalance
from plugins.procountor.reports.left_out import LeftOutReceipts
from tests.hub.conftest import HubClient
from tests.hub.ledger.making import WHOLE_2025, Shelf, receipt, vat_sale

DAY = date(2025, 3, 5)


@pytest.fixture(autouse=True)
def waiting(shelf: Shelf) -> None:
    bill = ("4000", 30_00), ("2870", -30_00)
    pay = Entry(1, "5000", 900_00, DAY, text="Aino Virtanen"), Entry(2, "1910", -900_00, DAY)
    shelf.store(
        receipt("b", DAY, *bill, type="PURCHASE_INVOICE", status="RECEIVED", layer=Layer.PENDING, number="7"),
        receipt("o", DAY, *bill, type="PURCHASE_ORDER", status="SENT", layer=Layer.LEFT_OUT),
        receipt("p", DAY, *pay, type="SALARY", status="UNFINISHED", layer=Layer.PENDING, name="Aino", private=True),
        receipt("late", date(2025, 3, 20), *bill, status="UNFINISHED", layer=Layer.PENDING),
        covered=(WHOLE_2025,),
    )


def way_on(page: str) -> str:
    (link,) = re.findall(r'href="([^"]+)">See them one by one<', page)
    return unescape(link)


@pytest.mark.parametrize(
    ("query", "total", "opened"),
    [
        ("from=2025-03&to=2025-03", "90.00", {"b", "o", "late"}),
        ("from=2025-03-01&to=2025-03-10", "60.00", {"b", "o"}),
        ("from=2025-03&to=2025-03&pending=1", "30.00", {"o"}),
    ],
)
def test_a_reports_note_leads_to_the_receipts_that_come_to_what_it_tells(reader: HubClient, query, total, opened):
    page = reader.get(f"/reports/income-statement?{query}").text
    assert f"{total} in all without salaries" in page
    listed = reader.get(way_on(page)).text
    assert "official receipts" not in listed.partition('class="stack"')[0]
    receipts = re.findall(r'href="(/receipts/(\w+)[^"]*)"', listed)
    assert {each for _link, each in receipts} == opened
    assert f">{total}<" in re.sub(r"\s", "", listed.partition('class="total')[2])
    assert "Aino" not in listed
    for link, _each in receipts:
        assert "30.00" in reader.get(unescape(link)).text


def test_its_files_say_the_same(reader: HubClient):
    told = reader.get("/reports/left-out.csv?from=2025-03&to=2025-03&form=awaiting").data.decode("utf-8-sig")
    assert "7 Receipt b" in told
    assert "PURCHASE_ORDER" not in told
    assert "Total,,,,60.00" in told
    for form in ("json", "pdf", "xlsx"):
        assert reader.get(f"/reports/left-out.{form}?from=2025-03&to=2025-03").status_code == 200


@pytest.fixture
def odd(shelf: Shelf) -> None:
    """Official receipts that there is something to say of: VAT without a summary, and one that does not balance."""
    shelf.store(
        vat_sale("1", date(2025, 3, 5), 2_550),
        receipt("x", date(2025, 3, 6), ("1910", 5_808), (UNBALANCED, -5_808), number="B1"),
        receipt("y", date(2019, 3, 6), ("1910", 1), ("3000", -1)),
    )


@pytest.mark.parametrize(
    "said", ['data-test="proof"', "VAT has not been summarised", "does not balance", "fiscal year ("]
)
def test_it_says_nothing_of_figures_that_it_has_not(reader: HubClient, odd, said):
    query = "from=2025-03&to=2025-03"
    assert said in reader.get(f"/reports/trial-balance?{query}").text
    assert said not in reader.get(f"/reports/left-out?{query}").text


def test_its_files_carry_no_proof(reader: HubClient, odd):
    query = "from=2025-03&to=2025-03"
    told = json.loads(reader.get(f"/reports/left-out.json?{query}").data)
    assert (told["proof"], told["receipts"]) == (None, None)
    assert json.loads(reader.get(f"/reports/trial-balance.json?{query}").data)["proof"]["status"] == "not_provable"
    lines = reader.get(f"/reports/left-out.csv?{query}").data.decode("utf-8-sig").splitlines()
    assert [each for each in lines if each.startswith(("Not compared", '"Not', "VAT", "1 receipt"))] == []
    assert reader.get(f"/reports/left-out.pdf?{query}").data.startswith(b"%PDF")


FINDINGS = {
    "no salaries": Finding("payroll_hidden", Severity.WARNING, "", accounts=("5",), rights=("payroll",)),
    "no journals": Finding("not_searchable", Severity.WARNING, "", rights=("journals",)),
    "not read": Finding("sync_failed", Severity.WARNING, ""),
    "no key": Finding("needs_key", Severity.WARNING, ""),
    "not examined": Finding("not_examined", Severity.WARNING, ""),
    "no reports": Finding("reports_hidden", Severity.WARNING, "", rights=("reports",)),
    "no dimensions": Finding("dimensions_limited", Severity.WARNING, "", rights=("dimensions",)),
    "VAT": Finding("vat_missing", Severity.WARNING, "", accounts=(VAT_CLEARING,)),
    "openings": Finding("opening_missing", Severity.WARNING, "", accounts=("1", "2")),
    "unbalanced": Finding("unbalanced", Severity.WARNING, ""),
    "outside": Finding("outside_years", Severity.NOTICE, ""),
    "remarks": Finding("receipt_remarks", Severity.NOTICE, ""),
}


def test_what_keeps_receipts_from_being_read_marks_it_and_nothing_else():
    named = {id(each): name for name, each in FINDINGS.items()}
    left_out, trial_balance = (
        [named[id(each)] for each in marks.about(builder, FINDINGS.values())]
        for builder in (LeftOutReceipts(), TrialBalance())
    )
    assert left_out == ["no salaries", "no journals", "not read", "no key", "not examined"]
    assert trial_balance == list(FINDINGS)
