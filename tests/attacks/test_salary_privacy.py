"""Salaries are private: without *payroll detail* nobody finds a name, text, number or amount of a single slip anywhere.

The books have slips of every kind that has something to be said about it: that wait, are left out, do not balance, do
not come. Every page that links lead to is opened, with every file and every figure's drill-down, and what is asked for
directly. Each is the same for two books whose slips differ in all that is private and have the same sums, however it
might be written there; with the right they are not the same, which shows that it is them that are looked for. Every
rule as member and as Admin is ``test_salaries.py``'s.
"""

import datetime as dt
import re
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import text

from hub.web.limits import TABLE, Limits
from hub.web.logs import JsonLines
from plugins.procountor.layers import OFFICIAL_STATUSES
from plugins.procountor.sandbox.books.model import Book
from tenants.models import Role, Tenant
from tests.attacks import slips
from tests.attacks.canaries import amounts_in, crawl, kept_in_database, kept_in_queue, tables_with
from tests.attacks.readable import readable
from tests.attacks.slips import CANARY, private_amounts, slips_of
from tests.emptying import empty
from tests.hub.chain.conftest import attach, connect, start  # noqa: F401 (fixtures)
from tests.hub.conftest import HubClient

STARTS = (
    *("/", "/analytics", "/content", "/connections", "/members", "/audit", "/sync", "/no-such-page"),
    "/analytics?from=2026-05&to=2026-05",
    "/reports/general-ledger?account=5000&from=2026-05&to=2026-06",
    "/reports/income-statement?from=2026-06&to=2026-06&accounts=1",
    "/reports/balance-sheet?from=2026-05&to=2026-06&accounts=1&by=total",
    "/reports/income-statement?from=2026-05-02&to=2026-06-16&accounts=1&by=total&against=before",
    "/reports/balance-sheet?from=2026-05-02&to=2026-06-15&accounts=1&by=ytd",
    "/reports/income-statement?from=2026-06&to=2026-06&form=micro",
    "/reports/income-statement?from=2026-05-02&to=2026-06-16&by=total&item=12",
    "/reports/income-statement/cell?from=2026-05&to=2026-05&item=11&pending=1&row=result&column=2026-05",
    "/reports/by-dimension?from=2026-05&to=2026-06&form=rows&dimension=1",
    "/reports/by-dimension/cell?from=2026-05&to=2026-06&row=result&column=item:11",
    "/reports/by-dimension/cell?from=2026-05&to=2026-06&row=result&column=unallocated",
    "/reports/income-statement?from=2026-05&to=2026-06&accounts=1&pending=1",
    "/reports/balance-sheet?from=2026-05&to=2026-06&accounts=1&pending=1",
    "/reports/trial-balance?from=2026-05&to=2026-06&pending=1",
    "/reports/trial-balance?from=2026-06&to=2026-06&against=before&pending=1",
    "/reports/vat?from=2026-06&to=2026-06&against=before",
    "/reports/by-dimension?from=2026-06&to=2026-06&form=rows&dimension=1&against=before",
    "/reports/by-dimension/cell?from=2026-06&to=2026-06&form=rows&against=before&row=item:11&column=result-change",
    "/reports/journal.csv?from=2026-05&to=2026-06",
    "/reports/general-ledger?from=2026-05&to=2026-06&account=5000&pending=1",
    "/reports/general-ledger.json?from=2026-05&to=2026-06&pending=1",
    "/reports/cash-flow?from=2026-05&to=2026-06",
    "/reports/key-figures?from=2026-06&to=2026-06",
)
ALIKE = ("/balance-sheet/cell", "/trial-balance/cell", "/cash-flow/cell", "/key-figures/cell", "/save")
"""Drill-downs to the same rows as from the general ledger, and forms with a report's name and days and nothing else."""
CHANCE = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,}|(?<=value=\")[\w-]{43}(?=\")|(?<=Content-Length: )\d+"
    r"|\d{4}-\d\d-\d\dT[\d:.]+|\b\d\d?:\d\d\b"
)
"""What is different each time: ids and tokens made by chance, and the time of day."""
OF_SALARIES = ("receipt", "entry")
OF_BOOKS = (*OF_SALARIES, "month_balance", "item_balance")
INTEGER = re.compile(r"(?<![\w.-])\d+(?![\w-])")


@pytest.fixture(scope="module")
def book() -> Book:
    return slips.book_of("a")


@pytest.fixture(scope="module")
def single_slips(book: Book) -> set[int]:
    """Amounts of single slips, in cents."""
    found = private_amounts(book)
    assert len(found) > 20
    return found


@pytest.fixture
def table() -> Limits:
    """Nobody is kept from looking at everything."""
    return dict.fromkeys(TABLE, ())


@pytest.fixture
def company(connect, book, monkeypatch):  # noqa: F811
    slips.hide_rows(monkeypatch)
    return connect(book)


@pytest.fixture
def somebody_in(browse, sign_in, make_person, make_member) -> Callable[..., HubClient]:
    """Sign somebody in to an environment."""

    def somebody_in(tenant: Tenant, role: Role, *, payroll_detail: bool) -> HubClient:
        client, person = browse(tenant), make_person("Eero", f"{role}{payroll_detail}@leipa.example")
        make_member(tenant, person, role, payroll_detail=payroll_detail)
        sign_in(client, person, tenant)
        return client

    return somebody_in


@pytest.fixture
def somebody(company, somebody_in) -> Callable[..., HubClient]:
    """Sign somebody in to the company's environment."""
    return partial(somebody_in, company.tenant)


@pytest.fixture
def shown(connect, somebody_in, owner, monkeypatch) -> Callable[..., dict[str, str]]:  # noqa: F811
    """Read a book and give everything that is shown of it to somebody, as often as wanted."""
    slips.hide_rows(monkeypatch)

    def shown(
        book: Book, role: Role = Role.MEMBER, *, payroll_detail: bool = False, but: tuple[str, ...] = ALIKE
    ) -> dict[str, str]:
        company = connect(book)
        client = somebody_in(company.tenant, role, payroll_detail=payroll_detail)
        pages = {
            "sync": f"{company.run.state} {company.run.message}",
            **{CHANCE.sub("", page): CHANCE.sub("", said) for page, said in crawl(client, *STARTS, but=but)},
        }
        empty(owner)
        return pages

    return shown


def test_without_the_right_no_page_file_or_answer_has_a_name_a_text_or_a_single_slip(
    company, somebody, book, single_slips, count
):
    client, seen, figures = somebody(Role.MEMBER, payroll_detail=False), 0, set()
    for address, said in crawl(client, *STARTS, but=ALIKE):
        assert CANARY not in said, address
        assert not amounts_in(said) & single_slips, address
        figures |= amounts_in(said)
        seen += 1
    assert seen > 50
    assert gross_of(book) <= figures, "the sums are there"
    count("pages and files looked through for a salary", seen)


def test_without_the_right_everything_is_the_same_whatever_is_in_single_slips(shown, count):
    one, other = (shown(slips.book_of(twin), Role.ADMIN) for twin in slips.TWINS)
    assert len(one) > 100
    assert "do not balance" in one["sync"]
    assert different(one, other) == []
    count("pages and files compared between books with other salaries", len(one))


def test_without_the_right_a_sync_that_broke_off_at_a_slip_says_the_same_whatever_is_in_it(shown, one_by_one):
    one, other = (shown(slips.with_fractions(slips.book_of(twin), twin)) for twin in slips.TWINS)
    assert "not in whole cents" in one["sync"]
    assert "not in whole cents" in one["/connections"]
    assert different(one, other) == []


@pytest.fixture
def one_by_one(monkeypatch) -> None:
    """Read batch after batch: with many requests at once chance decides what was stored before one breaks off."""
    monkeypatch.setattr("hub.connectors.tasks._is_fetched", lambda *_: False)


def test_with_the_right_the_difference_is_there(shown):
    one, other = (shown(slips.book_of(twin), payroll_detail=True, but=("/",)) for twin in slips.TWINS)
    assert {"/analytics", "/reports/general-ledger", "/reports/balance-sheet"} <= {
        page.partition("?")[0] for page in different(one, other)
    }


def different(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """Name the pages that are not there in both or not the same."""
    return sorted(page for page in one.keys() | other.keys() if one.get(page) != other.get(page))


def gross_of(book: Book) -> set[int]:
    """Sum the wages of each month, as far as they are official."""
    months: dict[dt.date, int] = {}
    for slip in slips_of(book):
        if slip.status in OFFICIAL_STATUSES and slips.UNREADABLE not in slip.name:
            wages = [int(row.value * 100) for row in slip.rows if row.account == "5000"]
            month = slip.date.replace(day=1)
            months[month] = months.get(month, 0) + sum(wages)
    return set(months.values())


def test_what_is_asked_for_directly_is_not_there(company, somebody, book):
    client = somebody(Role.MEMBER, payroll_detail=False)
    for slip in slips_of(book):
        for address in (f"/receipts/{slip.id}", f"/receipts/{slip.id}?detail=1&payroll_detail=true"):
            answer = client.get(address, headers={"Accept": "application/json", "X-Payroll-Detail": "1"})
            assert answer.status_code == 404
            assert CANARY not in answer.text
    for month in ("2026-05", "2026-06"):
        for form in ("", ".csv", ".json", ".pdf", ".xlsx"):
            query = f"account=5000&from={month}&to={month}&payroll_detail=1&after=0&limit=1&q={CANARY}"
            answer = client.get(f"/reports/general-ledger{form}?{query}")
            assert CANARY not in readable(answer.data, answer.mimetype).replace(f"q={CANARY}", "")


def test_with_the_right_the_same_pages_have_them(company, somebody, book, single_slips):
    client, figures, words = somebody(Role.MEMBER, payroll_detail=True), set(), 0
    slip = slips_of(book)[0]
    for address in (
        f"/receipts/{slip.id}",
        "/reports/general-ledger?from=2026-05&to=2026-06",
        "/reports/general-ledger.csv?from=2026-05&to=2026-06",
        "/reports/general-ledger.json?from=2026-05&to=2026-06",
        "/reports/general-ledger.pdf?from=2026-05&to=2026-06",
    ):
        answer = client.get(address)
        said = readable(answer.data, answer.mimetype)
        figures |= amounts_in(said)
        words += CANARY in said
    assert words == 5
    assert figures & single_slips


def test_a_right_taken_away_is_gone_with_the_next_request(company, somebody, book, owner):
    client, slip = somebody(Role.MEMBER, payroll_detail=True), slips_of(book)[0]
    assert client.get(f"/receipts/{slip.id}").status_code == 200
    with owner.begin() as connection:
        connection.execute(text("ALTER TABLE membership NO FORCE ROW LEVEL SECURITY"))
        connection.execute(text("UPDATE membership SET payroll_detail = false"))
        connection.execute(text("ALTER TABLE membership FORCE ROW LEVEL SECURITY"))
    assert client.get(f"/receipts/{slip.id}").status_code == 404


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """Give what the hub has logged; ask for this before anything else."""
    caplog.set_level("DEBUG")

    def logged() -> str:
        records = caplog.get_records("setup") + caplog.get_records("call")
        return "\n".join(JsonLines().format(each) for each in records if each.name != "werkzeug")

    return logged


def test_names_and_amounts_are_in_the_books_and_in_no_job_log_mail_or_queue(
    logged, company, somebody, owner, redis_url, single_slips
):
    somebody(Role.ADMIN, payroll_detail=True).get("/reports/general-ledger.csv?from=2026-05&to=2026-06")
    dump = kept_in_database(owner)
    assert tables_with([CANARY], dump) == set(OF_SALARIES)
    assert not [table for table, rows in dump.items() if table not in OF_BOOKS and numbers_in(rows) & single_slips]
    assert CANARY not in kept_in_queue(redis_url)
    assert logged()
    assert CANARY not in logged()
    assert not numbers_in(logged()) & single_slips


def test_a_slip_that_breaks_a_sync_off_is_told_by_no_job_log_or_message(
    logged,
    connect,  # noqa: F811
    owner,
    redis_url,
):
    book = slips.with_fractions(slips.book_of("a"), "a")
    connect(book)
    odd = str(slips_of(book)[0].rows[0].value)
    kept = "\n".join([*kept_in_database(owner).values(), kept_in_queue(redis_url), logged()])
    assert "not in whole cents" in kept
    assert CANARY not in kept
    assert odd not in kept
    assert not numbers_in(kept) & private_amounts(book)


def numbers_in(said: str) -> set[int]:
    """Read amounts as people and as programs write them, in cents."""
    return amounts_in(said) | {int(each) for each in INTEGER.findall(said)}
