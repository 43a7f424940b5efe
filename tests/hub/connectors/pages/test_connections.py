"""The page of connections: attaching, replacing keys, detaching, and what members may not."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from hub.connectors import tasks
from hub.connectors.models import ConnectionState
from hub.sdk.reports import ReportBuilder, ReportTable
from hub.sdk.texts import together
from hub.sentinel.tasks import EXAMINE
from tenants.models import Company, Role
from tests.hub.connectors.conftest import COMPANY, Place
from tests.hub.connectors.shelf import GOOD_KEY

WARNING = 'class="notice warning"'
"""What is not shown to begin with, has another class besides."""


def pasted(folder, key=GOOD_KEY, **more):
    return {"key": key, "folder": str(folder), **more}


def test_without_connections_the_page_says_what_to_do(admin, member):
    assert "Attach a company" in admin.get("/connections").text
    assert "Attach a company" not in member.get("/connections").text


def test_the_list_shows_state_proof_of_life_and_findings(admin, connection_id, work_off, folder):
    (folder / "findings").write_text("payroll_hidden")
    (folder / "finding1").write_text("A row is missing.")
    work_off()
    page = admin.get("/connections").text
    for expected in (
        "Shelf Oy",
        "Incomplete",
        "Found payroll_hidden.",
        "1 receipt does not balance: J1 “Journal”.",
        "3 receipts",
    ):
        assert expected in page
    assert GOOD_KEY not in page


def test_a_member_looks_and_changes_nothing(member, connection_id, connections):
    page = member.get("/connections").text
    assert "Shelf Oy" in page
    assert "Detach" not in page
    for path in ("key", "detach", "sync", "examine"):
        assert member.post(f"/connections/{connection_id}/{path}", data={"data": "erase"}).status_code == 403
    assert member.post("/connections/new/shelf").status_code == 403
    assert [each.state for each in connections()] == [ConnectionState.ACTIVE]


def test_a_pasted_key_attaches_when_another_company_was_chosen(admin, folder, connections, acts, jobs):
    refused = admin.post("/connections/new/shelf", data=pasted(folder))
    assert refused.status_code == 422
    assert "Shelf Oy, which is not a company of Shelf Group yet" in refused.text
    assert connections() == []
    answer = admin.post("/connections/new/shelf", data=pasted(folder, another="1"))
    assert answer.status_code == 303
    assert [each.origin for each in connections()] == ["pasted"]
    assert acts() == ["connection.attached"]
    assert [job.kind for job in jobs()] == [EXAMINE, tasks.SYNC]


@pytest.mark.parametrize(
    ("given", "said"),
    [({"key": ""}, "Missing data"), ({"key": "wrong key"}, "Shelf does not accept this key. Copy the whole of it")],
)
def test_a_key_that_does_not_open_keeps_the_form_but_not_the_key(admin, folder, connections, given, said):
    answer = admin.post("/connections/new/shelf", data={**pasted(folder), **given})
    assert answer.status_code == 422
    assert said in answer.text
    assert str(folder) in answer.text
    assert "wrong key" not in answer.text
    assert "no longer" not in answer.text
    assert connections() == []


@pytest.mark.parametrize(("told", "status"), [("1234567-1", 303), ("FI12345671", 303), ("1234567-2", 422)])
def test_a_business_id_is_kept_in_one_form_or_not_believed(admin, folder, told, status, db):
    (folder / "company").write_text(told)
    answer = admin.post("/connections/new/shelf", data=pasted(folder, another="1"))
    assert answer.status_code == status
    with db.system_transaction() as tx:
        assert list(tx.scalars(select(Company.business_id))) == ["12345671"] * (status == 303)


def test_a_source_that_rests_is_said_so(admin, folder):
    (folder / "fault_connect").write_text("TryLater")
    answer = admin.post("/connections/new/shelf", data=pasted(folder))
    assert answer.status_code == 503
    assert "The shelf says TryLater." in answer.text


def test_a_revoked_key_is_shown_and_replaced(admin, connection_id, work_off, folder, connections, acts):
    (folder / "key").write_text("second")
    work_off()
    assert "The key is no longer accepted" in admin.get("/connections").text
    answer = admin.post(f"/connections/{connection_id}/key", data=pasted(folder, key="second"))
    assert answer.status_code == 303
    work_off()
    assert [each.state for each in connections()] == [ConnectionState.ACTIVE]
    assert "The key is no longer accepted" not in admin.get("/connections").text
    assert acts() == ["connection.needs_key", "connection.key_replaced"]


def test_a_key_of_another_company_does_not_replace_ours(admin, connection_id, folder, db, tenant):
    (folder / "company").write_text("20303038")
    answer = admin.post(f"/connections/{connection_id}/key", data=pasted(folder))
    assert answer.status_code == 422
    assert "not to Shelf Oy" in answer.text


def test_a_closed_door_of_the_source_is_explained(admin, connection_id, work_off, folder):
    (folder / "fault_connect").write_text("Refused")
    work_off()
    page = admin.get("/connections").text
    assert "The books could not be read" in page
    assert "The shelf says Refused." in page


def test_a_failure_is_not_the_state_any_more_once_it_is_read_again(admin, connection_id, work_off, folder):
    (folder / "fault_connect").write_text("GiveUp")
    work_off()
    assert "Last sync failed" in admin.get("/connections").text
    admin.post(f"/connections/{connection_id}/sync")
    page = admin.get("/connections").text
    assert "Last sync failed" not in page
    assert "Reading again" in page
    assert "It is being read again now." in page
    assert "The shelf says GiveUp." in page
    (folder / "fault_connect").unlink()
    work_off()
    assert "The shelf says GiveUp." not in admin.get("/connections").text


class Everything(ReportBuilder):
    """A report of everything, and a workbook of it."""

    key = "everything"
    title = "Everything"

    def build(self, reader, period, options):
        notes = tuple(together(each.title, each.remedy) for each in reader.findings())
        return ReportTable(self.title, period, (), (), notes)


@pytest.mark.parametrize(("file", "fault"), [("key", "second"), ("fault_connect", "GiveUp"), ("fault3", "GiveUp")])
def test_every_page_of_figures_warns_when_they_are_not_renewed(
    plugins, admin, connection_id, work_off, folder, file, fault
):
    plugins.builders[Everything.key] = Everything()
    work_off()
    assert WARNING not in admin.get("/analytics").text
    (folder / file).write_text(fault)
    (folder / "batches").write_text("5")
    admin.post(f"/connections/{connection_id}/sync")
    work_off()
    said = "needs a new key" if file == "key" else "could not be read the last time"
    for path in ("/analytics", "/reports/everything"):
        page = admin.get(path).text
        assert page.count(WARNING) == page.count(said) == 1, path
    assert said in admin.get("/reports/everything.csv").text


def test_sync_now_begins_one_sync(admin, connection_id, work_off, runs, jobs):
    work_off()
    for _ in range(2):
        assert admin.post(f"/connections/{connection_id}/sync").status_code == 303
    assert [job.kind for job in jobs()] == [EXAMINE, tasks.SYNC]
    work_off()
    assert [run.state for run in runs()] == ["done", "done"]


def test_detaching_keeps_the_figures_unless_told_otherwise(admin, connection_id, work_off, connections, acts):
    work_off()
    assert admin.post(f"/connections/{connection_id}/detach", data={"data": "keep"}).status_code == 303
    work_off()
    page = admin.get("/connections").text
    assert "figures kept" in page
    assert "the key is destroyed" in page
    assert acts() == ["connection.detached", "connection.key_destroyed"]
    assert admin.post(f"/connections/{connection_id}/detach", data={"data": "keep"}).status_code == 404


def test_erasing_asks_for_the_name(admin, connection_id, work_off, connections):
    work_off()
    for wrong in ({}, {"data": "all"}, {"data": "erase"}, {"data": "erase", "name": "Other"}):
        assert admin.post(f"/connections/{connection_id}/detach", data=wrong).status_code == 422
    assert [each.state for each in connections()] == [ConnectionState.ACTIVE]
    assert (
        admin.post(f"/connections/{connection_id}/detach", data={"data": "erase", "name": "shelf oy "}).status_code
        == 303
    )
    work_off()
    assert "no figures kept" in admin.get("/connections").text


def test_another_environments_connection_is_not_found(
    browse, sign_in, make_tenant, make_person, make_member, connection_id
):
    other, olli = make_tenant("other", "Other Oy"), make_person("Olli", "olli@example.com")
    make_member(other, olli, Role.ADMIN)
    client = browse(other)
    sign_in(client, olli, other)
    assert "Shelf Oy" not in client.get("/connections").text
    asked = [("get", "key"), ("get", "detach"), *(("post", each) for each in ("key", "detach", "sync", "examine"))]
    for method, path in asked:
        assert getattr(client, method)(f"/connections/{connection_id}/{path}").status_code == 404
    assert client.get("/sync").json == {"running": False, "figures": 0, "verdicts": "0/0/0", "syncs": []}


def test_names_are_shown_as_text(db, admin, attach, tenant, anna, work_off, folder):
    attach(Place(tenant.id, anna.person_id, anna.id), replace(COMPANY, name="<script>alert(1)</script>"))
    (folder / "findings").write_text("<img>")
    work_off()
    page = admin.get("/connections").text
    assert "<script>alert" not in page
    assert "<img>" not in page
