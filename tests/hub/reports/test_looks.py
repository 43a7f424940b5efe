"""What does not add up is for everybody to read, too."""

from datetime import date

from playwright.sync_api import Browser, expect

from tests.hub.connectors.test_in_the_browser import served, settings  # noqa: F401 (fixtures)
from tests.hub.ledger.making import receipt
from tests.hub.reports.files.test_in_the_browser import enter
from tests.hub.reports.test_proof_beside import books, told  # noqa: F401 (fixtures)
from tests.looks import looks_right


def test_figures_that_differ_and_gaps_in_the_numbers(served, browser: Browser, reader, books, told):  # noqa: F811
    for number in (1, 2, 5):
        books.store(receipt(f"n{number}", date(2025, 4, number), ("1910", 1), ("3000", -1), number=str(number)))
    told({"1910": 12_400, "3000": -12_400}, months={3: {"1910": 12_400, "3000": -12_400}})
    page = browser.new_context().new_page()
    enter(page, reader)
    page.goto(f"{reader.address}/analytics/proof")
    expect(page.get_by_text("1 gap in the numbers of receipts")).to_be_visible()
    looks_right(page, "proof-differs")
    page.goto(f"{reader.address}/reports/income-statement?from=2025-01&to=2025-12")
    expect(page.locator("[data-test=proof][data-status=differs]")).to_be_visible()
    looks_right(page, "report-differs")
    page.context.close()
