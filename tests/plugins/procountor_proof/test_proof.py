"""After every sync each fiscal year is held against Procountor's own totals."""

import pytest

from tests.plugins.procountor.conftest import CLERK
from tests.plugins.procountor_proof.conftest import book, entry_sums, official


@pytest.fixture(scope="module")
def made():
    return book()


def test_books_that_were_read_whole_are_proved(read, made):
    company = read(made)
    assert company.run().state == "done"
    assert company.statuses() == {2025: "proved", 2026: "proved"}
    assert company.differences() == set()


def test_a_receipt_that_was_never_read_is_named_by_account_month_and_amount(read, made, never_again):
    company = read(made)
    lost = official(made, "PURCHASE_INVOICE", "2025-05")
    company.lose(str(lost.id))
    company.sync()
    assert company.statuses() == {2025: "differs", 2026: "proved"}
    assert company.differences() == {(code, "2025-05", -amount) for code, amount in entry_sums(lost).items()}
    assert company.proofs()[2025].reason == "not_held"


def test_what_differs_is_read_once_more_by_the_same_sync_and_mends_itself(read, made):
    company = read(made)
    lost = official(made, "PURCHASE_INVOICE", "2025-05"), official(made, "SALES_INVOICE", "2026-05")
    company.lose(*(str(each.id) for each in lost))
    before = len(company.sandbox.requests())
    company.sync()
    assert company.statuses() == {2025: "proved", 2026: "proved"}
    assert company.differences() == set()
    asked = company.sandbox.requests()[before:]
    assert sum("/ledgerreceipts/" in each for each in asked) == 2, "two months, and no more"


def test_a_difference_that_reading_does_not_mend_is_looked_into_once(read, made):
    company = read(made, CLERK)
    for _ in range(2):
        before = len(company.sandbox.requests())
        company.sync()
        asked = company.sandbox.requests()[before:]
        assert sum(each.endswith("/reports/ledgeraccounts") for each in asked) == 2
        assert "again" not in company.cursor()
    assert company.statuses() == {2025: "differs", 2026: "differs"}


def test_a_year_that_is_proved_and_stands_still_is_not_asked_for_at_every_sync(read, made):
    company = read(made)
    before = company.requests()
    company.sync()
    assert company.requests() - before == 1
    assert company.statuses() == {2025: "proved", 2026: "proved"}


@pytest.mark.parametrize("sign", ["debit", "credit"])
@pytest.mark.parametrize("balances", ["change", "closing", "balance"])
def test_how_the_totals_are_to_be_read_is_found_out(read, made, sign, balances, never_again):
    company = read(made, report_sign=sign, report_balances=balances)
    assert company.statuses() == {2025: "proved", 2026: "proved"}
    lost = official(made, "PURCHASE_INVOICE", "2025-05")
    company.lose(str(lost.id))
    company.sync()
    assert company.differences() == {(code, "2025-05", -amount) for code, amount in entry_sums(lost).items()}
    assert company.reading() == (1 if sign == "debit" else -1, balances)


@pytest.mark.parametrize("label", ["code, name", "name (code)"])
def test_accounts_are_found_wherever_the_report_names_them(read, made, label):
    assert read(made, report_label=label).statuses() == {2025: "proved", 2026: "proved"}


def test_a_report_that_names_no_accounts_proves_nothing_and_the_sync_ends_well(read, made):
    company = read(made, report_label="name")
    assert company.run().state == "done"
    assert company.statuses() == {2025: "not_provable", 2026: "not_provable"}
    assert "names no account code" in company.proofs()[2025].detail


def test_the_result_is_held_against_the_income_statement(read, made, never_again):
    company = read(made)
    assert all(ours == theirs != 0 for ours, theirs in company.results().values())
    lost = official(made, "PURCHASE_INVOICE", "2025-05")
    costs = sum(amount for code, amount in entry_sums(lost).items() if code >= "3")
    company.lose(str(lost.id))
    company.sync()
    ours, theirs = company.results()[2025]
    assert ours - theirs == costs != 0


def test_salaries_that_the_key_may_not_read_are_named(read, made):
    company = read(made, CLERK)
    assert company.statuses() == {2025: "differs", 2026: "differs"}
    hidden = {}
    for each in made.receipts:
        if each.type == "SALARY":
            for code, amount in entry_sums(each).items():
                place = code, f"{each.date:%Y-%m}"
                hidden[place] = hidden.get(place, 0) - amount
    assert company.differences() == {(*place, amount) for place, amount in hidden.items()}
    assert {each.reason for each in company.proofs().values()} == {"payroll"}


def test_salaries_that_are_missing_from_the_totals_too_are_given_away_by_their_payments(read, made):
    company = read(made, CLERK, reports_follow_rights=True)
    assert company.statuses()[2025] == "not_provable"
    assert company.proofs()[2025].reason == "payroll_unseen"
    assert {account for account, _, _ in company.differences()} <= {"2880", "2920", "2950"}


def test_a_company_without_salaries_gives_nothing_away(read):
    assert read(book(payroll=False), CLERK, reports_follow_rights=True).statuses() == {2025: "proved", 2026: "proved"}
