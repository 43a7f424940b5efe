"""Admins read the audit log in plain words, look for something in it, and take it out as a file that proves itself."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from hub import audit
from hub.audit import service
from hub.audit.actions import ACTIONS
from hub.audit.chain import read, verify
from hub.audit.models import AuditEvent
from hub.web.acting import actor
from tenants.models import Role
from tests.day import today

HOSTILE = "=HYPERLINK(1)<script>alert(1)</script>"


@pytest.fixture
def tenant(make_tenant):
    return make_tenant()


@pytest.fixture
def anna(make_person, make_member, tenant):
    anna = make_person()
    make_member(tenant, anna, Role.ADMIN)
    return anna


@pytest.fixture
def matti(make_person, make_member, tenant):
    matti = make_person("Matti Member", "matti@kapylanleipa.example")
    make_member(tenant, matti)
    return matti


@pytest.fixture
def enter(browse, sign_in, tenant):
    def enter(who, **facts):
        client = browse(tenant)
        sign_in(client, who, tenant, **{"assurance": "fresh", **facts})
        return client

    return enter


@pytest.fixture
def note(db, tenant):
    """Record something in the environment."""

    def note(action: str, subject: str = "", who=None, **facts) -> None:
        by = audit.Actor(who.person_id, who.id, "request-1", "fresh", datetime.now(UTC)) if who else None
        with db.transaction(tenant.id) as session:
            audit.record(session, tenant.id, action, subject, actor=by, **facts)

    return note


def deeds(page) -> list[str]:
    return [
        re.sub(r"&#39;", "'", each) for each in re.findall(r'<span class="deed">(.*?)</span>', page.text, re.DOTALL)
    ]


def test_the_newest_deed_comes_first_and_says_who_did_what_with_which_account(enter, anna, note):
    note("connection.attached", "Leipomo Oy", anna)
    note("member.role_changed", "Matti", anna, before={"role": "member"}, after={"role": "admin"})
    page = enter(anna).get("/audit")
    assert deeds(page) == [
        "Anna Kirjanpitäjä changed the role of Matti.",
        "Anna Kirjanpitäjä connected Leipomo Oy.",
    ]
    for shown in ("google · anna@kapylanleipa.example", "proved by a recent sign-in", anna.subject, "request-1"):
        assert shown in page.text
    assert "<td>Member</td><td>Admin</td>" in page.text


@pytest.mark.parametrize("action", [name for of_kind in ACTIONS.values() for name in of_kind])
def test_every_deed_is_told_in_a_sentence(enter, anna, note, action):
    note(action, "X", anna)
    (told,) = deeds(enter(anna).get("/audit"))
    assert told.endswith(".")
    assert "%" not in told


def test_the_hub_itself_is_named(enter, anna, note):
    note("connection.needs_key", "Leipomo Oy")
    assert deeds(enter(anna).get("/audit")) == ["The hub stopped reading Leipomo Oy: its key is no longer accepted."]


def test_texts_of_strangers_are_only_text(enter, anna, note):
    note("connection.attached", HOSTILE, anna, details={"x": HOSTILE})
    page = enter(anna).get("/audit").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_members_and_strangers_do_not_see_it(enter, browse, matti, note):
    note("connection.attached", "Leipomo Oy")
    member = enter(matti)
    for path in ("/audit", "/audit/export"):
        assert member.get(path).status_code == 403
    assert member.post("/audit/export", data={"format": "jsonl"}).status_code == 403
    assert 'href="/audit"' not in member.get("/connections").text


def test_admins_are_led_there(enter, anna):
    assert 'href="/audit"' in enter(anna).get("/members").text


def test_another_environments_deeds_are_not_shown(enter, anna, db, make_tenant):
    other = make_tenant("other", "Other Oy")
    with db.transaction(other.id) as session:
        audit.record(session, other.id, "connection.attached", "Foreign Oy")
    client = enter(anna)
    assert "Foreign Oy" not in client.get("/audit").text
    assert "Foreign Oy" not in client.post("/audit/export", data={"format": "jsonl"}).text


def test_older_deeds_are_on_further_pages_that_stay_when_new_ones_come(enter, anna, note, monkeypatch):
    monkeypatch.setattr(service, "PAGE", 2)
    for number in range(5):
        note("connection.attached", f"{number}.", anna)
    client = enter(anna)
    first = client.get("/audit")
    older = re.search(r'href="(/audit\?below=\d+)"', first.text)
    assert older
    note("connection.attached", "new.", anna)
    second = client.get(older[1])
    assert [each[-2:-1] for each in deeds(first) + deeds(second)] == list("....")
    assert [each.split()[-1] for each in deeds(first) + deeds(second)] == ["4..", "3..", "2..", "1.."]
    third = client.get(re.search(r'href="(/audit\?below=\d+)"', second.text)[1])
    assert [each.split()[-1] for each in deeds(third)] == ["0.."]
    assert 'rel="next"' not in third.text


@pytest.mark.parametrize(
    ("looked_for", "found"),
    [
        ({}, {"a", "b", "c"}),
        ({"kind": "companies"}, {"a", "c"}),
        ({"kind": "members"}, {"b"}),
        ({"from": "today", "to": "today"}, {"a", "b", "c"}),
        ({"to": "2020-01-01"}, set()),
        ({"from": "2999-01-01"}, set()),
        ({"to": "9999-12-31"}, {"a", "b", "c"}),
        ({"person": "anna"}, {"a", "b"}),
        ({"person": "matti"}, {"b"}),
        ({"person": "anna", "kind": "companies", "from": "today"}, {"a"}),
        ({"person": "", "kind": "", "from": "", "to": ""}, {"a", "b", "c"}),
        ({"book": "whatever the navigation carries on"}, {"a", "b", "c"}),
    ],
)
def test_an_admin_looks_for_a_person_a_kind_of_deed_and_days(enter, anna, matti, note, looked_for, found):
    days = {"from": today().isoformat()}
    note("connection.attached", "a", anna)
    note("member.role_changed", "b", anna, details={"person": str(matti.person_id)})
    note("connection.needs_key", "c")
    days["to"] = today().isoformat()  # another at midnight
    people = {"anna": str(anna.person_id), "matti": str(matti.person_id)}
    asked = {key: days[key] if each == "today" else people.get(each, each) for key, each in looked_for.items()}
    page = enter(anna).get("/audit", query_string=asked)
    assert {re.search(r"\b([abc])\b[.:]", each)[1] for each in deeds(page)} == found


@pytest.mark.parametrize("asked", [{"person": "x"}, {"kind": "x"}, {"from": "x"}, {"below": "x"}, {"below": "-1"}])
def test_what_cannot_be_looked_for_is_said(enter, anna, asked):
    assert enter(anna).get("/audit", query_string=asked).status_code == 422


def test_the_log_is_taken_out_as_a_file_that_proves_itself_and_names_its_own_taking(enter, anna, note, db, tenant):
    for number in range(3):
        note("connection.attached", f"Company {number}", anna)
    answer = enter(anna).post("/audit/export", data={"format": "jsonl"})
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f"attachment; filename=audit-{tenant.subdomain}-4.jsonl"
    events = list(read(answer.data.splitlines(keepends=True)))
    assert [each["action"] for each in events] == ["connection.attached"] * 3 + ["audit.exported"]
    assert events[-1]["actor"]["subject"] == anna.subject
    with db.transaction(tenant.id) as session:
        assert verify(events) == service.head_of(session, tenant.id)


def test_a_long_log_is_read_in_portions(enter, anna, note, monkeypatch):
    monkeypatch.setattr(service, "PORTION", 2)
    for number in range(5):
        note("connection.attached", f"{number}", anna)
    answer = enter(anna).post("/audit/export", data={"format": "jsonl"})
    assert verify(read(answer.data.splitlines(keepends=True))).sequence == 6


def test_the_table_holds_what_was_looked_for_and_nothing_that_a_spreadsheet_computes(enter, anna, note):
    note("connection.attached", HOSTILE, anna, before={"a": 1})
    note("member.role_changed", "b", anna)
    answer = enter(anna).post("/audit/export", data={"format": "csv", "kind": "companies"})
    assert answer.data.startswith("\ufeff".encode())
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [len(each) for each in rows] == [12, 12]
    assert rows[1][6] == f"Anna Kirjanpitäjä connected {HOSTILE}."
    assert rows[1][7] == '{"a":1}'
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("way", ["get", "post"])
def test_it_is_taken_out_only_after_a_recent_sign_in(enter, anna, note, db, tenant, way):
    note("connection.attached", "Leipomo Oy", anna)
    client = enter(anna, auth_time=datetime.now(UTC) - timedelta(hours=2))
    answer = getattr(client, way)("/audit/export", data={"format": "jsonl"})
    assert answer.status_code == 303
    assert "/auth/handoff" in answer.headers["Location"]
    with db.transaction(tenant.id) as session:
        assert session.scalars(select(AuditEvent.action)).all() == ["connection.attached"]


def test_the_head_to_be_noted_is_shown(enter, anna, note, db, tenant):
    note("connection.attached", "Leipomo Oy", anna)
    with db.transaction(tenant.id) as session:
        head = service.head_of(session, tenant.id)
    assert f"--head {head}" in enter(anna).get("/audit/export").text


def test_a_request_tells_the_audit_account_assurance_and_address(app, enter, anna, tenant):
    client = enter(anna)
    with client:
        client.get("/connections", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
        who = actor()
    assert (who.person_id, who.identity_id, who.assurance, who.address) == (
        anna.person_id,
        anna.id,
        "fresh",
        "192.0.2.7",
    )
    assert who.auth_time
    assert len(who.request_id) == 16


def test_a_request_of_somebody_who_has_not_signed_in_is_a_visitors(browse, tenant):
    client = browse(tenant)
    with client:
        client.get("/audit")
        assert actor().person_id is None
