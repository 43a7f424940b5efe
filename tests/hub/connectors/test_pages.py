import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, text

from hub.audit.models import AuditEvent
from hub.connectors import service, tasks
from hub.connectors.models import Connection, ConnectionState
from hub.identity.models import LinkedIdentity
from hub.pluginmanager import Plugins
from hub.sdk import hookimpl
from hub.sdk.accounting import Approval, KeyLogin
from hub.sdk.errors import Refused
from hub.sdk.secrets import Secret
from tenants.models import Company, Role, Tenant
from tests.hub.connectors.conftest import COMPANY, Place
from tests.hub.connectors.shelf import GOOD_KEY, ShelfConnector


class ShelfLogin(KeyLogin):
    """The shelf's own sign-in page, and how often a code was redeemed there."""

    def __init__(self, folder) -> None:
        self.folder = folder
        self.redeemed: list[str] = []

    def begin(self, redirect_uri, state):
        return Approval(f"https://shelf.example/keylogin?redirect_uri={redirect_uri}&state={state}", state)

    def finish(self, redirect_uri, query):
        self.redeemed.append(query.get("code", ""))
        if query.get("code") != "good":
            raise Refused("The shelf sent no key.")
        return {"key": Secret(GOOD_KEY), "folder": str(self.folder)}


@pytest.fixture
def login(folder) -> ShelfLogin:
    return ShelfLogin(folder)


@pytest.fixture
def plugins(login) -> Plugins:
    class WithLogin(ShelfConnector):
        key_login = login

    class Plugin:
        @hookimpl
        def register_connectors(self):
            return [WithLogin()]

    plugins = Plugins()
    plugins.register(Plugin(), "shelf")
    return plugins


@pytest.fixture
def tenant(make_tenant) -> Tenant:
    return make_tenant("shelf", "Shelf Group")


@pytest.fixture
def anna(make_person, make_member, tenant) -> LinkedIdentity:
    anna = make_person()
    make_member(tenant, anna, Role.ADMIN)
    return anna


@pytest.fixture
def admin(browse, sign_in, tenant, anna, equipped):
    client = browse(tenant)
    sign_in(client, anna, tenant)
    return client


@pytest.fixture
def member(browse, sign_in, tenant, make_person, make_member):
    client, eero = browse(tenant), make_person("Eero", "eero@example.com")
    make_member(tenant, eero)
    sign_in(client, eero, tenant)
    return client


@pytest.fixture
def at_apex(browse, sign_in, anna, equipped):
    client = browse()
    sign_in(client, anna)
    return client


@pytest.fixture
def connection_id(attach, tenant, anna):
    return attach(Place(tenant.id, anna.person_id))


@pytest.fixture
def connections(db):
    def read():
        with db.system_transaction() as tx:
            return list(tx.scalars(select(Connection).order_by(Connection.created_at)))

    return read


@pytest.fixture
def acts(db):
    def read():
        with db.system_transaction() as tx:
            return list(tx.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)))

    return read


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
    for path in ("key", "detach", "sync"):
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
    assert [job.kind for job in jobs()] == [tasks.SYNC]


@pytest.mark.parametrize(
    ("given", "said"),
    [({"key": ""}, "Missing data"), ({"key": "wrong key"}, "The shelf no longer takes this key.")],
)
def test_a_key_that_does_not_open_keeps_the_form_but_not_the_key(admin, folder, connections, given, said):
    answer = admin.post("/connections/new/shelf", data={**pasted(folder), **given})
    assert answer.status_code == 422
    assert said in answer.text
    assert str(folder) in answer.text
    assert "wrong key" not in answer.text
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


def test_sync_now_begins_one_sync(admin, connection_id, work_off, runs, jobs):
    work_off()
    for _ in range(2):
        assert admin.post(f"/connections/{connection_id}/sync").status_code == 303
    assert len(jobs()) == 1
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
    for method, path in (("get", "key"), ("get", "detach"), ("post", "key"), ("post", "detach"), ("post", "sync")):
        assert getattr(client, method)(f"/connections/{connection_id}/{path}").status_code == 404
    assert client.get("/sync").json == {"running": False, "figures": 0, "syncs": []}


def test_progress_is_told_to_scripts(admin, connection_id, work_off, folder):
    before = admin.get("/sync").json
    assert before["running"]
    assert [(each["state"], each["text"]) for each in before["syncs"]] == [("waiting", "Waiting to begin")]
    (folder / "fault2").write_text("TryLater")
    work_off()
    (folder / "fault2").unlink()
    during = admin.get("/sync").json
    assert (during["running"], during["figures"], during["syncs"][0]["done"]) == (True, 2, 2)
    assert during["syncs"][0]["text"] == "The shelf says TryLater."
    work_off()
    after = admin.get("/sync").json
    assert (after["running"], after["figures"], after["syncs"][0]["state"]) == (False, 3, "done")


def test_progress_can_be_asked_for_one_book(admin, connection_id, connections):
    book_id = connections()[0].book_id
    assert len(admin.get(f"/sync?book={book_id}").json["syncs"]) == 1
    assert admin.get(f"/sync?book={connection_id}").json["syncs"] == []
    assert admin.get("/sync?book=nonsense").status_code == 404


def test_progress_is_for_members_only(browse, tenant):
    assert browse(tenant).get("/sync", headers={"Accept": "application/json"}).status_code == 401


def begin(client, **form):
    answer = client.post("/connect/shelf", data={"environment": "shelf", **form})
    assert answer.status_code == 303, answer.text
    return parse_qs(urlsplit(answer.location).query)["state"][0]


def test_signing_in_at_the_source_brings_the_key(at_apex, login, connections, acts):
    page = at_apex.get("/connect/shelf?environment=shelf")
    assert "Shelf Group" in page.text
    assert "https://shelf.example" in page.headers["Content-Security-Policy"]
    state = begin(at_apex, another="1")
    answer = at_apex.get(f"/connect/shelf/callback?code=good&state={state}")
    assert answer.status_code == 303
    assert re.fullmatch(r"http://shelf\.hub\.localhost:8000/connections#[0-9a-f-]{36}", answer.location)
    assert [each.origin for each in connections()] == ["key_login"]
    assert acts() == ["connection.attached"]


def test_what_was_begun_elsewhere_redeems_nothing(at_apex, browse, sign_in, anna, make_person, login, connections):
    """Whoever finishes must be who began, in the same browser, once (cross-user session fixation)."""
    state = begin(at_apex, another="1")
    elsewhere = browse()
    sign_in(elsewhere, anna)
    assert elsewhere.get(f"/connect/shelf/callback?code=good&state={state}").status_code == 403
    assert at_apex.get("/connect/shelf/callback?code=good&state=made-up").status_code == 403
    stranger = make_person("Mallory", "mallory@example.com")
    sign_in(at_apex, stranger)
    assert at_apex.get(f"/connect/shelf/callback?code=good&state={state}").status_code == 403
    sign_in(at_apex, anna)
    assert at_apex.get(f"/connect/shelf/callback?code=good&state={state}").status_code == 403
    assert login.redeemed == []
    assert connections() == []


def test_a_sign_in_that_was_cancelled_offers_another_try(at_apex, connections):
    state = begin(at_apex)
    answer = at_apex.get(f"/connect/shelf/callback?state={state}&error=access_denied")
    assert answer.status_code == 403
    assert "The shelf sent no key." in answer.text
    assert "Try again" in answer.text
    assert connections() == []


def test_another_company_than_the_environments_own_is_not_attached_unasked(at_apex, connections):
    answer = at_apex.get(f"/connect/shelf/callback?code=good&state={begin(at_apex)}")
    assert answer.status_code == 403
    assert "not a company of" in answer.text
    assert connections() == []


def test_signing_in_again_replaces_the_key(at_apex, connection_id, connections, acts, db, tenant):
    with db.transaction(tenant.id) as tx:
        service.find(tx, connection_id).state = ConnectionState.NEEDS_KEY
    state = begin(at_apex, connection=str(connection_id))
    assert at_apex.get(f"/connect/shelf/callback?code=good&state={state}").status_code == 303
    assert [each.state for each in connections()] == [ConnectionState.ACTIVE]
    assert acts() == ["connection.key_replaced"]


def test_an_environment_one_is_no_admin_of_is_not_there(browse, sign_in, make_person, make_member, tenant):
    client, eero = browse(), make_person("Eero", "eero@example.com")
    make_member(tenant, eero)
    sign_in(client, eero)
    for subdomain in ("shelf", "nobody"):
        assert client.get(f"/connect/shelf?environment={subdomain}").status_code == 404
        assert client.post("/connect/shelf", data={"environment": subdomain}).status_code == 404
    assert client.get("/connect/shelf?environment=shelf&connection=x").status_code == 404


def test_a_former_admin_does_not_finish_what_was_begun(at_apex, login, connections, db, tenant):
    state = begin(at_apex, another="1")
    with db.transaction(tenant.id) as tx:
        tx.execute(text("UPDATE membership SET role = 'member'"))
    assert at_apex.get(f"/connect/shelf/callback?code=good&state={state}").status_code == 404
    assert login.redeemed == []
    assert connections() == []


def test_a_connector_without_its_own_sign_in_or_plugin_is_not_found(at_apex, admin, monkeypatch):
    assert at_apex.get("/connect/unknown?environment=shelf").status_code == 404
    assert admin.get("/connections/new/unknown").status_code == 404


def test_names_are_shown_as_text(db, admin, attach, tenant, anna, work_off, folder):
    attach(Place(tenant.id, anna.person_id), replace(COMPANY, name="<script>alert(1)</script>"))
    (folder / "findings").write_text("<img>")
    work_off()
    page = admin.get("/connections").text
    assert "<script>alert" not in page
    assert "<img>" not in page
