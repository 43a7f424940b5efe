"""The report pages of an environment, and what they and their files say."""

import csv
import io
import itertools
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
from playwright.sync_api import Locator, expect

from tests.journeys.truth import cents
from tests.journeys.visitor import Visitor
from tests.widths import measured

__all__ = [
    "Statement",
    "csv_file",
    "download",
    "leafed_through",
    "open_report",
    "period",
    "report_keys",
    "result_shown",
    "rows_behind",
    "statement",
    "wait_for_all",
    "workbook",
]

READ = """() => [...document.querySelectorAll("table.report tr")].map(row => [...row.children].map(cell =>
  (cell.querySelector(".visually-hidden") ? cell.firstChild : cell).textContent.trim()))"""
ALL_READ = """() => document.readyState === "complete" && document.querySelector("[data-sync]")
  && !document.querySelector("[data-sync-running]")"""
PATIENCE = 180_000  # ms
AMOUNT = re.compile(r"[-\u2212]?[\d,]+\.\d\d")
BESIDE = re.compile(r"\(continued\)$|^Brought forward$")
RESULT = "PROFIT (LOSS) FOR THE FINANCIAL YEAR"
Amounts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Statement:
    """A table of amounts: in cents, by row and column; cells without an amount are left out."""

    amounts: Amounts

    def of(self, row: str, column: str) -> int:
        """Give one figure."""
        return self.amounts[row][column]


def wait_for_all(visitor: Visitor) -> None:
    """Wait on a report page until everything is there, invoices after the ledger; the page goes on by itself."""
    visitor.page.wait_for_function(ALL_READ, timeout=PATIENCE)
    expect(visitor.page.locator("table.report tbody tr").first).to_be_visible()


def period(visitor: Visitor) -> tuple[date, date]:
    """Read from which day to which day the page is."""
    shown, _, _ = visitor.page.locator(".page-head p").last.inner_text().partition(" · ")
    start, end = (datetime.strptime(day.strip(), "%d %b %Y").date() for day in shown.split("–"))
    return start, end


def result_shown(visitor: Visitor) -> int:
    """Read the result of the whole period from the income statement on the page."""
    return statement(visitor).of(RESULT, "Total")


def statement(visitor: Visitor) -> Statement:
    """Read the statement that the page shows."""
    expect(visitor.page.locator("table.report")).to_be_visible()
    head, *rows = measured(visitor.page, READ)
    return Statement(_amounts(head[1:], rows))


def leafed_through(visitor: Visitor) -> Amounts:
    """Read a report page by page to its end; what only pages say of each other is left out."""
    found: Amounts = {}
    while True:
        found |= {row: told for row, told in statement(visitor).amounts.items() if not BESIDE.search(row)}
        following = visitor.page.get_by_role("link", name="Next page")
        if not following.count():
            return found
        following.click()
        visitor.page.wait_for_load_state()


def _amounts(columns: list[str], rows: list[list[str]]) -> Amounts:
    return {
        label: {
            column: cents(cell)
            for column, cell in zip(columns, cells or [""] * len(columns), strict=True)  # a remark spans all columns
            if AMOUNT.fullmatch(cell)
        }
        for label, *cells in rows
    }


def report_keys(visitor: Visitor) -> list[str]:
    """List the reports that *Content* offers."""
    visitor.press("Content")
    links = visitor.page.locator(".report-choice > a").all()
    return [(each.get_attribute("id") or "").removeprefix("report-") for each in links]


def open_report(visitor: Visitor, key: str) -> None:
    """Open a report from the list."""
    visitor.page.locator(f"#report-{key}").click()
    expect(visitor.page.locator("table.report")).to_be_visible()


def rows_behind(visitor: Visitor, cell: Locator) -> tuple[int, int, int]:
    """Open a figure, and give it as the page repeats it, the sum the page says, and the sum of the rows themselves."""
    cell.click()
    page = visitor.page
    page.wait_for_load_state()
    said = cents(page.locator("[data-test='cell-amount']").inner_text())
    total = cents(page.locator("[data-test='cell-total'] strong").inner_text())
    amounts = page.locator("table.ledger tbody tr td:nth-last-child(2)").all_inner_texts()
    return said, total, sum(map(cents, amounts))


def csv_file(visitor: Visitor) -> Amounts:
    """Download the report as CSV and read it."""
    with download(visitor, "CSV").open(encoding="utf-8-sig", newline="") as file:
        head, *rows = itertools.takewhile(any, csv.reader(io.StringIO(file.read())))  # notes follow an empty line
    return {
        row[0].strip(): {
            column: int(Decimal(cell) * 100)
            for column, cell in zip(head[1:], row[1:], strict=True)
            if AMOUNT.fullmatch(cell)
        }
        for row in rows
    }


def workbook(visitor: Visitor) -> Amounts:
    """Download the report as a workbook and read it."""
    file = io.BytesIO(download(visitor, "Excel").read_bytes())  # its name has no suffix to tell its kind
    sheet = openpyxl.load_workbook(file, data_only=True).worksheets[0]
    rows = list(sheet.iter_rows())
    top = next(number for number, row in enumerate(rows) if row[0].value is None and row[1].value is not None)
    columns = [str(each.value) for each in rows[top][1:]]
    return {
        str(row[0].value).strip(): {
            column: round(cell.value * 100)
            for column, cell in zip(columns, row[1:], strict=True)
            if isinstance(cell.value, int | float) and cell.number_format.endswith("0.00")  # the others are ratios
        }
        for row in rows[top + 1 :]
    }


def download(visitor: Visitor, name: str) -> Path:
    """Take a file out of the report's menu."""
    menu = visitor.page.locator("details[name=download]")
    if menu.get_attribute("open") is None:
        menu.locator("summary").click()
    with visitor.page.expect_download() as download:
        menu.get_by_role("link", name=name, exact=True).click()
    return Path(download.value.path())
