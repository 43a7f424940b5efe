"""Salaries are private: whoever has no *payroll detail* finds no name, text or single slip anywhere.

Every page that links lead to is opened, with every file and every figure's drill-down, and what is asked for directly;
with the right the same words are there, which shows that it is them that are looked for. Every rule as member and as
Admin is ``test_salaries.py``'s.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text

from hub.web.limits import TABLE, Limits
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Book, Company, Receipt
from tenants.models import Role
from tests.attacks.canaries import amounts_in, crawl, kept_in_database, kept_in_queue, tables_with
from tests.hub.chain.conftest import attach, connect, start  # noqa: F401 (fixtures)

CANARY = "Kanarialintu"
"""Stands in every name and text of a salary."""
STARTS = (
    *("/", "/analytics", "/content", "/connections", "/members", "/audit", "/sync", "/no-such-page"),
    "/analytics?from=2026-05&to=2026-05",
    "/reports/general-ledger?account=5000&from=2026-05&to=2026-06",
    "/reports/income-statement?from=2026-06&to=2026-06&accounts=1",
    "/reports/balance-sheet?from=2026-05&to=2026-06&accounts=1&by=total",
)
ALIKE = ("/balance-sheet/cell", "/trial-balance/cell")
"""Drill-downs to the same rows as from the general ledger."""
OF_SALARIES = ("receipt", "entry")


@pytest.fixture(scope="module")
def book() -> Book:
    company = Company(101, "Käpylän Leipä Oy", "1234567-1")
    made = generate(company, months=2, receipts=16, first_month=dt.date(2026, 5, 1), until=dt.date(2026, 6, 30), seed=5)
    slips = [each for each in made.receipts if each.type == "SALARY"]
    assert len(slips) >= 4
    return replace(made, receipts=tuple(marked(each) for each in made.receipts))


def marked(receipt: Receipt) -> Receipt:
    if receipt.type != "SALARY":
        return receipt
    rows = tuple(replace(row, description=f"{CANARY} {row.account}") for row in receipt.rows)
    return replace(receipt, name=f"{CANARY} {receipt.id}", description=f"{CANARY}, palkka", rows=rows)


@pytest.fixture(scope="module")
def single_slips(book: Book) -> set[int]:
    """Amounts of single rows of slips, in cents; not those that are also written in some other receipt or are a sum."""
    slips = [each for each in book.receipts if each.type == "SALARY"]
    others = {cents(row.value) for each in book.receipts if each.type != "SALARY" for row in each.rows}
    single = {cents(row.value) for each in slips for row in each.rows} - others
    sums: dict[tuple[str, dt.date, bool], int] = {}
    for each in slips:
        for row in each.rows:
            key = (row.account, each.date.replace(day=1), row.value > 0)
            sums[key] = sums.get(key, 0) + cents(row.value)
    return single - set(sums.values())


def cents(value) -> int:
    return abs(int(value * 100))


@pytest.fixture
def table() -> Limits:
    """Nobody is kept from looking at everything."""
    return dict.fromkeys(TABLE, ())


@pytest.fixture
def company(connect, book):  # noqa: F811
    return connect(book)


@pytest.fixture
def somebody(company, browse, sign_in, make_person, make_member):
    """Sign somebody in to the company's environment."""

    def somebody(role: Role, *, payroll_detail: bool):
        client, person = browse(company.tenant), make_person("Eero", f"{role}{payroll_detail}@leipa.example")
        make_member(company.tenant, person, role, payroll_detail=payroll_detail)
        sign_in(client, person, company.tenant)
        return client

    return somebody


def slips_of(book: Book) -> list[Receipt]:
    return [each for each in book.receipts if each.type == "SALARY"]


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


def gross_of(book: Book) -> set[int]:
    """Sum the wages of each month."""
    months: dict[dt.date, int] = {}
    for slip in slips_of(book):
        month = slip.date.replace(day=1)
        wages = [row.value for row in slip.rows if row.account == "5000"]
        months[month] = months.get(month, 0) + sum(map(cents, wages))
    return set(months.values())


def test_what_is_asked_for_directly_is_not_there(company, somebody, book):
    client = somebody(Role.MEMBER, payroll_detail=False)
    for slip in slips_of(book):
        for address in (f"/receipts/{slip.id}", f"/receipts/{slip.id}?detail=1&payroll_detail=true"):
            answer = client.get(address, headers={"Accept": "application/json", "X-Payroll-Detail": "1"})
            assert answer.status_code == 404
            assert CANARY not in answer.text
    for month in ("2026-05", "2026-06"):
        for form in ("", ".csv", ".xlsx"):
            query = f"account=5000&from={month}&to={month}&payroll_detail=1&after=0&limit=1&q={CANARY}"
            said = client.get(f"/reports/general-ledger{form}?{query}").data
            assert CANARY.encode() not in said.replace(f"q={CANARY}".encode(), b"")


def test_with_the_right_the_same_pages_have_them(company, somebody, book, single_slips):
    client, figures, words = somebody(Role.MEMBER, payroll_detail=True), set(), 0
    slip = slips_of(book)[0]
    for address in (
        f"/receipts/{slip.id}",
        "/reports/general-ledger?from=2026-05&to=2026-06",
        "/reports/general-ledger.csv?from=2026-05&to=2026-06",
    ):
        said = client.get(address).text
        figures |= amounts_in(said)
        words += CANARY in said
    assert words == 3
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
def logged(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Give what the hub has logged; ask for this before anything else."""
    caplog.set_level("DEBUG")

    def logged() -> list[str]:
        records = caplog.get_records("setup") + caplog.get_records("call")
        return [each.getMessage() for each in records if each.name != "werkzeug"]

    return logged


def test_names_are_in_the_books_and_in_no_job_log_mail_or_queue(logged, company, somebody, owner, redis_url):
    somebody(Role.ADMIN, payroll_detail=True).get("/reports/general-ledger.csv?from=2026-05&to=2026-06")
    assert tables_with([CANARY], kept_in_database(owner)) == set(OF_SALARIES)
    assert CANARY not in kept_in_queue(redis_url)
    assert logged()
    assert not [each for each in logged() if CANARY in each]
