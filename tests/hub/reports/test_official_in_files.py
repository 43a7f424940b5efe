"""Each file says which receipts its figures are of, by their statuses, and whether those awaiting approval count."""

import io

import openpyxl
import pytest
from pypdf import PdfReader

from hub.reports.views import files
from plugins.procountor.connector import ProcountorConnector
from plugins.procountor.layers import OFFICIAL_STATUSES, PENDING_STATUSES
from tests.hub.conftest import HubClient

YEAR = "from=2025-01&to=2025-12&by=total"
OFFICIAL = "Official receipts count: Approved, "
BOTH = "Official receipts and those awaiting approval count: Approved, "


@pytest.fixture(autouse=True)
def known_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "connector_of", lambda _book: ProcountorConnector())


def pdf(reader: HubClient, query: str, key: str = "income-statement") -> str:
    pages = PdfReader(io.BytesIO(reader.get(f"/reports/{key}.pdf?{query}").data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def head_of_workbook(reader: HubClient, query: str, key: str = "income-statement") -> str:
    book = openpyxl.load_workbook(io.BytesIO(reader.get(f"/reports/{key}.xlsx?{query}").data))
    column = [cell.value for cell in book.worksheets[0]["A"]]
    return "\n".join(column[: column.index(None)])


def csv(reader: HubClient, query: str, key: str = "income-statement") -> str:
    return reader.get(f"/reports/{key}.csv?{query}").data.decode("utf-8-sig")


@pytest.mark.parametrize("form", [pdf, head_of_workbook, csv])
def test_a_file_says_which_statuses_count(reader: HubClient, form):
    told = form(reader, YEAR)
    assert OFFICIAL in told
    assert "Unfinished" not in told
    with_waiting = form(reader, f"{YEAR}&pending=1")
    assert BOTH in with_waiting
    assert "Unfinished" in with_waiting
    assert "Not official: receipts awaiting approval are included" in with_waiting
    other = form(reader, f"{YEAR}&pending=1", "cash-flow")
    assert OFFICIAL in other, "it has no figures of what awaits approval, whatever its address asks"


def test_the_head_of_a_document_says_it_in_two_words(reader: HubClient):
    assert "1 Jan 2025 – 31 Dec 2025 · official receipts" in pdf(reader, YEAR)
    assert "· official receipts" not in pdf(reader, f"{YEAR}&pending=1")


def test_json_gives_the_statuses_as_the_source_writes_them(reader: HubClient):
    told = reader.get(f"/reports/balance-sheet.json?{YEAR}").json["receipts"]
    assert (told["awaiting_approval"], set(told["statuses"])) == (False, OFFICIAL_STATUSES)
    told = reader.get(f"/reports/balance-sheet.json?{YEAR}&pending=1").json["receipts"]
    assert (told["awaiting_approval"], set(told["statuses"])) == (True, OFFICIAL_STATUSES | PENDING_STATUSES)


@pytest.mark.parametrize("form", [pdf, head_of_workbook, csv])
def test_a_list_of_what_is_left_out_is_not_called_official(reader: HubClient, form):
    assert "fficial receipts" not in form(reader, "from=2025-01&to=2025-12", "left-out")
    assert reader.get("/reports/left-out.json?from=2025-01&to=2025-12").json["receipts"] is None
