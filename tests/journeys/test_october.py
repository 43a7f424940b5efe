"""From a rise of costs to its receipts, and to the month's statements for the board: in at most eight clicks."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.journeys.truth import cents
from tests.journeys.visitor import Visitor

MOST_CLICKS = 8
OCTOBER, LINE = "Oct 2026", "Other operating expenses"
LIABILITIES = "TOTAL CAPITAL, RESERVES AND LIABILITIES"
RESULT = "PROFIT (LOSS) FOR THE FINANCIAL YEAR"


class Clicks:
    """A mouse that counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.number = page, 0

    def on(self, target: Locator) -> None:
        self.number += 1
        target.click()
        self.page.wait_for_load_state()

    def download(self, target: Locator) -> str:
        """Take a file, and give its text."""
        with self.page.expect_download() as download:
            self.on(target)
        pages = PdfReader(Path(download.value.path())).pages
        return " ".join(word for page in pages for word in page.extract_text().split())


def test_octobers_rise_is_found_and_its_statements_are_taken_out_in_eight_clicks(anna: Visitor):
    page, address = anna.page, anna.demo.tenant("kapylan-leipa")
    anna.holds_still()
    page.goto(f"{address}/analytics")
    clicks = Clicks(page)
    choose_october(clicks)
    now, earlier, rise = amounts(costs(page, LINE))
    assert rise == now - earlier > 0
    account = page.locator("[data-test='cost-changes'] tr", has_text=LINE).locator("+ tr")
    account_now, _before, account_rise = amounts(account)
    assert account_rise == account_now > rise / 2, "new in October, and most of the rise"
    clicks.on(account.locator("td a").first)
    receipts = page.locator("table.ledger tbody tr").all()
    assert [each.locator("a").count() for each in receipts] == [1, 1, 1]
    assert sum(cents(each.locator("td").nth(3).inner_text()) for each in receipts) == account_rise
    anna.picture("receipts-of-the-rise")
    clicks.on(page.locator("main a", has_text="←"))
    expect(page.get_by_role("heading", name="Is October 2026 ready?")).to_be_visible()
    shown = page.locator("[data-figure='result'] .value").inner_text()
    income = clicks.download(page.get_by_role("link", name="Profit and loss as PDF"))
    balance = clicks.download(page.get_by_role("link", name="Balance sheet as PDF"))
    assert clicks.number <= MOST_CLICKS
    assert "Profit and loss" in income
    assert figures_of(income, LINE)[0] == -now
    assert figures_of(income, RESULT)[0] == cents(shown)
    assert "Balance sheet" in balance
    assert figures_of(balance, "TOTAL ASSETS")[0] == figures_of(balance, LIABILITIES)[0] > 0


def choose_october(clicks: Clicks) -> None:
    """Choose the month, in another year after its end."""
    page = clicks.page
    if page.locator("summary[title='Period']").inner_text().strip() != "2026":
        clicks.on(page.locator("summary[title='Period']"))
        clicks.on(page.get_by_role("link", name="2026", exact=True))
    clicks.on(page.locator("summary[title='Month']"))
    clicks.on(page.get_by_role("link", name=OCTOBER, exact=True))


def costs(page: Page, label: str) -> Locator:
    return page.locator("[data-test='cost-changes'] tbody tr", has_text=label)


def amounts(row: Locator) -> tuple[int, int, int]:
    """Read a row: the month, the same a year earlier, and the change."""
    now, earlier, change, _percent = row.locator("td").all_inner_texts()
    return cents(now), cents(earlier), cents(change.removeprefix("+"))


def figures_of(text: str, label: str) -> list[int]:
    """Read the amounts that follow a label in the text of a document."""
    words = text.partition(label)[2].split()
    return [cents(word) for word in words[:3] if word.lstrip("−").replace(",", "").replace(".", "").isdigit()]
