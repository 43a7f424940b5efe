"""Rows of Procountor's own income statement say which accounts they sum up, or that this cannot be read."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.procountor.reported import Row
from plugins.procountor.statement import statement_of


def balance(row_id, formula=None, value="1.00", name=""):
    return Row(row_id, "BALANCE", name or f"Row {row_id}", Decimal(value), formula)


def function(row_id, formula, value="1.00", name=""):
    return Row(row_id, "ROW_FUNCTION", name or f"Row {row_id}", Decimal(value), formula)


def read(*rows):
    """What each row sums up: how often by first and last account, or None."""
    return [
        None if row.accounts is None else {f"{each.first}-{each.last}": each.times for each in row.accounts}
        for row in statement_of(rows).rows
    ]


@pytest.mark.parametrize(
    "written",
    ["-3000..3599", "+3000..3599", "3000-3599", "3000–3599", " 3000 ... 3599 ", "−3000..3599", "3000…3599"],
)
def test_a_range_of_accounts_is_read_however_it_is_written(written):
    assert read(balance(1, written)) == [{"3000-3599": -1}]


@pytest.mark.parametrize(
    "written", ["3000,3700-3799", "3000+3700..3799", "-3000-3700..3799", "-3000, -3700–3799", "3000; 3700..3799"]
)
def test_a_list_of_accounts_is_read_however_it_is_written(written):
    assert read(balance(1, written)) == [{"3000-3000": -1, "3700-3799": -1}]


@pytest.mark.parametrize(
    "written",
    [
        "",
        "SUM(3000;3599)",
        "R1/R2*100",
        "3000-3599-3600",
        "-3000-3599",
        "-3000..3599, 3700",
        "3000..3599-4000..4999",
        "3599..3000",
        "3000, 3000",
        "3000..3599, 3500..3700",
        "3000 3599",
        "R1+3000",
        "12",
        "3000..",
        "Liikevaihto",
    ],
)
def test_a_formula_that_could_mean_something_else_is_not_read(written):
    assert read(balance(1, written)) == [None]


def test_the_sign_of_most_rows_shows_income_as_positive():
    assert read(balance(1, "+3000..3599"), balance(2, "+4000..4999"), balance(3, "-5000..5999")) == [
        {"3000-3599": -1},
        {"4000-4999": -1},
        {"5000-5999": 1},
    ]


def test_a_row_without_signs_counts_as_printed_beside_others_with_signs():
    assert read(balance(1, "-3000..3599"), balance(2, "4000..4499 + 4500..4999")) == [
        {"3000-3599": -1},
        {"4000-4499": -1, "4500-4999": -1},
    ]


def test_a_row_of_rows_sums_their_accounts_wherever_they_stand():
    rows = function(9, "R3-R2"), balance(2, "-4000..4999"), function(3, "R1 + R2"), balance(1, "-3000..3599")
    assert read(*rows)[0] == {"3000-3599": -1}
    assert read(*rows)[2] == {"3000-3599": -1, "4000-4999": -1}


@pytest.mark.parametrize(
    "rows",
    [
        (function(1, "R2"), function(2, "R1")),
        (function(1, "R1"), function(2, "R1")),
        (function(1, "R7"), function(2, "R1+R1")),
        (balance(1, "SUM(3000)"), function(2, "R1")),
        (balance(1, "3000"), balance(1, "4000")),
    ],
    ids=["circle", "itself", "unknown", "of what is not read", "two with one id"],
)
def test_rows_that_lead_nowhere_are_not_read(rows):
    assert read(*rows) == [None, None]


def test_a_row_of_accounts_without_a_formula_is_known_by_its_statutory_name():
    turnover, other, gross = statement_of(
        [balance(1, name=" liikevaihto"), balance(2, name="Kahvit"), function(3, "R1+R1")]
    ).rows
    assert turnover.by_name
    assert [(each.first, each.last, each.times) for each in turnover.accounts] == [("3000", "3599", -1)]
    assert other.accounts is None
    assert gross.by_name
    assert gross.accounts[0].times == -2


def test_a_calculated_row_without_a_formula_and_a_formula_that_is_not_read_are_not_guessed_from_the_name():
    assert read(function(1, None, name="LIIKEVAIHTO"), balance(2, "SUM(3000)", name="LIIKEVAIHTO")) == [None, None]


def test_headings_are_no_rows_and_shares_have_no_amount():
    heading = Row(1, "BALANCE", "Tuotot", None, None)
    told = statement_of([heading, balance(2, "3000", "5.00"), function(3, "R2/R2*100", "33.3333", "Kate-%")])
    assert [(row.name, row.amount) for row in told.rows] == [("Row 2", 500), ("Kate-%", None)]


def test_the_result_is_the_row_of_that_name_even_where_others_follow():
    rows = function(1, "R9", "7.00", "Tilikauden voitto (tappio)"), function(2, "R8", "3.00")
    assert statement_of(rows).result == 700
    assert statement_of(rows[1:]).result == 300
    assert statement_of([balance(1, "3000")]).result is None


SPANS = st.lists(st.integers(300, 999), min_size=2, max_size=12, unique=True).map(
    lambda bounds: [(f"{low}0", f"{high}9") for low, high in zip(*[iter(sorted(bounds))] * 2, strict=False)]
)
JOINTS = st.sampled_from(["..", "-", "–", " … "])
BOOKS = st.dictionaries(st.from_regex(r"\A[1-9][0-9]{3,6}\Z"), st.integers(-(10**9), 10**9), max_size=30)


def total(row, books):
    return sum(each.times * amount for each in row.accounts for code, amount in books.items() if each.holds(code))


@given(SPANS, JOINTS, BOOKS)
def test_rows_are_the_sums_of_the_accounts_in_their_ranges_and_subtotals_the_sums_of_their_rows(spans, joint, books):
    rows = [balance(number, f"{low}{joint}{high}") for number, (low, high) in enumerate(spans, 1)]
    subtotal = function(99, "+".join(f"R{row.row_id}" for row in rows))
    *told, sum_of_all = statement_of([*rows, subtotal]).rows
    for row, (low, high) in zip(told, spans, strict=True):
        assert total(row, books) == -sum(amount for code, amount in books.items() if low <= code[:4] <= high)
    assert total(sum_of_all, books) == sum(total(row, books) for row in told)
