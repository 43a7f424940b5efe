"""Accounts that a company has moved stand on the chosen line wherever lines are figured, and no total changes by it."""

from datetime import date
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.sdk.accounting import UNBALANCED, VAT_CLEARING, Receipt, is_result_account
from hub.sdk.reports import Kind
from plugins.procountor.reports.cash_flow_layout import CASH, CASH_FLOW
from plugins.procountor.reports.flow import LINES, weight
from plugins.procountor.reports.forms import BALANCE_FORMS, INCOME_FORMS
from plugins.procountor.reports.layout import Places, belongs, leaves, line, mark
from plugins.procountor.reports.lines import BALANCE_SHEET, INCOME, TREES, StatementLines
from tests.hub.ledger.making import Shelf, calendar_years, receipt
from tests.plugins.procountor_reports.any_books import (
    ASSETS,
    LIABILITIES,
    RESULTS,
    SLOW,
    TODAY,
    YEARS,
    books,
    check_drills,
    check_parts,
    filled,
)
from tests.plugins.procountor_reports.filling import cells, last, report

LAYOUT = StatementLines()
KEYS = {
    statement: [each.key for each in LAYOUT.lines("en") if each.statement == statement]
    for statement in (INCOME, BALANCE_SHEET)
}
TOTALS = {
    "income-statement": ("result",),
    "balance-sheet": ("assets", "liabilities", "result-of-year"),
    "cash-flow": ("cash-change", "cash-at-start", "cash-at-end"),
}
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)


@st.composite
def moves(draw: st.DrawFn) -> dict[str, str]:
    accounts = draw(st.sets(st.sampled_from(f"{ASSETS} {LIABILITIES} {RESULTS}".split()), max_size=12))
    return {
        code: draw(st.sampled_from(KEYS[INCOME if is_result_account(code) else BALANCE_SHEET]))
        for code in sorted(accounts)
    }


@SLOW
@given(book=books(), moved=moves(), accounts=st.booleans())
def test_whatever_is_moved_subtotals_are_the_sum_of_their_parts_in_every_form(
    db: ModuleType, book: tuple[list[Receipt], bool], moved: dict[str, str], accounts: bool
):
    with filled(db, book).read(today=TODAY) as reader:
        span = YEARS[0].start, YEARS[2].end
        check_parts(report(reader, "cash-flow", *span, moved=moved))
        for key, forms in (("income-statement", INCOME_FORMS), ("balance-sheet", BALANCE_FORMS)):
            for form in forms:
                check_parts(report(reader, key, *span, accounts=accounts, form=form.key, moved=moved))


@SLOW
@given(book=books(), moved=moves())
def test_whatever_is_moved_both_sides_are_equal_and_result_and_totals_are_what_they_were(
    db: ModuleType, book: tuple[list[Receipt], bool], moved: dict[str, str]
):
    with filled(db, book).read(today=TODAY) as reader:
        for each in YEARS:
            tables = {key: report(reader, key, each.start, each.end, moved=moved) for key in TOTALS}
            balance, income = tables["balance-sheet"], tables["income-statement"]
            assert cells(balance, "assets") == cells(balance, "liabilities")
            assert cells(balance, "result-of-year")[-1] == cells(income, "result")[-1]
            before = report(reader, "income-statement", each.start, each.end)
            assert cells(before, "result") == cells(income, "result")


@SLOW
@given(book=books(), moved=moves())
def test_whatever_is_moved_cash_flows_and_what_differs_are_the_change_in_cash(
    db: ModuleType, book: tuple[list[Receipt], bool], moved: dict[str, str]
):
    with filled(db, book).read(today=TODAY) as reader:
        for each in YEARS:
            table = report(reader, "cash-flow", each.start, each.end, moved=moved)
            sums = zip(cells(table, "cash-flow"), cells(table, "difference"), cells(table, "cash-change"), strict=True)
            assert all(flows - differs == change for flows, differs, change in sums)
            lines = last(report(reader, "balance-sheet", each.start, each.end, moved=moved))
            assert lines.get("cash", 0) == last(table)["cash-at-end"]


@SLOW
@given(book=books(), moved=moves())
def test_whatever_is_moved_the_rows_behind_a_figure_sum_to_it(
    db: ModuleType, book: tuple[list[Receipt], bool], moved: dict[str, str]
):
    with filled(db, book).read(today=TODAY) as reader:
        for each in YEARS:
            for key in (*TOTALS, "overview", "key-figures"):
                check_drills(reader, report(reader, key, each.start, each.end, by_month=False, moved=moved))


@SLOW
@given(book=books(), moved=moves())
def test_a_moved_account_stands_on_its_line_and_on_no_other(
    db: ModuleType, book: tuple[list[Receipt], bool], moved: dict[str, str]
):
    with filled(db, book).read(today=TODAY) as reader:
        span = YEARS[0].start, YEARS[2].end
        for statement in (INCOME, BALANCE_SHEET):
            table = report(reader, statement, *span, by_month=False, moved=moved)
            leaf = {row.key: row for row in table.rows if row.kind is Kind.LINE}
            for code, key in moved.items():
                on = {row.key for row in leaf.values() if code in row.cells[0].drill.accounts}
                assert on <= {key, "result-of-year"}, code


@pytest.mark.parametrize("key", [key for keys in KEYS.values() for key in keys])
def test_every_line_that_accounts_can_be_moved_to_counts_once_in_the_cash_flow_or_is_cash(key: str):
    taken = weight(CASH_FLOW, mark(key)), belongs(mark(key), CASH)
    assert taken == ((0, True) if key == "cash" else (-1, False))


def test_a_line_has_one_key_in_all_statements_and_its_accounts_one_line():
    lines = [each for trees in TREES.values() for tree in trees for each in leaves(tree)]
    keys = [each.key for each in lines]
    assert len(set(keys)) == len(keys)
    assert {each.key for each in LAYOUT.lines("fi")} <= LINES.keys()
    for number in range(1000, 10_000):
        on = [each.key for each in lines if belongs(str(number), each)]
        assert len([key for key in on if key != "result-of-year"]) <= 1, on


def test_the_lines_are_named_in_the_readers_language_with_what_sums_them():
    by_key = {each.key: each for each in LAYOUT.lines("fi")}
    assert by_key["trade-debtors"].label == "Myyntisaamiset"
    assert by_key["trade-debtors"].groups[0] == "Tase"
    assert by_key["trade-debtors"].groups[-1] == "Lyhytaikaiset"
    assert by_key["long-term-trade-debtors"].groups[-1] == "Pitkäaikaiset"
    assert by_key["wages"].groups == ("Tuloslaskelma", "Henkilöstökulut")
    assert len(set(by_key.values())) == len({(each.groups, each.label) for each in by_key.values()})


@pytest.mark.parametrize(
    ("account", "line_key", "is_taken"),
    [
        ("4990", "wages", True),
        ("9720", "group-contribution", True),
        ("9720", "other-income", True),
        ("1910", "short-term-bank-loans", True),
        ("1560", "other-stocks", True),
        ("4990", "trade-debtors", False),
        ("1910", "wages", False),
        ("1910", "result-of-year", False),
        ("3000", "operating-profit", False),
        ("3000", "turnover", True),
        ("3000", "nothing", False),
        (VAT_CLEARING, "trade-debtors", False),
        (UNBALANCED, "trade-debtors", False),
    ],
)
def test_an_account_may_go_to_lines_of_its_own_statement_only(account: str, line_key: str, is_taken: bool):
    assert LAYOUT.takes(account, line_key) is is_taken


@pytest.mark.parametrize(
    ("account", "standard"),
    [("4990", "external-services"), ("29391", "short-term-other-creditors"), ("9720", ""), ("1560", ""), ("0500", "")],
)
def test_the_standard_line_is_that_of_the_code(account: str, standard: str):
    assert LAYOUT.standard(account) == standard


@pytest.fixture
def year(shelf: Shelf) -> Shelf:
    shelf.store(
        receipt("1", date(2025, 3, 5), ("1910", 900_00), ("3000", -1000_00), ("9890", 100_00)),
        receipt("2", date(2025, 4, 5), ("4990", 300_00), ("1910", -300_00)),
        receipt("3", date(2025, 5, 5), ("1500", 40_00), ("1560", 10_00), ("1910", -50_00)),
        fiscal_years=calendar_years(2025, 2025),
    )
    return shelf


def test_a_group_contribution_gets_its_line_and_no_note_says_that_it_has_none(year: Shelf):
    with year.read() as reader:
        bare = report(reader, "income-statement", FIRST, LAST, by_month=False)
        made = report(reader, "income-statement", FIRST, LAST, by_month=False, moved={"9890": "group-contribution"})
    assert last(bare)["account:9890"] == -100_00
    assert "account:9890" not in last(made)
    assert last(made)["group-contribution"] == last(made)["appropriations"] == -100_00
    assert any("9890" in note for note in bare.notes)
    assert not any("9890" in note for note in made.notes)


def test_the_micro_form_has_appropriations_as_one_line(year: Shelf):
    with year.read() as reader:
        made = report(
            reader, "income-statement", FIRST, LAST, by_month=False, form="micro", moved={"9890": "group-contribution"}
        )
    rows = {row.key: row for row in made.rows}
    assert rows["appropriations"].kind is Kind.LINE
    assert "group-contribution" not in rows


def test_a_moved_cost_changes_key_figures_and_cash_flow_alike(year: Shelf):
    moved = {"4990": "planned-depreciation"}
    with year.read() as reader:
        cash, bare = (last(report(reader, "cash-flow", FIRST, LAST, moved=each)) for each in (moved, {}))
        figures, usual = (
            {row.key: row.cells[0] for row in report(reader, "key-figures", FIRST, LAST, moved=each).rows}
            for each in (moved, {})
        )
    assert (cash["depreciation-back"], cash["assets-bought"]) == (300_00, -300_00)
    assert "depreciation-back" not in bare
    ebitda = next(key for key in figures if key.endswith(":ebitda"))
    assert (usual[ebitda].amount, figures[ebitda].amount) == (700_00, 1000_00)


def test_an_account_under_its_moved_line_is_named_there(year: Shelf):
    with year.read() as reader:
        made = report(
            reader, "balance-sheet", FIRST, LAST, accounts=True, by_month=False, moved={"1560": "finished-goods"}
        )
    rows = {row.key: row for row in made.rows}
    holder = next(row for row in made.rows if "account:1560" in row.parts)
    assert rows["account:1560"].kind is Kind.ACCOUNT
    assert holder.key == "finished-goods"
    assert LAYOUT.takes("1560", holder.key)


def test_a_mark_is_no_account():
    vat = line("vat", ("a", "b", "c"), "2920-2949")
    assert Places({"1910": "vat"}).has("1910", vat)
    assert not Places({"2930": "elsewhere"}).has("2930", vat)
    assert Places({"1910": "vat"}).of("2930") == "2930"
