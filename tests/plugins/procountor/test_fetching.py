"""The current year first, nothing twice and nothing lost: resumed, edited, removed, hidden and found again."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from math import ceil

import pytest

from hub.sdk.accounting import VAT_CLEARING, Batch, Layer, Period
from hub.sdk.errors import NeedsReauth, Refused, TryLater
from plugins.procountor.connector import ProcountorConnector
from plugins.procountor.fetching import OVERLAP
from plugins.procountor.layers import OFFICIAL_STATUSES
from plugins.procountor.plan import Cursor
from plugins.procountor.sandbox.books import totals
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Book as SandboxBook
from plugins.procountor.sandbox.books.model import Company
from plugins.procountor.timeline import BEGINNING, END

from .conftest import CLERK, Sandbox
from .pulled import TODAY, Book, batches

LEIPA = Company(101, "Käpylän Leipä Oy", "1234567-1")
PUU = Company(102, "Pohjolan Puu Oy", "2077474-0")


@pytest.fixture(scope="module")
def leipa() -> SandboxBook:
    """Twenty months in three closed and open years, about eight hundred receipts."""
    lag = dt.timedelta(days=45)
    return generate(
        LEIPA, months=20, receipts=800, first_month=dt.date(2024, 1, 1), until=TODAY, seed=5, closing_lag=lag
    )


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plugins.procountor.wire.PAUSES", ())


@pytest.fixture
def sandbox(start: Callable[..., Sandbox], leipa: SandboxBook) -> Sandbox:
    return start(leipa)


def ids(sandbox: Sandbox, company: Company = LEIPA) -> set[str]:
    return {str(receipt.id) for receipt in sandbox.book(company.id).receipts}


def is_about_invoices(request: str) -> bool:
    return request.startswith(("GET /invoices", "GET /payments"))


def loaded(sandbox: Sandbox) -> Book:
    return Book(batches(sandbox.access(LEIPA.id)))


def refreshed(sandbox: Sandbox, book: Book) -> list[Batch]:
    arrived = batches(sandbox.access(LEIPA.id), book.cursor)
    book.take(arrived)
    return arrived


def test_a_first_load_brings_every_receipt_and_says_when_a_range_is_complete(sandbox):
    arrived = batches(sandbox.access(LEIPA.id))
    assert Book(arrived).receipts.keys() == ids(sandbox)
    covered = sorted((period.start, period.end) for batch in arrived for period in batch.covered)
    assert (covered[0][0], covered[-1][1]) == (BEGINNING, END)
    assert all(earlier[1] + dt.timedelta(1) == later[0] for earlier, later in pairwise(covered))
    assert (arrived[-1].done, arrived[-1].total) == (len(ids(sandbox)), len(ids(sandbox)))


def test_registers_come_first_then_the_current_year(sandbox):
    arrived = batches(sandbox.access(LEIPA.id))
    assert arrived[0].accounts
    assert arrived[0].fiscal_years
    assert arrived[0].dimensions
    first = next(batch for batch in arrived if batch.receipts)
    assert all(receipt.date.year == 2025 for receipt in first.receipts)
    assert first.phase == "Receipts of 2025"
    assert 0 < len(first.receipts) <= 200


def test_requests_are_two_a_page_and_a_handful(sandbox):
    access = sandbox.access(LEIPA.id)
    before = len(sandbox.requests())
    batches(access)
    pages = len(ids(sandbox)) / 200
    ranges = 5
    asked = [each for each in sandbox.requests()[before:] if not is_about_invoices(each)]
    assert len(asked) <= 2 * (pages + ranges) + 7


def test_invoices_come_after_the_whole_ledger_and_cost_two_requests_for_200(sandbox):
    access = sandbox.access(LEIPA.id)
    before = len(sandbox.requests())
    arrived = batches(access)
    asked = [is_about_invoices(each) for each in sandbox.requests()[before:]]
    assert asked == sorted(asked)
    sides = Counter(each.side for batch in arrived for each in batch.invoices)
    pages = sum(ceil((number + 1) / 200) for number in sides.values())
    assert sum(asked) <= 2 * pages + len(sides)


def test_neither_type_nor_status_is_filtered_away(sandbox):
    batches(sandbox.access(LEIPA.id))
    lists = [visit for visit in sandbox.world.traffic.visits() if visit["path"] == "/ledgerreceipts"]
    assert lists
    assert all("types" not in str(visit) and "status=" not in str(visit) for visit in lists)
    layers = {receipt.layer for receipt in loaded(sandbox).receipts.values()}
    assert layers == set(Layer)


def test_a_killed_worker_goes_on_after_the_last_stored_batch(sandbox):
    whole = batches(sandbox.access(LEIPA.id))
    for number in range(len(whole)):
        book = Book(whole[: number + 1])
        rest = refreshed(sandbox, book)
        assert book.receipts.keys() == ids(sandbox)
        delivered = sum(len(batch.receipts) for batch in [*whole[: number + 1], *rest])
        assert delivered == len(ids(sandbox))


def test_a_quiet_refresh_reads_no_receipt_again(sandbox):
    book = loaded(sandbox)
    assert [batch.receipts for batch in refreshed(sandbox, book) if batch.receipts] == []
    assert book.receipts.keys() == ids(sandbox)


def test_an_edited_receipt_comes_back_under_its_new_id_and_its_ghost_goes(sandbox):
    book = loaded(sandbox)
    sale = next(each for each in reversed(sandbox.book(LEIPA.id).receipts) if each.type == "SALES_INVOICE")
    sandbox.edit(LEIPA.id, "edit", receipt=sale.id, net="-777.00")
    refreshed(sandbox, book)
    assert str(sale.id) not in book.receipts
    assert book.receipts.keys() == ids(sandbox)
    assert book.balances() == loaded(sandbox).balances()


def test_a_removed_receipt_goes_with_the_next_refresh(sandbox):
    book = loaded(sandbox)
    sale = next(each for each in reversed(sandbox.book(LEIPA.id).receipts) if each.type == "SALES_INVOICE")
    sandbox.edit(LEIPA.id, "remove", receipt=sale.id)
    refreshed(sandbox, book)
    assert book.receipts.keys() == ids(sandbox)


def test_an_edit_during_the_first_load_leaves_no_ghost(sandbox):
    pull = ProcountorConnector(today=lambda: TODAY).pull(sandbox.access(LEIPA.id), None)
    arrived = [next(pull), next(pull), next(pull)]
    edited = next(int(each.source_id) for each in arrived[2].receipts if each.date >= dt.date(2025, 7, 1))
    sandbox.edit(LEIPA.id, "edit", receipt=edited, name="Anew")
    book = Book([*arrived, *pull])
    assert str(edited) not in book.receipts
    assert book.receipts.keys() == ids(sandbox)


def test_a_new_vat_summary_clears_its_month(sandbox):
    book = loaded(sandbox)
    before = book.balances(dt.date(2025, 7, 31)).get(VAT_CLEARING, 0)
    assert before != 0
    sandbox.edit(LEIPA.id, "vat-summary", month="2025-07")
    refreshed(sandbox, book)
    assert book.balances(dt.date(2025, 7, 31)).get(VAT_CLEARING, 0) == 0


def test_closed_years_are_swept_once_and_then_left_in_peace(sandbox):
    book = loaded(sandbox)
    swept = [batch.sweep.period.start.year for batch in refreshed(sandbox, book) if batch.sweep]
    assert 2025 in swept
    assert 2024 not in swept


@pytest.mark.parametrize("hiding", ["omitted", "not_found", "stripped"])
def test_salaries_that_were_hidden_arrive_once_the_key_may_read_them(sandbox, hiding):
    sandbox.hide(LEIPA.id, salary_hiding=hiding)
    hidden = Book(batches(sandbox.access(LEIPA.id, CLERK)))
    assert hidden.balances() != loaded(sandbox).balances()
    arrived = batches(sandbox.access(LEIPA.id), hidden.cursor)
    hidden.take(arrived)
    assert hidden.receipts.keys() == ids(sandbox)
    assert hidden.balances() == loaded(sandbox).balances()
    assert hidden.findings == loaded(sandbox).findings


def test_salaries_that_are_listed_but_not_given_are_shown_by_name(sandbox):
    sandbox.hide(LEIPA.id, salary_hiding="not_found")
    book = Book(batches(sandbox.access(LEIPA.id, CLERK)))
    salaries = [receipt for receipt in book.receipts.values() if receipt.type == "SALARY"]
    assert salaries
    assert all(receipt.private and receipt.finding and not receipt.entries for receipt in salaries)


def test_ids_of_two_companies_may_be_the_same(start, leipa):
    other = generate(PUU, months=2, receipts=40, first_month=dt.date(2025, 7, 1), until=TODAY, seed=6)
    sandbox = start(leipa, other)
    assert ids(sandbox) & ids(sandbox, PUU)
    assert Book(batches(sandbox.access(PUU.id))).receipts.keys() == ids(sandbox, PUU)


@pytest.mark.parametrize(
    "switches",
    [{"total_count": False}, {"na_status": "null"}, {"na_status": "EMPTY"}, {"vat_percent": "missing"}],
)
def test_what_is_not_published_is_tolerated_both_ways(sandbox, switches):
    usual = loaded(sandbox)
    sandbox.turn(**switches)
    other = loaded(sandbox)
    assert other.balances() == usual.balances()
    assert other.findings == usual.findings


def test_balances_are_the_sandbox_s_own(sandbox):
    book, truth = loaded(sandbox), sandbox.book(LEIPA.id)
    own = {account: amount for account, amount in book.balances(TODAY).items() if not account.startswith("~")}
    rows = [
        row
        for receipt in truth.receipts
        if receipt.date <= TODAY and book.receipts[str(receipt.id)].layer is Layer.MOVEMENT
        for row in receipt.rows
    ]
    assert own == {
        account: total
        for account in {row.account for row in rows}
        if (total := int(sum(row.value for row in rows if row.account == account) * 100))
    }
    assert book.findings == []


def test_control_totals_are_what_moved_on_each_account(sandbox):
    book = loaded(sandbox)
    first, last = dt.date(2025, 1, 1), dt.date(2025, 6, 30)
    told = ProcountorConnector().control_totals(sandbox.access(LEIPA.id), Period(first, last))
    ours = {code: sum_ for code, sum_ in book.balances(last, since=first).items() if not code.startswith("~")}
    assert {total.account: total.amount for total in told if total.amount} == ours


def test_the_official_statuses_are_the_sandbox_s_too():
    assert frozenset(totals.OFFICIAL_STATUSES) == OFFICIAL_STATUSES


def test_a_revoked_key_ends_the_pull_where_it_is(sandbox):
    pull = ProcountorConnector(today=lambda: TODAY).pull(sandbox.access(LEIPA.id), None)
    book = Book([next(pull), next(pull)])
    sandbox.revoke(LEIPA.id)
    with pytest.raises(NeedsReauth):
        list(pull)
    book.take(batches(sandbox.access(LEIPA.id), book.cursor))
    assert book.receipts.keys() == ids(sandbox)


@pytest.mark.parametrize("fault", ["500", "drop"])
def test_a_stumbling_server_is_survived(sandbox, monkeypatch, fault):
    monkeypatch.setattr("plugins.procountor.wire.PAUSES", (0.0,) * 20)  # threads may leave all faults to one of them
    sandbox.turn(fault=fault, fault_every=3)
    assert loaded(sandbox).receipts.keys() == ids(sandbox)


def test_a_rate_limit_that_does_not_end_is_left_to_the_caller(sandbox):
    access = sandbox.access(LEIPA.id)
    sandbox.turn(rate=1, retry_after=30)
    with pytest.raises(TryLater) as raised:
        batches(access)
    assert raised.value.after == 30


def test_a_key_of_another_company_is_refused(start, leipa):
    other = generate(PUU, months=1, receipts=10, first_month=dt.date(2025, 7, 1), until=TODAY, seed=6)
    sandbox = start(leipa, other)
    with pytest.raises(Refused, match="another company"):
        ProcountorConnector().connect({"api_key": sandbox.key(PUU.id), "company_id": str(LEIPA.id)})


def test_an_empty_company_is_complete_at_once_and_hears_of_its_first_receipt(start, leipa):
    sandbox = start(replace(leipa, receipts=()))
    book = Book(arrived := batches(sandbox.access(LEIPA.id)))
    assert (book.receipts, arrived[-1].total) == ({}, 0)
    assert Cursor.read(book.cursor or {}).watermark is None
    sandbox.put(leipa)
    refreshed(sandbox, book)
    assert book.receipts.keys() == ids(sandbox) != set()


def test_overlap_is_longer_than_the_hour_that_comes_twice_in_autumn():
    assert dt.timedelta(hours=1) < OVERLAP


def test_many_changes_are_gone_on_with_where_they_broke_off(sandbox, leipa):
    book = loaded(sandbox)
    later = dt.datetime(2025, 8, 20, 12)
    changed = [replace(one, name=f"Anew {one.id}", version=later) for one in leipa.receipts]
    sandbox.put(replace(leipa, receipts=tuple(changed)))
    walk = ProcountorConnector().pull(sandbox.access(LEIPA.id), book.cursor)
    book.take([next(walk), next(walk), next(walk), next(walk)])
    assert 0 < sum(receipt.name.startswith("Anew") for receipt in book.receipts.values()) < len(changed)
    refreshed(sandbox, book)
    assert all(receipt.name.startswith("Anew") for receipt in book.receipts.values())
    assert [batch.receipts for batch in refreshed(sandbox, book) if batch.receipts] == []
