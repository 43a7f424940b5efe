"""No form of a report leaves the hub without the mark that its figures are incomplete, whoever builds it."""

import io
import re
from datetime import UTC, date, datetime
from html import unescape
from types import ModuleType
from uuid import uuid4

import openpyxl
import pytest
from pypdf import PdfReader

from hub.connectors.models import Connection, ConnectionFinding
from hub.identity.models import Person
from hub.ledger.models import Book
from hub.pluginmanager import Plugins
from hub.sdk import hookimpl
from hub.sdk.accounting import Dimension, DimensionItem, Finding, Severity
from hub.sdk.reports import Cell, Column, Drill, Figure, ReportBuilder, ReportTable, Row
from hub.web.limits import TABLE
from tests.hub.conftest import HubClient
from tests.hub.ledger.making import WHOLE_2025, Shelf, receipt

MARK = "The key may not read salaries."
REMEDY = "Give it the right."
UNKNOWN = "It is not known yet whether the key reads everything"
PERIOD = "from=2025-01&to=2025-12"


class Silent(ReportBuilder):
    """Says nothing about findings itself: the hub has to."""

    key, title = "silent", "Silent"
    needs = frozenset({"payroll", "journals"})

    def build(self, reader, period, options):
        drill = Drill(("3000",), period, sign=-1)
        cell = Cell(-sum(each.net for each in reader.movements(period) if each.account == "3000"), drill=drill)
        return ReportTable(self.title, period, (Column("total", "Total"),), (Row("sales", "Sales", (cell,)),))


class OnTheOverview(Silent):
    key, title, page = "glance", "Glance", "analytics"

    def build(self, reader, period, options):
        table = super().build(reader, period, options)
        return ReportTable(self.title, period, (), (), figures=(Figure("sales", "Sales", table.rows[0].cells[0]),))


class OfJournals(Silent):
    key, title = "journals", "Journals"
    needs = frozenset({"journals"})


class OfSales(Silent):
    key, title = "sales", "Sales"
    shows = ("3",)


class TheirPlugin:
    @hookimpl
    def register_report_builders(self) -> list[ReportBuilder]:
        return [Silent(), OnTheOverview(), OfJournals(), OfSales()]


def all_plugins() -> Plugins:
    plugins = Plugins.discover()
    plugins.register(TheirPlugin(), "theirs")
    return plugins


UNTOUCHED = {"journals", "sales", "receivables", "payables"}
"""Reports of other accounts than those that the finding is about."""
MARKED = sorted(key for key in all_plugins().builders if key not in UNTOUCHED)


@pytest.fixture
def plugins() -> Plugins:
    return all_plugins()


@pytest.fixture
def limits():
    return TABLE


@pytest.fixture
def find(db: ModuleType, shelf: Shelf):
    """Connect the book over a key of which something was found."""
    shelf.store(
        receipt("1", date(2025, 3, 5), ("1910", 10_000), ("3000", -10_000)),
        receipt("2", date(2025, 3, 6), ("5000", 4_000), ("1910", -4_000)),
        receipt("3", date(2025, 12, 6), ("5000", 3_000), ("1910", -3_000)),
        receipt("4", date(2025, 12, 7), ("1700", 2_000), ("3000", -2_000), type="SALES_INVOICE"),
        dimensions=(Dimension("7", "Cost centre", (DimensionItem("71", "HKI", "Helsinki"),)),),
        covered=(WHOLE_2025,),
    )

    def find(*findings: Finding, examined: bool = True) -> None:
        connection, person = uuid4(), uuid4()
        with shelf.open() as tx:
            tx.add(Person(id=person, name="Aino", email="aino@leipa.example"))
            book = tx.get_one(Book, shelf.book_id)
            tx.flush()
            facts = {"company_id": book.company_id, "book_id": book.id, "attached_by": person, "source_id": "1"}
            at = datetime.now(UTC) if examined else None
            tx.add(
                Connection(id=connection, tenant_id=shelf.tenant_id, connector="procountor", examined_at=at, **facts)
            )
            tx.flush()
            for each in findings:
                told = {name: list(getattr(each, name)) for name in ("accounts", "rights")}
                said = {name: getattr(each, name) for name in ("code", "severity", "title", "remedy")}
                tx.add(ConnectionFinding(tenant_id=shelf.tenant_id, connection_id=connection, **said, **told))

    return find


@pytest.fixture
def hidden(find):
    find(Finding("payroll_hidden", Severity.WARNING, MARK, REMEDY, ("5", "1910"), ("payroll",)))


def page(reader: HubClient, key: str) -> str:
    address = "/analytics" if all_plugins().builders[key].page == "analytics" else f"/reports/{key}"
    return text_of(reader.get(f"{address}?{PERIOD}"))


def text_of(answer) -> str:
    assert answer.status_code == 200
    return unescape(answer.text)


def explained(reader: HubClient, key: str) -> list[str]:
    """Open what a figure of a report is made of."""
    links = re.findall(rf'href="(/reports/{key}/cell\?[^"]*)"', page_with_links(reader, key))
    return [text_of(reader.get(unescape(link))) for link in links[:2]]


def page_with_links(reader: HubClient, key: str) -> str:
    address = "/analytics" if all_plugins().builders[key].page == "analytics" else f"/reports/{key}"
    return reader.get(f"{address}?{PERIOD}").text


def csv(reader: HubClient, key: str) -> str:
    answer = reader.get(f"/reports/{key}.csv?{PERIOD}")
    assert answer.status_code == 200
    return answer.data.decode("utf-8-sig")


def xlsx(reader: HubClient, key: str) -> str:
    answer = reader.get(f"/reports/{key}.xlsx?{PERIOD}")
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    return "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def pdf(reader: HubClient, key: str) -> str:
    answer = reader.get(f"/reports/{key}.pdf?{PERIOD}")
    assert answer.status_code == 200
    return " ".join(each.extract_text() for each in PdfReader(io.BytesIO(answer.data)).pages).replace("\n", " ")


def json(reader: HubClient, key: str) -> str:
    answer = reader.get(f"/reports/{key}.json?{PERIOD}")
    assert answer.status_code == 200
    return " ".join(answer.json["notes"])


FORMS = [page, csv, json, pdf, xlsx]


@pytest.mark.usefixtures("hidden")
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("key", MARKED)
def test_every_form_of_every_report_says_what_is_missing_and_what_to_do(reader, key, form):
    told = form(reader, key)
    assert told.count(MARK) == 1
    assert REMEDY in told


@pytest.mark.usefixtures("hidden")
@pytest.mark.parametrize("key", [key for key in MARKED if key not in {"general-ledger", "month-check", "left-out"}])
def test_what_a_figure_is_made_of_says_so_too(reader, key):
    pages = explained(reader, key)
    assert pages
    assert all(each.count(MARK) == 1 for each in pages)


@pytest.mark.usefixtures("hidden")
def test_the_list_of_reports_marks_those_that_are_touched_and_no_others(reader):
    listed = text_of(reader.get("/content"))
    marked = set(
        re.findall(r'id="report-([\w-]+)">\s*<span><strong>[^<]*</strong> <span class="badge warning">', listed)
    )
    offered = set(re.findall(r'id="report-([\w-]+)"', listed))
    assert offered - marked == UNTOUCHED


@pytest.mark.usefixtures("hidden")
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("key", sorted(UNTOUCHED))
def test_a_report_that_needs_not_the_right_or_shows_other_accounts_is_not_marked(reader, key, form):
    assert MARK not in form(reader, key)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("key", sorted(all_plugins().builders))
def test_while_nobody_has_looked_at_the_key_no_report_looks_clean(reader, find, key, form):
    find(examined=False)
    assert form(reader, key).count(UNKNOWN) == 1


@pytest.mark.parametrize("key", ["silent", "income-statement"])
def test_without_anything_found_nothing_is_marked(reader, find, key):
    find()
    assert UNKNOWN not in page(reader, key)
    assert 'class="notice warning"' not in page(reader, key)
