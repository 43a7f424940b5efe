"""What a report leaves out leads from its note to the receipts, and from each of these to its lines."""

import re
from datetime import date
from html import unescape

import pytest

from hub.sdk.accounting import Entry, Layer
from tests.hub.conftest import HubClient
from tests.hub.ledger.making import WHOLE_2025, Shelf, receipt

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
