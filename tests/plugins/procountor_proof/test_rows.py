"""After every sync the rows of Procountor's own income statement are held against our accounts, too."""

import pytest

from tests.plugins.procountor.conftest import CLERK
from tests.plugins.procountor_proof.conftest import book, entry_sums, official

PROVED = {2025: "proved", 2026: "proved"}
NOT_PROVABLE = {2025: "not_provable", 2026: "not_provable"}
STATUTORY = {2025: {"agrees": 15}, 2026: {"agrees": 15}}
OWN = {2025: {"agrees": 14, "unread": 1}, 2026: {"agrees": 14, "unread": 1}}


@pytest.fixture(scope="module")
def made():
    return book()


@pytest.mark.parametrize("formula", ["-3000..3599", "3000-3599", "none"])
@pytest.mark.parametrize(("label", "standing"), [("code name", PROVED), ("name", NOT_PROVABLE)])
def test_every_row_of_the_statutory_statement_agrees_whether_accounts_are_named_or_not(
    read, made, formula, label, standing
):
    company = read(made, report_formula=formula, report_label=label)
    assert company.statuses() == standing
    assert company.counted() == STATUTORY


@pytest.mark.parametrize("formula", ["-3000..3599", "3000-3599"])
@pytest.mark.parametrize(("label", "standing"), [("code name", PROVED), ("name", NOT_PROVABLE)])
def test_every_row_of_a_companys_own_statement_agrees_that_can_be_read(read, made, formula, label, standing):
    company = read(made, report_layout="own", report_formula=formula, report_label=label)
    assert company.statuses() == standing
    assert company.counted() == OWN
    assert company.rows()[2025]["unread"] == ["Myyntikate-%"]
    assert all(ours == theirs != 0 for ours, theirs in company.results().values())


@pytest.mark.parametrize("layout", ["standard", "own"])
@pytest.mark.parametrize(("label", "standing"), [("code name", PROVED), ("name", NOT_PROVABLE)])
def test_formulas_that_cannot_be_read_are_not_compared_and_raise_no_alarm(read, made, layout, label, standing):
    company = read(made, report_layout=layout, report_formula="[3000:3599]", report_label=label)
    assert company.statuses() == standing
    assert company.counted() == {2025: {"unread": 15}, 2026: {"unread": 15}}


def test_a_companys_own_names_without_formulas_are_not_compared(read, made):
    company = read(made, report_layout="own", report_formula="none", report_label="name")
    assert company.statuses() == NOT_PROVABLE
    assert set(company.counted()[2025]) <= {"agrees", "laid_out", "unread"}


@pytest.mark.parametrize("sign", ["debit", "credit"])
@pytest.mark.parametrize("balances", ["change", "closing", "balance"])
def test_how_the_account_report_is_written_makes_no_row_differ(read, made, sign, balances):
    company = read(made, report_sign=sign, report_balances=balances)
    assert company.statuses() == PROVED
    assert company.counted() == STATUTORY


def test_reports_that_leave_out_what_the_key_may_not_read_make_no_row_differ(read, made):
    company = read(made, CLERK, reports_follow_rights=True, report_label="name")
    assert company.statuses() == NOT_PROVABLE
    assert company.counted() == STATUTORY


@pytest.mark.parametrize("formula", ["-3000..3599", "none"])
def test_a_row_that_differs_is_told_where_the_report_names_no_accounts(read, made, never_again, formula):
    company = read(made, report_label="name", report_formula=formula)
    lost = official(made, "PURCHASE_INVOICE", "2025-05")
    cost = sum(amount for code, amount in entry_sums(lost).items() if code >= "3")
    company.lose(str(lost.id))
    before = company.requests()
    company.sync()
    assert company.statuses() == {2025: "differs", 2026: "not_provable"}
    assert company.proofs()[2025].reason == "not_held"
    result = company.proofs()[2025].rows[-1]
    assert (result["name"], result["status"]) == ("TILIKAUDEN VOITTO (TAPPIO)", "differs")
    assert result["ours"] - result["theirs"] == cost != 0
    assert company.requests() - before == 2, "months are not asked for: they name no accounts either"


def test_rows_are_named_beside_the_accounts_that_differ(read, made, never_again):
    company = read(made)
    company.lose(str(official(made, "PURCHASE_INVOICE", "2025-05").id))
    company.sync()
    assert company.statuses() == {2025: "differs", 2026: "proved"}
    assert company.differences()
    assert company.rows()[2025]["differs"][-3:] == [
        "LIIKEVOITTO (-TAPPIO)",
        "VOITTO (TAPPIO) ENNEN TILINPÄÄTÖSSIIRTOJA JA VEROJA",
        "TILIKAUDEN VOITTO (TAPPIO)",
    ]


def test_salaries_that_the_key_may_not_read_are_told_by_rows_alone(read, made):
    company = read(made, CLERK, report_label="name")
    assert company.statuses() == {2025: "differs", 2026: "differs"}
    assert {each.reason for each in company.proofs().values()} == {"payroll"}
    assert company.rows()[2025]["differs"][0] == "Henkilöstökulut"


def test_the_statement_costs_one_request_a_year_and_is_not_asked_for_months(read, made, never_again):
    company = read(made)
    assert (company.requests(), company.asked_for("/reports/accounting")) == (3, 2), "the preview is the third"
    company.lose(str(official(made, "PURCHASE_INVOICE", "2025-05").id))
    company.sync()
    assert (company.requests(), company.asked_for("/reports/accounting")) == (3 + 2 + 12, 2 + 2)
