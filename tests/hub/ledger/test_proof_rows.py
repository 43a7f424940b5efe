"""Rows of the source's own income statement are held against our accounts, where it can be read what they sum up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.ledger.extent import Extent
from hub.ledger.models import Book
from hub.ledger.proof import reading
from hub.ledger.proof import service as proofs
from hub.ledger.proof.asking import Inquiry
from hub.ledger.proof.rows import compared, result_of
from hub.ledger.proof.source import ask
from hub.ledger.proof.verdicts import Answer, Source
from hub.sdk.accounting import Access, AccountingConnector, AccountTotal, Period
from hub.sdk.errors import GiveUp, HubError, Refused
from hub.sdk.proving import AccountRange, IncomeStatement, StatementRow
from tests.hub.ledger.making import calendar_years, receipt

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
TODAY = date(2026, 11, 22)
SOURCE = Source("Ledgers", ("5", "6", "288", "292", "295"))
OURS = {"1910": 6_000, "3000": -10_000, "5000": 3_000, "7000": 1_000}
SALES, STAFF, OTHER = AccountRange("3000", "3599"), AccountRange("5000", "6799"), AccountRange("7000", "8999")
BOOKS = (
    receipt("s", date(2025, 3, 10), ("1910", 10_000), ("3000", -10_000)),
    receipt("p", date(2025, 4, 15), ("5000", 3_000), ("1910", -3_000), type="SALARY", private=True),
    receipt("k", date(2025, 5, 12), ("7000", 1_000), ("1910", -1_000)),
)


def statement(sales=10_000, staff=-3_000, other=-1_000, *, by_name=False) -> list[StatementRow]:
    """The source's statement, its result last."""
    return [
        StatementRow("Turnover", sales, (SALES,), by_name),
        StatementRow("Staff", staff, (STAFF,), by_name),
        StatementRow("Other expenses", other, (OTHER,), by_name),
        StatementRow("Result", sales + staff + other, (SALES, STAFF, OTHER), by_name),
    ]


def turned(*ranges: AccountRange) -> list[AccountRange]:
    return [AccountRange(each.first, each.last, -each.times) for each in ranges]


def statuses(rows, ours=OURS, theirs=None, result=6_000) -> list[str]:
    return [each.status.value for each in compared(rows, result, ours, theirs)]


def test_rows_whose_accounts_come_to_the_same_agree():
    assert statuses(statement()) == ["agrees"] * 4
    assert statuses(statement(), theirs=OURS) == ["agrees"] * 4


def test_another_figure_is_another_layout_where_the_sources_own_accounts_say_so():
    assert statuses(statement(other=-900), theirs=OURS)[2:] == ["laid_out", "laid_out"]


def test_another_figure_is_a_difference_where_the_sources_own_accounts_bear_it_out():
    theirs = {**OURS, "7000": 900}
    assert statuses(statement(other=-900), theirs=theirs, result=6_100) == ["agrees", "agrees", "differs", "differs"]


def test_another_figure_is_a_difference_where_accounts_are_not_told_and_the_row_itself_says_what_it_sums_up():
    assert statuses(statement(other=-900), result=6_100) == ["agrees", "agrees", "differs", "differs"]
    assert statuses(statement(other=-900, sales=9_900)) == ["differs", "agrees", "differs", "agrees"]


def test_a_row_known_by_its_name_differs_only_where_the_result_does():
    assert statuses(statement(other=-900, by_name=True), result=6_100)[2:] == ["differs", "differs"]
    assert statuses(statement(other=-900, sales=9_900, by_name=True)) == ["laid_out", "agrees", "laid_out", "agrees"]
    assert statuses(statement(other=-900, by_name=True), result=None)[2:] == ["laid_out", "laid_out"]


def test_costs_that_are_printed_as_positive_are_no_difference():
    positive = [*statement(staff=3_000, other=1_000)[:3], StatementRow("Result", 6_000, (SALES, *turned(STAFF, OTHER)))]
    assert statuses(positive) == ["agrees", "laid_out", "laid_out", "laid_out"]


@pytest.mark.parametrize(
    "row",
    [
        StatementRow("Coffee", -300),
        StatementRow("Margin %", None, (SALES,)),
        StatementRow("Bank", 6_000, (AccountRange("1900", "1999", 1),)),
    ],
    ids=["not read", "no amount", "balance sheet"],
)
def test_a_row_that_cannot_be_compared_is_not_guessed(row):
    (found,) = compared([row], None, OURS, OURS)
    assert (found.status, found.ours, found.theirs) == ("unread", None, row.amount)


def test_a_statement_of_nothing_tells_nothing_where_accounts_are_not_told():
    nothing = statement(0, 0, 0)
    assert compared(nothing, 0, OURS, None) == []
    assert statuses(nothing, theirs={"1910": 6_000}, result=0) == ["differs"] * 4


CODES = st.from_regex(r"\A[1-9][0-9]{3,5}\Z")
SUMS = st.dictionaries(CODES, st.integers(-(10**12), 10**12), max_size=25)


@given(SUMS)
def test_a_row_of_all_income_and_expenses_is_the_result(sums):
    whole = StatementRow("Result", result_of(sums), (AccountRange("3000", "9999"),))
    (row,) = compared([whole], result_of(sums), sums, sums)
    assert (row.ours, row.status) == (result_of(sums), "agrees")


@given(SUMS, st.lists(st.tuples(st.integers(30, 99), st.integers(0, 20), st.sampled_from([1, -1])), max_size=6))
def test_no_row_of_books_that_agree_differs_whatever_its_accounts(sums, spans):
    rows = [
        StatementRow("x", amount, (AccountRange(f"{low}00", f"{min(low + more, 99)}99", times),))
        for low, more, times in spans
        for amount in (7, sum(times * v for k, v in sums.items() if f"{low}00" <= k[:4] <= f"{min(low + more, 99)}99"))
    ]
    found = compared(rows, None, sums, sums)
    assert all(each.status in ("agrees", "laid_out") for each in found)
    assert all(each.ours == each.theirs for each in found[1::2])


@pytest.fixture
def judged(shelf):
    """Hold our books against a source that tells a statement and perhaps its accounts; give how 2025 stands."""

    def judged(ours, rows, totals=None, *, refusal="No account codes.", result=6_000, source=SOURCE):
        shelf.store(*ours, fiscal_years=calendar_years(2025, 2025), covered=(YEAR,))
        listed = None if totals is None else [AccountTotal(*each) for each in totals.items()]
        with shelf.open() as db:
            proofs.keep(db, shelf.book_id, None, Answer(YEAR, listed, "" if listed else refusal, result, rows), TODAY)
            judged.conclusion = proofs.judge(db, shelf.book_id, None, source, TODAY)
        with shelf.open() as db:
            return reading.standing(db, shelf.book_id, TODAY).years[0]

    return judged


def test_rows_that_agree_stand_beside_a_year_that_cannot_be_proved(judged):
    stands = judged(BOOKS, statement())
    assert (stands.status, stands.reason, stands.detail) == ("not_provable", "refused", "No account codes.")
    assert [(row.name, row.ours, row.theirs, row.status) for row in stands.rows] == [
        ("Turnover", 10_000, 10_000, "agrees"),
        ("Staff", -3_000, -3_000, "agrees"),
        ("Other expenses", -1_000, -1_000, "agrees"),
        ("Result", 6_000, 6_000, "agrees"),
    ]


def test_a_row_that_differs_makes_a_year_differ_whose_accounts_are_not_told(judged):
    stands = judged(BOOKS, statement(other=-900), result=6_100)
    assert (stands.status, stands.reason, stands.differences) == ("differs", "not_held", ())
    assert [(row.name, row.amount) for row in stands.rows if row.status == "differs"] == [
        ("Other expenses", -100),
        ("Result", -100),
    ]
    assert judged.conclusion.months == (), "single months are not asked for: they name no accounts either"


def test_a_year_that_differs_by_rows_has_no_other_years_asked_for(judged, shelf):
    judged(BOOKS, statement(other=-900), result=6_100)
    shelf.store(fiscal_years=calendar_years(2024, 2025), covered=(Period(date(2024, 1, 1), date(2024, 12, 31)),))
    with shelf.open() as db:
        before = Period(date(2024, 1, 1), date(2024, 12, 31))
        proofs.keep(db, shelf.book_id, None, Answer(before, None, "No account codes."), TODAY)
        proofs.judge(db, shelf.book_id, None, SOURCE, TODAY)
        book = db.get_one(Book, shelf.book_id)
        assert Inquiry(db, book, Extent(db, book, TODAY), shelf.tenant_id).years_due(TODAY) == [YEAR]


@pytest.mark.parametrize(
    ("ours", "rows", "reason"),
    [
        ((BOOKS[0], BOOKS[2]), statement(), "payroll"),
        (BOOKS, statement(staff=-2_000), "not_held"),
        (BOOKS, statement(other=-998), "cents"),
        ((BOOKS[1], BOOKS[2]), statement(), "not_held"),
    ],
)
def test_rows_that_differ_tell_the_likeliest_reason(judged, ours, rows, reason):
    stands = judged(ours, rows, result=rows[-1].amount)
    assert (stands.status, stands.reason) == ("differs", reason)


def test_rows_are_named_beside_accounts_that_differ(judged):
    stands = judged(BOOKS, statement(other=-900), {**OURS, "1910": 6_100, "7000": 900}, result=6_100)
    assert {each.account for each in stands.differences} == {"1910", "7000"}
    assert [row.name for row in stands.rows if row.status == "differs"] == ["Other expenses", "Result"]


def test_a_year_whose_accounts_all_agree_is_proved_however_its_rows_are_laid_out(judged):
    stands = judged(BOOKS, statement(other=-900), OURS, result=6_000)
    assert stands.status == "proved"
    assert [row.status for row in stands.rows] == ["agrees", "agrees", "laid_out", "laid_out"]


def test_a_figure_that_may_be_a_single_slip_is_withheld(judged):
    assert judged(BOOKS, statement(staff=-3_700), result=5_300).is_private
    assert not judged(BOOKS, statement(other=-900), result=6_100).is_private, "pay agrees: it is something else"


def test_a_statement_with_names_that_no_database_takes_is_kept(judged):
    assert [row.name for row in judged(BOOKS, [StatementRow("Co\x00ffee" + "x" * 300, 1)]).rows] == [
        "Coffee" + "x" * 194
    ]


class Teller(AccountingConnector):
    """A source that refuses its totals, and would tell a statement."""

    key = "teller"
    connect = company = check = pull = None

    def __init__(self, error: HubError) -> None:
        self.error = error

    def control_totals(self, access, period):
        raise self.error

    def income_statement(self, access, period):
        return IncomeStatement(tuple(statement()), 6_000)


def test_the_statement_of_a_year_is_read_where_the_totals_cannot_be():
    answer = ask(Teller(GiveUp("No account codes.")), Access(), YEAR, statement=True)
    assert (answer.totals, answer.refusal, answer.result, len(answer.rows)) == (None, "No account codes.", 6_000, 4)


def test_neither_a_month_nor_whoever_may_not_read_totals_is_asked_for_a_statement():
    assert ask(Teller(GiveUp("No account codes.")), Access(), YEAR, statement=False).rows == ()
    assert ask(Teller(Refused("May not.")), Access(), YEAR, statement=True) == Answer(YEAR, None, "May not.")
