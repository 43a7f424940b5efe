"""A comparison is offered where a report has one, with what has changed behind it, on pages and in files."""

import csv
import io
import json
import re
from datetime import date
from html import unescape

import pytest
from sqlalchemy import delete, update

from hub.ledger.models import CoveredPeriod
from hub.sdk.accounting import Dimension, DimensionItem, Entry, Share
from plugins.procountor.reports import BUILDERS
from tests.hub.conftest import HubClient
from tests.hub.ledger.making import WHOLE_2025, WHOLE_2026, Shelf, calendar_years, receipt, vat_sale

COMPARED = {"income-statement", "balance-sheet", "cash-flow", "by-dimension", "trial-balance", "vat"}
CONTENT = [each.key for each in BUILDERS if each.page == "content"]
MARCH = "from=2026-03&to=2026-03"
CENTRES = Dimension("cc", "Cost centre", (DimensionItem("h", "HKI", "Helsinki"), DimensionItem("t", "TRE", "Tampere")))


@pytest.fixture(autouse=True)
def books(shelf: Shelf) -> None:
    """Two years, the second a third better, and a cost of a cost centre that is no more."""

    def cost(source_id: str, day: date, item: str, amount: int):
        spent = Entry(1, "4000", amount, day, shares=(Share(item, amount),))
        return receipt(source_id, day, spent, Entry(2, "1910", -amount, day))

    shelf.store(
        vat_sale("5", date(2025, 3, 5), 2_550),
        vat_sale("6", date(2026, 3, 5), 3_400),
        cost("c5", date(2025, 3, 6), "t", 3_000),
        cost("c6", date(2026, 3, 6), "h", 4_000),
        fiscal_years=calendar_years(2025, 2026),
        dimensions=(CENTRES,),
        covered=(WHOLE_2025, WHOLE_2026),
    )


def texts(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def lines(client: HubClient, report: str, query: str) -> dict[str, list[str]]:
    """Read a report's CSV by the labels of its rows; its head has none."""
    body = client.get(f"/reports/{report}.csv?{query}").data.decode("utf-8-sig")
    return {row[0].strip(): row[1:] for row in csv.reader(io.StringIO(body)) if row}


@pytest.mark.parametrize("report", CONTENT)
def test_a_comparison_is_offered_where_there_is_one_and_nowhere_else(reader: HubClient, report: str):
    page = reader.get(f"/reports/{report}?{MARCH}&by=total").text
    offered = set(re.findall(r"against=(\w+)", page))
    assert offered == ({"before", "year"} if report in COMPARED else set())
    asked = reader.get(f"/reports/{report}?{MARCH}&by=total&against=year").text
    assert ("Change %" in texts(asked)) == (report in COMPARED)


@pytest.mark.parametrize("form", ["csv", "json", "pdf", "xlsx"])
@pytest.mark.parametrize("report", sorted(COMPARED))
def test_every_form_of_file_has_it(reader: HubClient, report: str, form: str):
    answer = reader.get(f"/reports/{report}.{form}?{MARCH}&by=total&against=year")
    assert answer.status_code == 200
    if form == "json":
        keys = [each["key"] for each in json.loads(answer.data)["columns"]]
        assert [each for each in keys if "against" in each]
        assert [each for each in keys if each.endswith("-change")]


def test_a_trial_balance_says_where_accounts_stood_and_by_how_much_that_changed(reader: HubClient):
    found = lines(reader, "trial-balance", f"{MARCH}&against=year")
    assert found[""] == ["Opening", "Debit", "Credit", "Closing", "Closing 31 Mar 2025", "Change", "Change %"]
    assert found["4000"] == ["0.00", "40.00", "0.00", "40.00", "30.00", "10.00", "33.3\xa0%"]
    assert found["1910"][3:] == ["-70.00", "-30.00", "-40.00", "−133.3\xa0%"]
    before = lines(reader, "trial-balance", f"{MARCH}&against=before")
    assert before[""][4] == "Closing 28 Feb 2026"
    assert before["4000"][3:] == ["40.00", "0.00", "40.00", ""]


def test_vat_says_by_how_much_base_and_tax_changed(reader: HubClient):
    found = lines(reader, "vat", f"{MARCH}&against=year")
    assert found[""][:8] == [
        *("Base", "Base Mar 2025", "Change", "Change %", "VAT", "VAT Mar 2025", "Change", "Change %"),
    ]
    [total] = [row for label, row in found.items() if label.startswith("Mar 2026:")]
    assert total[4:8] == ["34.00", "25.50", "8.50", "33.3\xa0%"]


def test_by_dimension_every_item_is_compared_as_a_row_and_the_total_beside_columns(reader: HubClient):
    rows = lines(reader, "by-dimension", f"{MARCH}&against=year&form=rows")
    assert rows["HKI Helsinki"][-4:] == ["-40.00", "0.00", "-40.00", ""]
    assert rows["TRE Tampere"][-4:-1] == ["0.00", "-30.00", "30.00"]
    columns = lines(reader, "by-dimension", f"{MARCH}&against=year&form=columns")
    assert columns[""] == ["HKI Helsinki", "Not allocated", "Total", "Mar 2025", "Change", "Change %"]
    page = texts(reader.get(f"/reports/by-dimension?{MARCH}&against=year&form=columns").text)
    assert "Only the total is compared here. Choose Items as rows to compare each item." in page


@pytest.mark.parametrize(
    ("report", "row", "column", "said"),
    [
        ("trial-balance", "account:4000", "against", "30.00"),
        ("trial-balance", "account:4000", "closing-change", "10.00"),
        ("vat", "month:2026-03", "vat-against", "25.50"),
        ("vat", "month:2026-03", "vat-change", "8.50"),
        ("by-dimension", "result", "total-change", "−10.00"),
    ],
)
def test_what_stands_beside_and_what_changed_explain_themselves(reader, report, row, column, said):
    page = reader.get(f"/reports/{report}/cell?{MARCH}&against=year&row={row}&column={column}")
    assert page.status_code == 200
    assert said in texts(page.text)


UNREAD = "Not all receipts of 1 Mar 2025 – 31 Mar 2025 have been read: do not rely on what is compared with these days."


@pytest.mark.parametrize("report", sorted(COMPARED - {"trial-balance", "balance-sheet"}))
def test_days_that_have_not_been_read_are_named_on_pages_and_in_files(reader: HubClient, shelf: Shelf, report: str):
    query = f"{MARCH}&by=total&against=year"
    assert "do not rely on what is compared" not in reader.get(f"/reports/{report}.csv?{query}").text
    with shelf.open() as tx:
        tx.execute(delete(CoveredPeriod).where(CoveredPeriod.end_date < date(2026, 1, 1)))
        tx.execute(update(CoveredPeriod).values(start_date=date(2026, 1, 1)))
    assert UNREAD in texts(reader.get(f"/reports/{report}?{query}").text)
    assert UNREAD in reader.get(f"/reports/{report}.csv?{query}").text
