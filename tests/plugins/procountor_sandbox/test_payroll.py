"""What a key without payroll rights sees of salaries, and how it can find that out."""

import pytest

from . import tiny

ANNA, SALLA = "anna@kapylanleipa.example", "salla@kapylanleipa.example"
LEIPA = tiny.LEIPA.id


@pytest.fixture
def limited(sandbox):
    """Read by a key that somebody without payroll rights activated."""
    return sandbox.reader(sandbox.key(LEIPA, SALLA))


def salaries(reader) -> list[int]:
    return [row["id"] for row in reader.get("/ledgerreceipts", types="SALARY").json()["results"]]


def levels(reader) -> tuple[str, str]:
    rights = reader.get("/users/rights").json()["rights"]["salaries"]
    return rights["payroll"], rights["personRegister"]


def test_all_rights_read_all_salaries(reader):
    assert levels(reader) == ("ALL_RIGHTS", "ALL_RIGHTS")
    assert salaries(reader) == [252, 251]
    assert reader.get("/payrolls/salarylists", size=1).json()["meta"]["totalCount"] == 2


def test_a_technical_user_is_called_so(reader):
    assert reader.get("/users/rights").json()["role"] == "API technical user"


def test_omitted_salaries_are_in_no_list_and_no_batch(limited):
    assert levels(limited) == ("NO_ACCESS", "NO_ACCESS")
    assert salaries(limited) == []
    assert limited.get("/ledgerreceipts", size=200).json()["meta"]["totalCount"] == 253
    assert [one["id"] for one in limited.get("/ledgerreceipts/250,251,252,253").json()] == [250, 253]
    assert limited.get("/payrolls/salarylists", size=1).status_code == 403


@pytest.mark.parametrize("status", [404, 403])
def test_one_hidden_salary_asked_for_alone_is_what_the_switch_says(sandbox, limited, status):
    sandbox.turn(hidden_receipt=str(status))
    assert limited.get("/ledgerreceipts/251").status_code == status


def test_salaries_can_be_listed_and_yet_not_found(sandbox, limited):
    sandbox.control("PATCH", f"/companies/{LEIPA}", {"salary_hiding": "not_found"})
    assert salaries(limited) == [252, 251]
    assert limited.get("/ledgerreceipts/251").status_code == 404
    assert [one["id"] for one in limited.get("/ledgerreceipts/250,251").json()] == [250]


def test_stripped_salaries_visibly_do_not_add_up(sandbox, limited):
    sandbox.control("PATCH", f"/companies/{LEIPA}", {"salary_hiding": "stripped"})
    for receipt in (limited.get("/ledgerreceipts/251").json(), limited.get("/ledgerreceipts/250,251").json()[1]):
        assert [row["accountingValue"] for row in receipt["transactions"]] == [-2000.0]


def test_the_specifications_rights_do_not_depend_on_who_activated(sandbox, limited):
    sandbox.control("PATCH", f"/companies/{LEIPA}", {"rights_of": "specification"})
    assert levels(limited) == ("ALL_RIGHTS", "ALL_RIGHTS")
    assert salaries(limited) == [252, 251]


def test_an_activation_by_somebody_with_the_rights_mends_the_same_key(sandbox, limited):
    assert salaries(limited) == []
    sandbox.key(LEIPA, ANNA)
    assert salaries(limited) == [252, 251]


def test_a_persons_own_key_has_the_persons_rights(sandbox):
    sandbox.control("PATCH", f"/companies/{LEIPA}", {"rights_of": "specification"})
    key = sandbox.control("POST", f"/companies/{LEIPA}/keys", {"email": SALLA}).json()["apiKey"]
    assert levels(sandbox.reader(key)) == ("NO_ACCESS", "NO_ACCESS")


def test_where_payroll_is_not_in_use_there_is_nothing_to_hide(sandbox):
    reader = sandbox.reader(sandbox.key(tiny.PUU.id, "pekka@pohjolanpuu.example"))
    assert levels(reader) == ("NOT_ENABLED", "NOT_ENABLED")
    assert reader.get("/payrolls/salarylists", size=1).status_code == 403
    assert reader.get("/ledgerreceipts/1").status_code == 200


@pytest.mark.parametrize(("follows", "named"), [(False, True), (True, False)])
def test_reports_leave_salaries_out_only_if_they_follow_rights(sandbox, limited, follows, named):
    sandbox.turn(reports_follow_rights=follows)
    body = {"startDate": "2025-01-01", "endDate": "2025-12-31"}
    rows = limited.post("/reports/ledgeraccounts", body).json()["reportData"]["periods"][0]["rows"]
    assert any(row["name"].startswith("5000 ") for row in rows) is named
