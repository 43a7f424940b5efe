"""A year that differs names its accounts and months, and the likeliest reason; a year that agrees may still give hidden
salaries away."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace

from hub.connectors.models import Connection, ConnectionFinding
from hub.identity.models import Person
from hub.ledger.models import Book
from hub.ledger.proof import reading
from hub.ledger.proof import service as proofs
from hub.ledger.proof.asking import months_of
from hub.ledger.proof.verdicts import Answer, Source
from hub.sdk.accounting import UNBALANCED, AccountTotal, Entry, Layer, Period, Receipt
from hub.sdk.proving import Balances, Totals
from tests.hub.ledger.making import CAPITAL, calendar_years, opening, receipt, vat_sale

SOURCE = Source("Ledgers", ("5", "6", "288", "292", "295"))
TODAY = date(2026, 11, 22)
YEARS = calendar_years(2025, 2026)
SALE = receipt("s", date(2025, 3, 10), ("1910", 12_400), ("3000", -12_400), number="7")
COST = receipt("k", date(2025, 5, 12), ("8450", 2_000), ("2871", -2_000), number="8")
BOOKS = (CAPITAL, SALE, COST)
SLIP = receipt("p", date(2025, 4, 15), ("5000", 3_000), ("2920", -1_000), ("1910", -2_000), type="SALARY", private=True)


def sums(receipts, period: Period) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in receipts:
        for entry in each.entries:
            if each.layer is Layer.MOVEMENT and period.start <= entry.date <= period.end and entry.account[0] != "~":
                found[entry.account] = found.get(entry.account, 0) + entry.amount
    return found


@pytest.fixture
def judged(shelf):
    """Hold what we have against a source that has something else; give how 2025 stands."""

    def judged(ours, theirs, *, form: Totals | None = None, source: Source = SOURCE, today: date = TODAY):
        shelf.store(*ours, fiscal_years=YEARS, covered=tuple(Period(each.start, each.end) for each in YEARS))
        written = form or Totals()

        def told(period: Period) -> list[AccountTotal]:
            totals = sums(theirs, period)
            if written.balances is Balances.CLOSING:
                whole = sums(theirs, Period(date(period.end.year, 1, 1), period.end))
                totals = {code: each for code, each in totals.items() if code >= "3"} | {
                    code: each for code, each in whole.items() if code < "3"
                }
            return [AccountTotal(code, written.sign * each) for code, each in totals.items()]

        with shelf.open() as db:
            for year in YEARS:
                for period in (Period(year.start, year.end), *months_of(year)):
                    proofs.keep(db, shelf.book_id, None, Answer(period, told(period)), today)
            proofs.judge(db, shelf.book_id, None, source, today)
        with shelf.open() as db:
            found = reading.standing(db, shelf.book_id, today).years
            return next(each for each in found if each.period.start.year == 2025)

    return judged


def places(stands) -> dict[tuple[str, int], int]:
    return {(each.account, each.month.month): each.amount for each in stands.differences}


def changed(one: Receipt, **more) -> Receipt:
    return replace(one, source_id=f"{one.source_id}2", **more)


def turned(one: Receipt) -> Receipt:
    return replace(one, entries=tuple(replace(each, amount=-each.amount) for each in one.entries))


def test_books_that_agree_are_proved(judged):
    stands = judged(BOOKS, BOOKS)
    assert (stands.status, stands.reason, stands.accounts) == ("proved", None, 5)


@pytest.mark.parametrize(
    ("ours", "theirs", "reason", "where"),
    [
        ((CAPITAL, COST), BOOKS, "not_held", {("1910", 3): -12_400, ("3000", 3): 12_400}),
        (BOOKS, (CAPITAL, COST), "not_there", {("1910", 3): 12_400, ("3000", 3): -12_400}),
        ((*BOOKS, changed(SALE, number="")), BOOKS, "twice", {("1910", 3): 12_400, ("3000", 3): -12_400}),
        ((CAPITAL, COST, turned(SALE)), BOOKS, "sign", {("1910", 3): -24_800, ("3000", 3): 24_800}),
        (
            (*BOOKS, receipt("s0", date(2025, 3, 2), ("1910", 900), ("3000", -900), number="7")),
            BOOKS,
            "replaced",
            {("1910", 3): 900, ("3000", 3): -900},
        ),
        (
            (CAPITAL, SALE, receipt("k", COST.date, ("8450", 2_001), ("2871", -2_001))),
            BOOKS,
            "cents",
            {("8450", 5): 1, ("2871", 5): -1},
        ),
        (
            BOOKS,
            (*BOOKS, receipt("x", date(2025, 6, 15), ("5000", 900), ("2920", -900))),
            "payroll",
            {("5000", 6): -900, ("2920", 6): 900},
        ),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_difference_names_accounts_months_amounts_and_the_likeliest_reason(judged, ours, theirs, reason, where):
    stands = judged(ours, theirs)
    assert (stands.status, stands.reason) == ("differs", reason)
    assert places(stands) == where


def test_a_vat_summary_that_was_not_read_is_told_by_its_amount(judged):
    sale = vat_sale("v", date(2025, 8, 5), 2_550)
    theirs = receipt("a", date(2025, 8, 31), ("2930", -2_550), ("~vat", 2_550), type="VAT_SUMMARY")
    stands = judged((*BOOKS, sale), (*BOOKS, sale, theirs))
    assert stands.reason == "vat"
    assert places(stands) == {("2930", 8): 2_550}


@pytest.mark.parametrize("balances", [Balances.CHANGE, Balances.CLOSING])
def test_openings_that_count_twice_are_told_whatever_the_totals_show(judged, balances):
    told = opening(("1910", 70_000), ("2001", -70_000), day=date(2025, 1, 1))
    again = replace(told, source_id="again", layer=Layer.MOVEMENT)
    stands = judged((*BOOKS[1:], told, again), (*BOOKS[1:], told), form=Totals(1, balances))
    assert stands.reason == "opening"
    assert places(stands) == {("1910", 1): 70_000, ("2001", 1): -70_000}


def test_limited_dimensions_are_the_reason_where_the_probe_found_them(judged, shelf):
    with shelf.open() as db:
        person, book = Person(name="Aino", email="aino@example.com"), db.get_one(Book, shelf.book_id)
        db.add(person)
        db.flush()
        of = {"tenant_id": shelf.tenant_id, "company_id": book.company_id, "book_id": book.id}
        connection = Connection(id=uuid4(), connector="x", source_id="1", attached_by=person.id, **of)
        db.add(connection)
        db.flush()
        found = {"code": "limited_dimensions", "severity": "warning", "title": "Limited."}
        db.add(ConnectionFinding(tenant_id=shelf.tenant_id, connection_id=connection.id, **found))
    assert judged((CAPITAL, COST), BOOKS).reason == "dimensions"


def test_a_slip_beside_others_is_withheld_and_the_only_pay_of_a_month_is_not(judged):
    other = changed(SLIP, entries=tuple(replace(each, amount=2 * each.amount) for each in SLIP.entries))
    beside = judged((*BOOKS, SLIP), (*BOOKS, SLIP, other))
    assert {each.private for each in beside.differences} == {True}


def test_all_pay_of_a_month_is_a_sum_that_everybody_sees(judged):
    stands = judged(BOOKS, (*BOOKS, SLIP))
    assert {each.private for each in stands.differences} == {False}


def test_totals_in_a_form_that_nobody_knows_prove_nothing(judged):
    many = [receipt(f"m{n}", date(2025, 2, 2), (f"4{n:03}", 100 + n), ("1910", -100 - n)) for n in range(12)]
    scaled = [replace(each, entries=tuple(replace(e, amount=7 * e.amount) for e in each.entries)) for each in many]
    stands = judged(many, scaled)
    assert (stands.status, stands.reason) == ("not_provable", "unknown_form")


def test_how_the_totals_are_read_may_be_given_instead_of_found_out(judged):
    given = Source("Ledgers", totals=Totals(-1))
    assert judged(BOOKS, BOOKS, form=Totals(-1), source=given).status == "proved"


def test_totals_that_are_read_in_a_wrong_given_form_differ(judged):
    assert judged(BOOKS, BOOKS, source=Source("Ledgers", totals=Totals(-1))).status == "differs"


def payments(*months: int, account: str = "2950", amount: int = 700) -> list[Receipt]:
    return [receipt(f"{account}-{n}", date(2025, n, 20), (account, amount), ("1910", -amount)) for n in months]


def test_pay_that_is_settled_and_booked_nowhere_is_given_away(judged):
    paid = [*payments(2, 3), *payments(3, account="2920", amount=300)]
    stands = judged((*BOOKS, *paid), (*BOOKS, *paid))
    assert (stands.status, stands.reason) == ("not_provable", "payroll_unseen")
    assert places(stands) == {("2950", 2): 700, ("2950", 3): 700, ("2920", 3): 300}


@pytest.mark.parametrize(
    "right",
    [
        payments(2),
        [*payments(2, 3), receipt("j", date(2025, 1, 31), ("6100", 1_400), ("2950", -1_400))],
        [*payments(2, 3), receipt("j", date(2025, 4, 30), ("6100", 1_400), ("2950", -1_400))],
        [receipt(f"c{n}", date(2025, n, 3), ("2880", 500), ("8450", -500)) for n in (3, 4, 5, 6)],
    ],
    ids=["one early payment", "owed before", "paid early", "suppliers' credit notes"],
)
def test_liabilities_that_are_settled_early_or_credited_give_nothing_away(judged, right):
    assert judged((*BOOKS, *right), (*BOOKS, *right)).status == "proved"


def test_what_is_owed_from_the_year_before_may_be_paid_off(judged):
    owed = opening(("1910", 1_400), ("2950", -1_400), day=date(2025, 1, 1))
    books = (*BOOKS[1:], owed, *payments(1, 2))
    assert judged(books, books).status == "proved"


def test_receipts_outside_every_fiscal_year_are_not_proved(judged, shelf):
    judged(BOOKS, BOOKS)
    shelf.store(receipt("o", YEARS[0].start - timedelta(days=40), ("1910", 5), ("3000", -5)))
    with shelf.open() as db:
        stands = {each.period.start.year: each for each in reading.standing(db, shelf.book_id, TODAY).years}
    assert stands[2024].reason == "outside"
    assert stands[2025].status == "proved"


def test_a_receipt_that_does_not_balance_is_held_against_the_totals_by_its_own_rows(judged):
    odd = receipt("u", date(2025, 9, 9), ("1910", 50), Entry(2, UNBALANCED, -50, date(2025, 9, 9)))
    assert judged((*BOOKS, odd), (*BOOKS, odd)).status == "proved"
