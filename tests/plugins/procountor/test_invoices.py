"""Invoices are read with what has settled them, stay what the source says, and tie to the ledger's accounts."""

import datetime as dt
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.sdk.accounting import Batch, Layer
from hub.sdk.invoices import NO_CURRENCY, Invoice
from plugins.procountor import dues
from plugins.procountor.client import ProcountorAccess
from plugins.procountor.errors import Forbidden
from plugins.procountor.invoices import NOT_SETTLED, Event, InvoiceRow, invoice_from, known
from plugins.procountor.plan import Cursor
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Book as SandboxBook
from plugins.procountor.sandbox.books.model import Company

from .conftest import Sandbox
from .pulled import TODAY, Book, batches

LEIPA = Company(101, "Käpylän Leipä Oy", "1234567-1")
DAY = dt.date(2025, 3, 1)


class Register:
    """Keeps invoices as a store would: one replaces the one of its id, a sweep removes what is gone."""

    def __init__(self, arrived: Iterable[Batch]) -> None:
        self.held: dict[str, Invoice] = {}
        self.take(arrived)

    def take(self, arrived: Iterable[Batch]) -> "Register":
        for batch in arrived:
            self.held.update({each.source_id: each for each in batch.invoices})
            self.cursor = batch.cursor
            if (sweep := batch.invoice_sweep) is not None:
                kept = {key: one for key, one in self.held.items() if one.side != sweep.side or key in sweep.source_ids}
                self.held = kept
        return self

    def open(self, side: str) -> int:
        return sum(
            each.amount - sum(paid.amount for paid in each.payments)
            for each in self.held.values()
            if each.side == side and each.layer is Layer.MOVEMENT
        )


@pytest.fixture(scope="module")
def leipa() -> SandboxBook:
    return generate(LEIPA, months=20, receipts=800, first_month=dt.date(2024, 1, 1), until=TODAY, seed=5, payroll=False)


@pytest.fixture
def sandbox(start: Callable[..., Sandbox], leipa: SandboxBook) -> Sandbox:
    return start(leipa)


def loaded(sandbox: Sandbox) -> Register:
    return Register(batches(sandbox.access(LEIPA.id)))


def refreshed(sandbox: Sandbox, register: Register) -> list[Batch]:
    arrived = batches(sandbox.access(LEIPA.id), register.cursor)
    register.take(arrived)
    return arrived


def test_what_is_open_of_sales_is_what_the_ledger_has_on_its_account(sandbox):
    arrived = batches(sandbox.access(LEIPA.id))
    register, ledger = Register(arrived), Book(arrived)
    assert register.open("sales") == ledger.balances()["1700"] > 0
    assert {side for batch in arrived for side in batch.invoices_covered} == {"sales", "purchase"}


def test_creditors_differ_from_the_ledger_by_what_people_are_owed(sandbox):
    arrived = batches(sandbox.access(LEIPA.id))
    register, ledger = Register(arrived), Book(arrived)
    people = [each for each in ledger.receipts.values() if each.type in {"TRAVEL_INVOICE", "BILL_OF_CHARGES"}]
    owed = -sum(entry.amount for each in people for entry in each.entries if entry.account == "2880")
    paid = sum(
        row.value
        for each in sandbox.book(LEIPA.id).receipts
        for row in each.rows
        if each.type == "BANK_STATEMENT_AS_RECEIPT" and row.account == "2880" and not row.settles
    )
    assert register.open("purchase") + owed - int(paid * 100) == -ledger.balances()["2880"]


@pytest.mark.parametrize(
    "switches",
    [
        {"payments_move_versions": False},
        {"payment_sign": "bank"},
        {"payment_fields": "events"},
        {"total_count": False},
    ],
)
def test_what_is_not_published_is_tolerated_both_ways(sandbox, switches):
    usual = loaded(sandbox)
    sandbox.turn(**switches)
    other = loaded(sandbox)
    assert [other.open(side) for side in ("sales", "purchase")] == [usual.open(side) for side in ("sales", "purchase")]
    assert other.held.keys() == usual.held.keys()


@pytest.mark.parametrize("moves", [True, False])
def test_payments_that_came_meanwhile_are_read_whether_or_not_they_change_the_invoice(start, moves):
    """Where they do not, they are partial: the invoice goes on to be one that is not paid."""
    sandbox = start(as_of(dt.date(2025, 6, 30), moves=moves), switches={"payments_move_versions": moves})
    register = loaded(sandbox)
    before = register.open("sales")
    sandbox.put(as_of(TODAY, moves=moves))
    refreshed(sandbox, register)
    assert register.held == loaded(sandbox).held
    assert register.open("sales") != before


def as_of(day: dt.date, *, moves: bool) -> SandboxBook:
    first = dt.date(2024, 1, 1)
    book = generate(LEIPA, months=20, receipts=400, first_month=first, until=day, seed=5, payroll=False)
    if moves:
        return book
    sales = (replace(each, status="SENT", version=each.created) for each in book.receipts if each.key[:1] == "S")
    unmoved = {each.id: each for each in sales}
    return replace(book, receipts=tuple(unmoved.get(each.id, each) for each in book.receipts))


def test_an_invoice_that_was_removed_goes_with_its_receipt(sandbox):
    register = loaded(sandbox)
    gone = next(each for each in reversed(sandbox.book(LEIPA.id).receipts) if each.type == "SALES_INVOICE")
    assert str(gone.invoice_id) in register.held
    sandbox.edit(LEIPA.id, "remove", receipt=gone.id)
    refreshed(sandbox, register)
    assert str(gone.invoice_id) not in register.held
    assert register.held == loaded(sandbox).held


def test_an_edited_invoice_keeps_its_payments(sandbox):
    register = loaded(sandbox)
    sales = (each for each in reversed(sandbox.book(LEIPA.id).receipts) if each.type == "SALES_INVOICE")
    paid = next(each for each in sales if register.held[str(each.invoice_id)].payments)
    before = register.held[str(paid.invoice_id)]
    sandbox.edit(LEIPA.id, "edit", receipt=paid.id, net="-777.00")
    refreshed(sandbox, register)
    after = register.held[str(paid.invoice_id)]
    assert after.payments == before.payments
    assert after.amount != before.amount
    assert register.held == loaded(sandbox).held


def test_a_quiet_refresh_asks_for_what_is_open_and_for_no_paid_invoice_again(sandbox):
    register = loaded(sandbox)
    brought = [each for batch in refreshed(sandbox, register) for each in batch.invoices]
    assert brought
    assert not any(each.is_paid for each in brought)


def test_a_reading_that_broke_off_goes_on_anywhere_between_the_invoices(sandbox):
    whole = batches(sandbox.access(LEIPA.id))
    first = next(number for number, batch in enumerate(whole) if batch.invoices)
    for number in range(first - 2, len(whole)):
        register = Register(json_through(whole[: number + 1]))
        refreshed(sandbox, register)
        assert register.held == Register(whole).held


def json_through(arrived: list[Batch]) -> list[Batch]:
    cursor = json.loads(json.dumps(arrived[-1].cursor))
    return [*arrived[:-1], msgspec.structs.replace(arrived[-1], cursor=cursor)]


def test_neither_travel_nor_expenses_nor_salaries_are_read_as_invoices(sandbox):
    batches(sandbox.access(LEIPA.id))
    lists = [visit for visit in sandbox.world.traffic.visits() if visit["path"] == "/invoices"]
    assert lists
    assert all("types=" in each["target"] for each in lists)
    assert not any(word in each["target"] for each in lists for word in ("TRAVEL", "BILL_OF", "ORDER", "TAX"))


class Closed:
    """A client whose key may not search sales invoices."""

    def __init__(self, client: object) -> None:
        self._client = client

    def get(self, path: str, kind: type, **query: object) -> object:
        if path == "/invoices" and "SALES_INVOICE" in str(query.get("types")):
            raise Forbidden("no")
        return self._client.get(path, kind, **query)  # type: ignore[attr-defined]


def test_a_side_that_the_key_may_not_search_is_left_unread_and_asked_about_again(sandbox):
    access: ProcountorAccess = sandbox.access(LEIPA.id)
    cursor, stretches = dues.planned(Closed(access.client), Cursor(), doubtful=False)  # type: ignore[arg-type]
    assert cursor.invoices == ["purchase"]
    assert [each.invoices for each in stretches] == ["purchase"]
    cursor, stretches = dues.planned(access.client, cursor, doubtful=False)
    assert cursor.invoices == ["purchase", "sales"]
    assert "sales" in [each.invoices for each in stretches]
    cursor, stretches = dues.planned(Closed(access.client), cursor, doubtful=False)  # type: ignore[arg-type]
    assert (cursor.invoices, stretches) == ([], [])


def row(**told: object) -> InvoiceRow:
    body = {
        "id": 7,
        "type": "SALES_INVOICE",
        "status": "SENT",
        "date": "2025-03-01",
        "dueDate": "2025-03-15",
        "invoiceNumber": 1007,
        "partnerId": 12,
        "counterParty": {
            "identifier": "131052-308T",
            "bankAccount": {"accountNumber": "FI2112345600000785"},
            "email": "maija@example.com",
            "counterPartyAddress": {"name": "Mallikas Maija 131052-308T", "street": "Kotikatu 1"},
        },
        "invoiceSumInfo": [{"currency": "EUR", "inAccountingCurrency": True, "invoiceSumTotal": 125.50}],
        **told,
    }
    return msgspec.json.decode(json.dumps(body), type=InvoiceRow)


def event(number: int, amount: str, **told: object) -> Event:
    return Event(number, Decimal(amount), 7, DAY, **told)  # type: ignore[arg-type]


def test_of_a_person_nothing_is_kept_but_the_name():
    kept = known(row(), "sales")
    assert (kept.partner, kept.partner_code, kept.partner_number) == ("Mallikas Maija …", None, "12")
    told = msgspec.json.encode(kept).decode() + msgspec.json.encode(invoice_from(kept, [])).decode()
    assert not any(secret in told for secret in ("131052", "FI21", "example.com", "Kotikatu"))


def test_a_company_is_known_by_its_business_id():
    party = {"identifier": "2697751-4", "counterPartyAddress": {"name": "Asiakas Oy"}}
    assert known(row(counterParty=party), "sales").partner_code == "26977514"


def test_a_due_date_that_was_moved_counts():
    assert known(row(newDueDate="2025-04-01"), "sales").due == dt.date(2025, 4, 1)
    assert known(row(dueDate=None), "sales").due == DAY


def test_the_sum_in_the_company_s_currency_counts_and_another_is_said_to_be_one():
    both = [
        {"currency": "SEK", "inAccountingCurrency": False, "invoiceSumTotal": 1400},
        {"currency": "EUR", "inAccountingCurrency": True, "invoiceSumTotal": 125.50},
    ]
    kept = known(row(invoiceSumInfo=both), "sales")
    assert (kept.amount, kept.currency) == (12550, "EUR")
    kept = known(row(invoiceSumInfo=both[:1]), "sales")
    assert (kept.amount, kept.currency) == (140000, "SEK")
    assert known(row(invoiceSumInfo=None), "sales").currency == NO_CURRENCY


@pytest.mark.parametrize("status", sorted(NOT_SETTLED))
def test_a_payment_that_has_not_come_to_anything_settles_nothing(status):
    assert invoice_from(known(row(), "sales"), [event(1, "125.50", status=status)]).payments == ()


def test_a_credit_loss_or_a_discount_settles_like_money():
    told = [event(1, "100.00", type="REFERENCEPAYMENT"), event(2, "25.50", type="CREDITLOSS")]
    assert sum(each.amount for each in invoice_from(known(row(), "sales"), told).payments) == 12550


def test_a_correction_may_undo_a_payment_and_one_alone_is_not_turned_round():
    told = [event(1, "125.50"), event(2, "-25.50", type="CORRECTION")]
    assert sum(each.amount for each in invoice_from(known(row(), "sales"), told).payments) == 10000
    told = [event(2, "-25.50", type="CORRECTION")]
    assert sum(each.amount for each in invoice_from(known(row(), "sales"), told).payments) == -2550


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(1, 10**9), max_size=4), st.booleans())
def test_payments_settle_whatever_sign_the_source_writes_them_with(total, parts, turned):
    sign = -1 if total < 0 else 1
    sums = [{"invoiceSumTotal": float(Decimal(total).scaleb(-2)), "inAccountingCurrency": True, "currency": "EUR"}]
    kept = msgspec.structs.replace(known(row(invoiceSumInfo=sums), "purchase"), amount=total)
    told = [event(n, str(Decimal(sign * (-part if turned else part)).scaleb(-2))) for n, part in enumerate(parts, 1)]
    paid = invoice_from(kept, told).payments
    if total:
        assert [each.amount for each in paid] == [sign * part for part in parts]
