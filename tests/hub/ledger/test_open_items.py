"""What is open of an invoice at a day is its amount less what was paid of it up to that day."""

from datetime import date, timedelta
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.ledger import service
from hub.sdk.accounting import Layer, Period
from hub.sdk.invoices import NO_CURRENCY, SIDES, Invoice, InvoiceSweep, Payment
from tests.hub.ledger.making import Shelf, receipt

SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
DAY = date(2026, 3, 10)
ALL_TIME = Period(date(1900, 1, 1), date(2199, 12, 31))
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
sums = st.integers(-1_000_000, 1_000_000)


def invoice(source_id: str = "7", amount: int = 10_000, *payments: tuple[date, int], **more: object) -> Invoice:
    told = {"side": "sales", "layer": Layer.MOVEMENT, "status": "SENT", "date": DAY, "due": DAY + timedelta(14)}
    told |= {"currency": "EUR", "partner": "Asiakas Oy", **more}
    paid = tuple(Payment(day, paid) for day, paid in payments)
    return Invoice(source_id=source_id, amount=amount, payments=paid, **told)  # type: ignore[arg-type]


@st.composite
def invoices(draw: st.DrawFn) -> list[Invoice]:
    made = []
    for number in range(draw(st.integers(0, 6))):
        payments = draw(st.lists(st.tuples(days, sums), max_size=4))
        facts = {"date": draw(days), "side": draw(st.sampled_from(SIDES)), "layer": draw(st.sampled_from(list(Layer)))}
        made.append(invoice(str(number), draw(sums), *payments, **facts))
    return made


def put(shelf: Shelf, *held: Invoice, **more: object) -> None:
    shelf.store(invoices=held, invoices_covered=SIDES, **more)


def opened(shelf: Shelf, day: date, side: str = "sales") -> dict[str, int]:
    with shelf.read() as reader:
        found = reader.open_items(day, side)
        assert found is not None
        assert len({each.source_id for each in found.items}) == len(found.items)
        return {each.source_id: each.open for each in found.items}


def replayed(held: list[Invoice], day: date, side: str) -> dict[str, int]:
    """Go through a side's official invoices day by day, as a clerk would."""
    left: dict[str, int] = {}
    for each in held:
        if each.side != side or each.layer is not Layer.MOVEMENT or each.date > day:
            continue
        rest = each.amount
        for paid in sorted(each.payments, key=lambda payment: payment.date):
            if paid.date <= day:
                rest -= paid.amount
        if rest:
            left[each.source_id] = rest
    return left


@SLOW
@given(held=invoices(), day=days)
def test_open_is_what_replaying_the_payments_leaves(db: ModuleType, held: list[Invoice], day: date):
    shelf = Shelf.make(db)
    put(shelf, *held)
    for side in SIDES:
        assert opened(shelf, day, side) == replayed(held, day, side)


@SLOW
@given(held=invoices(), day=days, later=st.integers(1, 300), amount=sums)
def test_a_payment_after_the_day_changes_nothing(
    db: ModuleType, held: list[Invoice], day: date, later: int, amount: int
):
    shelf = Shelf.make(db)
    put(shelf, *held)
    before = opened(shelf, day)
    more = [
        invoice(
            each.source_id,
            each.amount,
            *((paid.date, paid.amount) for paid in each.payments),
            (day + timedelta(later), amount),
            date=each.date,
            side=each.side,
            layer=each.layer,
        )
        for each in held
    ]
    put(shelf, *more)
    assert opened(shelf, day) == before


@SLOW
@given(first=invoices(), then=invoices(), day=days)
def test_storing_again_changes_nothing_and_storing_anew_replaces(
    db: ModuleType, first: list[Invoice], then: list[Invoice], day: date
):
    shelf = Shelf.make(db)
    put(shelf, *first)
    put(shelf, *then)
    put(shelf, *then)
    last = {each.source_id: each for each in (*first, *then)}
    for side in SIDES:
        assert opened(shelf, day, side) == replayed(list(last.values()), day, side)


def test_nothing_is_told_until_a_side_was_read_whole(shelf: Shelf):
    shelf.store(invoices=(invoice(),))
    with shelf.read() as reader:
        assert reader.open_items(DAY, "sales") is None
    shelf.store(invoices_covered=("sales",))
    assert opened(shelf, DAY) == {"7": 10_000}
    with shelf.read() as reader:
        assert reader.open_items(DAY, "purchase") is None


def test_a_sweep_takes_out_what_is_gone_of_its_side_and_its_days(shelf: Shelf):
    put(shelf, invoice("1"), invoice("2"), invoice("3", side="purchase"), invoice("4", date=date(2026, 1, 1)))
    shelf.store(invoice_sweep=InvoiceSweep("sales", Period(DAY, DAY), frozenset({"1"})))
    assert opened(shelf, DAY) == {"1": 10_000, "4": 10_000}
    assert opened(shelf, DAY, "purchase") == {"3": 10_000}
    shelf.store(invoice_sweep=InvoiceSweep("sales", ALL_TIME, frozenset()))
    assert opened(shelf, DAY) == {}


def test_a_credit_note_is_negative_and_too_much_paid_is_told(shelf: Shelf):
    put(shelf, invoice("1", -5_000), invoice("2", 10_000, (DAY, 12_000)), invoice("3", -5_000, (DAY, -5_000)))
    with shelf.read() as reader:
        found = reader.open_items(DAY, "sales")
        assert found is not None
        told = {each.source_id: (each.open, each.is_overpaid) for each in found.items}
    assert told == {"1": (-5_000, False), "2": (-2_000, True)}


@pytest.mark.parametrize(("paid", "is_told"), [(10_000, False), (9_000, True), (0, True)])
def test_an_invoice_that_is_called_paid_and_is_not_is_told(shelf: Shelf, paid: int, is_told: bool):
    put(shelf, invoice("1", 10_000, (DAY, paid), status="PAID", is_paid=True))
    with shelf.read() as reader:
        found = reader.open_items(DAY, "sales")
        assert found is not None
        assert [each.in_doubt for each in found.items] == ([True] if is_told else [])


def test_a_paid_invoice_is_not_in_doubt_on_a_day_before_its_payment(shelf: Shelf):
    put(shelf, invoice("1", 10_000, (DAY + timedelta(1), 10_000), status="PAID", is_paid=True))
    with shelf.read() as reader:
        found = reader.open_items(DAY, "sales")
        assert found is not None
        assert [(each.open, each.in_doubt) for each in found.items] == [(10_000, False)]


def test_an_invoice_without_any_sum_is_not_passed_over(shelf: Shelf):
    put(shelf, invoice("1", 0, currency=NO_CURRENCY))
    assert opened(shelf, DAY) == {"1": 0}


def test_an_invoice_leads_to_its_receipt_but_never_to_private_pay(shelf: Shelf):
    rows = (("1700", 10_000), ("3000", -10_000))
    shelf.store(
        receipt("70", DAY, *rows, type="SALES_INVOICE", invoice_id="7"),
        receipt("80", DAY, *rows, type="SALARY", invoice_id="8", private=True),
    )
    put(shelf, invoice("7"), invoice("8"), invoice("9"))
    with shelf.read(payroll_detail=True) as reader:
        found = reader.open_items(DAY, "sales")
        assert found is not None
        assert {each.source_id: each.receipt_id for each in found.items} == {"7": "70", "8": None, "9": None}


def test_zero_bytes_in_a_name_do_not_keep_an_invoice_out(shelf: Shelf):
    put(shelf, invoice("7", partner="Asi\0akas"))
    assert opened(shelf, DAY) == {"7": 10_000}


def test_erasing_a_book_leaves_no_invoice(shelf: Shelf):
    put(shelf, invoice("7", 10_000, (DAY, 100)))
    with shelf.open() as db:
        service.erase(db, shelf.book_id)
    with shelf.read() as reader:
        assert reader.open_items(DAY, "sales") is None
    put(shelf)
    assert opened(shelf, DAY) == {}
