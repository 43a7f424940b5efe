from uuid import uuid4

import pytest
from sqlalchemy.exc import ProgrammingError

from hub import audit
from hub.audit import Actor
from hub.models import AuditEvent
from tenants.scope import OutsideScope


def test_a_deed_is_written_with_who_did_it_and_in_which_request(db, make_tenant, make_person):
    tenant, who = make_tenant(), make_person()
    actor = Actor(who.person_id, who.id, "request-1")

    with db.transaction(tenant.id) as session:
        audit.record(session, tenant.id, "connection.attached", "Ledgers", {"of": "Käpylän Leipä"}, actor)
        audit.record(session, tenant.id, "tenant.opened", actor=who.person_id)
        audit.record(session, tenant.id, "key.rotated")

    with db.transaction(tenant.id) as session:
        first, second, third = session.query(AuditEvent).order_by(AuditEvent.id)
        assert (first.action, first.subject, first.details) == (
            "connection.attached",
            "Ledgers",
            {"of": "Käpylän Leipä"},
        )
        assert (first.person_id, first.identity_id, first.request_id) == (who.person_id, who.id, "request-1")
        assert (second.person_id, third.person_id) == (who.person_id, None)


def test_what_was_written_cannot_be_changed_or_removed(db, make_tenant):
    tenant = make_tenant()
    with db.transaction(tenant.id) as session:
        audit.record(session, tenant.id, "tenant.opened")

    for change in ("UPDATE audit_event SET action = 'x'", "DELETE FROM audit_event"):
        from sqlalchemy import text

        with pytest.raises(ProgrammingError), db.transaction(tenant.id) as session:
            session.execute(text(change))


def test_a_deed_cannot_be_written_into_another_environment(db, make_tenant):
    tenant = make_tenant()

    with pytest.raises(OutsideScope), db.transaction(tenant.id) as session:
        audit.record(session, uuid4(), "tenant.opened")
