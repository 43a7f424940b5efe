"""A deed is written with who did it, in its transaction, at the end of one chain that nobody can change."""

import threading
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from hub import audit
from hub.audit import Actor, Operator, UnknownAction
from hub.audit.chain import NOTHING, verify
from hub.audit.documents import document_of
from hub.audit.models import AuditEvent, HubEvent
from hub.identity.models import Person
from tenants.models import Tenant
from tenants.scope import OutsideScope

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
REFUSED = "permission denied"


@pytest.fixture
def tenant(make_tenant):
    return make_tenant()


@pytest.fixture
def events(db, tenant):
    def read():
        with db.transaction(tenant.id) as session:
            return session.scalars(select(AuditEvent).order_by(AuditEvent.sequence)).all()

    return read


def test_a_deed_is_written_with_who_did_it_as_they_were_then(db, tenant, make_person, events):
    who = make_person()
    actor = Actor(who.person_id, who.id, "request-1", "fresh", AT, "192.0.2.1")
    with db.transaction(tenant.id) as session:
        audit.record(session, tenant.id, "connection.attached", "Ledgers", {"of": "Käpylän Leipä"}, actor)
    with db.transaction() as session:
        session.get_one(Person, who.person_id).name = "Anna Married"

    (event,) = events()
    assert (event.action, event.subject, event.details) == ("connection.attached", "Ledgers", {"of": "Käpylän Leipä"})
    assert (event.actor_kind, event.actor_name, event.person_id) == ("person", "Anna Kirjanpitäjä", who.person_id)
    assert (event.provider, event.authority, event.account) == (who.provider, who.authority, who.subject)
    assert (event.assurance, event.auth_time, event.request_id) == ("fresh", AT, "request-1")


def test_a_change_is_kept_as_it_was_and_as_it_is(db, tenant, events):
    with db.transaction(tenant.id) as session:
        audit.record(
            session, tenant.id, "member.role_changed", "Matti", before={"role": "member"}, after={"role": "admin"}
        )
    (event,) = events()
    assert (event.before, event.after) == ({"role": "member"}, {"role": "admin"})


def test_the_hub_the_operator_and_visitors_are_told_apart(db, tenant, events):
    with db.transaction(tenant.id) as session:
        audit.record(session, tenant.id, "tenant.closed", "X")
        audit.record(session, tenant.id, "tenant.closing_ordered", "X", actor=Operator("root"))
        audit.record(session, tenant.id, "access.refused", actor=Actor(None, request_id="r"))
    assert [(each.actor_kind, each.actor_name) for each in events()] == [
        ("hub", ""),
        ("operator", "root"),
        ("visitor", ""),
    ]


def test_where_somebody_sits_is_kept_outside_of_environments_only(db, tenant, events):
    somebody = Actor(None, address="192.0.2.1")
    with db.transaction(tenant.id) as session:
        audit.record(session, tenant.id, "access.refused", actor=somebody)
        audit.record(session, None, "session.refused", "google", actor=somebody)
    with db.system_transaction() as session:
        assert session.scalars(select(HubEvent.address)).all() == ["192.0.2.1"]
    assert [each.address for each in events()] == [""]


def test_events_follow_each_other_without_a_gap_and_prove_themselves(db, tenant, events):
    for _ in range(3):
        with db.transaction(tenant.id) as session:
            audit.record(session, tenant.id, "tenant.opened", "A")
            audit.record(session, tenant.id, "connection.attached", "B")
    found = events()
    assert [each.sequence for each in found] == [1, 2, 3, 4, 5, 6]
    assert found[0].previous == NOTHING.hash
    assert str(verify(map(document_of, found))) == f"6:{found[-1].hash}"
    assert [each.at for each in found] == sorted(each.at for each in found)


def test_what_is_rolled_back_leaves_neither_an_event_nor_a_gap(db, tenant, events):
    with pytest.raises(LookupError), db.transaction(tenant.id) as session:  # noqa: PT012
        audit.record(session, tenant.id, "tenant.opened")
        raise LookupError
    with db.transaction(tenant.id) as session:
        audit.record(session, tenant.id, "connection.attached", "kept")
        with pytest.raises(LookupError), session.begin_nested():  # noqa: PT012
            audit.record(session, tenant.id, "connection.attached", "undone")
            with session.begin_nested():
                audit.record(session, tenant.id, "connection.attached", "undone with it")
            raise LookupError
        with session.begin_nested():
            audit.record(session, tenant.id, "connection.attached", "kept too")
    assert [(each.sequence, each.subject) for each in events()] == [(1, "kept"), (2, "kept too")]


def test_many_at_once_write_one_line_and_never_wait_for_each_other_crosswise(db, make_tenant, events):
    """Deeds also lock rows of their own, before and after they are recorded, in any order."""
    both = [make_tenant("first"), make_tenant("second")]
    threads, each_does, failures = 16, 12, []

    def work(number: int) -> None:
        try:
            for turn in range(each_does):
                mine = both[(number + turn) % 2]
                with db.transaction(mine.id) as session:
                    audit.record(session, mine.id, "tenant.opened", f"{number}.{turn}")
                    audit.record(session, None, "session.began", f"{number}.{turn}")
                    session.get_one(Tenant, mine.id, with_for_update=True).name = f"{number}"
        except Exception as error:
            failures.append(error)

    crew = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for each in crew:
        each.start()
    for each in crew:
        each.join()
    assert failures == []
    counts = []
    for tenant in both:
        with db.transaction(tenant.id) as session:
            found = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence)).all()
        counts.append(verify(map(document_of, found)).sequence)
    with db.system_transaction() as session:
        outside = session.scalars(select(HubEvent).order_by(HubEvent.sequence)).all()
    assert sum(counts) == verify(map(document_of, outside)).sequence == threads * each_does


def test_a_deed_waits_for_whoever_closes_the_environment_and_is_not_in_their_way(db, tenant, owner, events):
    """An event points at its environment, so writing it needs the row that closing an environment locks first."""

    def note() -> None:
        with db.transaction(tenant.id) as session:
            audit.record(session, tenant.id, "environment.entered")

    other = threading.Thread(target=note)
    with db.transaction(tenant.id) as session:
        session.get_one(Tenant, tenant.id, with_for_update=True)
        other.start()
        with owner.connect() as look:
            while not look.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one():
                look.rollback()
        audit.record(session, tenant.id, "tenant.closed", "X")
    other.join()
    assert [each.action for each in events()] == ["tenant.closed", "environment.entered"]


def test_a_deed_without_a_name_cannot_be_recorded(db, tenant):
    with pytest.raises(UnknownAction), db.transaction(tenant.id) as session:
        audit.record(session, tenant.id, "tenant.eaten")


@pytest.mark.parametrize("value", [1.5, 2**53, object(), b"x", {"a": {1: 2}}, float("nan")])
def test_only_what_reads_the_same_everywhere_is_kept(db, tenant, value):
    with pytest.raises(TypeError), db.transaction(tenant.id) as session:
        audit.record(session, tenant.id, "tenant.opened", details={"value": value})


def test_texts_that_the_database_cannot_keep_are_mended(db, tenant, events):
    with db.transaction(tenant.id) as session:
        audit.record(session, tenant.id, "tenant.opened", "a\x00b\ud800", {"x": ["\x00c"]})
    (event,) = events()
    assert (event.subject, event.details) == ("ab?", {"x": ["c"]})
    verify([document_of(event)])


def test_a_deed_cannot_be_written_into_another_environment(db, tenant):
    with pytest.raises(OutsideScope), db.transaction(tenant.id) as session:
        audit.record(session, uuid4(), "tenant.opened")


@pytest.mark.parametrize("table", ["audit_event", "hub_event"])
@pytest.mark.parametrize("change", ["UPDATE {} SET action = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("role", ["app", "system"])
def test_what_was_written_cannot_be_changed_or_removed_by_any_role_of_the_hub(db, tenant, role, change, table):
    with db.transaction(tenant.id) as session:
        audit.record(session, tenant.id, "tenant.opened")
        audit.record(session, None, "session.began")
    opened = db.transaction(tenant.id) if role == "app" else db.system_transaction()
    with pytest.raises(ProgrammingError, match=REFUSED), opened as session:
        session.execute(text(change.format(table)))


def test_what_happened_outside_of_environments_is_not_read_by_the_application(db):
    with db.transaction() as session:
        audit.record(session, None, "session.began", "somebody")
        assert session.scalars(select(HubEvent.sequence)).all() == []
    with pytest.raises(ProgrammingError, match=REFUSED), db.transaction() as session:
        session.scalars(select(HubEvent.subject)).all()


def test_another_environments_events_are_not_seen(db, tenant, make_tenant):
    with db.transaction(tenant.id) as session:
        audit.record(session, tenant.id, "tenant.opened")
    with db.transaction(make_tenant("other").id) as session:
        assert session.execute(text("SELECT count(*) FROM audit_event")).scalar_one() == 0
