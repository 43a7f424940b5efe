"""Edited receipts come back under new ids, closed periods stay as they are, and changes outlive a restart."""

from datetime import date

from . import tiny

LEIPA = tiny.LEIPA.id


def edit(sandbox, kind: str, **order: object):
    return sandbox.control("POST", f"/companies/{LEIPA}/{kind}", order)


def test_an_edited_receipt_has_a_new_id_and_version_and_the_old_id_is_gone(sandbox, reader):
    before = reader.get("/ledgerreceipts/2").json()
    answer = edit(sandbox, "edit", receipt=2, net="-50.00").json()
    assert answer == {"added": [256], "removed": [2]}
    after = reader.get("/ledgerreceipts/256").json()
    assert reader.get("/ledgerreceipts/2").status_code == 404
    assert after["invoiceId"] == before["invoiceId"]
    assert after["version"] > before["version"]
    assert [row["accountingValue"] for row in after["transactions"]] == [62.75, -50.0]


def test_an_edit_shows_as_changed_since(sandbox, reader):
    edit(sandbox, "edit", receipt=2, name="Uusi nimi")
    changed = reader.get("/ledgerreceipts", versionStartDate="2026-01-01T00:00:00", orderByVersion="ASC").json()
    assert [(row["id"], row["name"]) for row in changed["results"]] == [(256, "Uusi nimi")]


def test_a_removed_receipt_is_gone_and_its_id_is_not_given_again(sandbox, reader):
    assert edit(sandbox, "remove", receipt=255).json() == {"added": [], "removed": [255]}
    assert edit(sandbox, "edit", receipt=1, name="Toinen").json() == {"added": [256], "removed": [1]}
    assert reader.get("/ledgerreceipts/255").status_code == 404


def test_an_approved_receipt_keeps_its_id(sandbox, reader):
    assert edit(sandbox, "approve", receipt=255).json() == {"added": [], "removed": []}
    assert reader.get("/ledgerreceipts/255").json()["status"] == "APPROVED"


def test_a_vat_summary_is_made_and_made_anew(sandbox, reader):
    assert edit(sandbox, "vat-summary", month="2025-02").json()["added"] == [256]
    assert edit(sandbox, "vat-summary", month="2025-02").json() == {"added": [257], "removed": [256]}
    summary = reader.get("/ledgerreceipts/257").json()
    assert (summary["type"], "status" in summary) == ("VAT_SUMMARY", False)


def test_a_closed_period_cannot_be_changed_and_says_so_in_the_calendar(sandbox, reader):
    assert edit(sandbox, "close", until="2025-02-28").status_code == 200
    year = next(one for one in reader.get("/fiscalyears").json()["fiscalYears"] if one["id"] == 2)
    assert [period["status"] for period in year["trackingPeriods"]] == ["CLOSED", "CLOSED", "OPEN"]
    in_february = next(one for one in sandbox.world.shelf(LEIPA).book.receipts if one.date == date(2025, 2, 2))
    refused = edit(sandbox, "edit", receipt=in_february.id, name="Liian myöhään")
    assert refused.status_code == 409
    assert "closed" in refused.json()["error"]
    assert reader.get(f"/ledgerreceipts/{in_february.id}").status_code == 200


def test_an_order_that_lacks_something_is_refused(sandbox):
    assert edit(sandbox, "edit").status_code == 400
    assert edit(sandbox, "vat-summary", month="soon").status_code == 400
    assert edit(sandbox, "edit", receipt=99999, name="?").status_code == 409
    assert edit(sandbox, "invent", receipt=1).status_code == 404


def test_a_second_start_finds_keys_edits_switches_and_requests_again(start, tmp_path):
    first = start(tmp_path / "data")
    key = first.key()
    number = first.activation("anna@kapylanleipa.example", LEIPA)
    edit(first, "edit", receipt=2, name="Muutettu")
    edit(first, "close", until="2025-01-31")
    edit(first, "remove", receipt=255)
    first.turn(na_status="EMPTY")
    token = first.reader(key)
    before = token.get("/ledgerreceipts", size=200).json()
    calendar = token.get("/fiscalyears").json()

    again = start(tmp_path / "data")
    reader = again.reader(key)
    assert reader.get("/ledgerreceipts", size=200).json() == before
    assert reader.get("/fiscalyears").json() == calendar
    assert reader.get("/ledgerreceipts/253").json()["status"] == "EMPTY"
    assert again.reader().get(f"/integrations/{number}").status_code == 200
    token.sandbox = again
    assert token.get("/company").status_code == 200


def test_a_reset_forgets_all_of_it(start, tmp_path):
    sandbox = start(tmp_path / "data")
    key = sandbox.key()
    edit(sandbox, "remove", receipt=255)
    assert sandbox.control("POST", "/reset").status_code == 200
    assert sandbox.token_answer(key).status_code == 401
    assert sandbox.reader(sandbox.key()).get("/ledgerreceipts/255").status_code == 200
    assert sandbox.activation("anna@kapylanleipa.example", LEIPA) == 2
