"""Who has a file built, and who takes it out, is in the audit log: each once, with the deed or not at all."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from hub.audit.models import AuditEvent
from hub.reports import tasks
from hub.sdk.errors import UserFault
from tests.hub.reports.files.conftest import LEDGER, ask

DETAILS = {
    "report": "general-ledger",
    "company": "Käpylän Leipä Oy",
    "from": "2025-01-01",
    "to": "2025-12-31",
    "format": "csv",
    "payroll_detail": False,
}


@pytest.fixture
def events(db, tenant) -> Callable[[], list[AuditEvent]]:
    def read() -> list[AuditEvent]:
        with db.transaction(tenant.id) as tx:
            return list(tx.scalars(select(AuditEvent).order_by(AuditEvent.sequence)))

    return read


def test_an_order_is_recorded_once(reader, events):
    file_id = ask(reader)
    assert ask(reader) == file_id
    (event,) = events()
    assert (event.action, event.subject, event.actor_name) == ("report.ordered", "General ledger", "Anna Kirjanpitäjä")
    assert event.details == {**DETAILS, "file": str(file_id)}


def test_every_time_it_is_taken_is_recorded(reader, work_off, events):
    file_id = ask(reader)
    work_off()
    for _ in range(2):
        assert reader.get(f"/files/{file_id}/download").status_code == 200
    _, *taken = events()
    assert [each.action for each in taken] == ["report.downloaded"] * 2
    assert [each.details for each in taken] == [{**DETAILS, "file": str(file_id)}] * 2
    assert taken[0].subject == "Käpylän-Leipä-Oy-General-ledger-2025-01-2025-12.csv"


def test_looking_at_a_file_records_nothing(reader, work_off, events):
    file_id = ask(reader)
    work_off()
    for path in ("/content", f"/files/{file_id}", "/files/progress"):
        assert reader.get(path).status_code == 200
    assert len(events()) == 1


def test_what_was_not_ordered_is_not_recorded(reader, events, monkeypatch):
    def fail(*_args, **_more):
        raise UserFault("No.")

    assert reader.post(LEDGER, data={"format": "exe"}).status_code == 422
    assert reader.get("/reports/general-ledger.csv?from=2025-01&to=2025-12").status_code == 409
    monkeypatch.setattr(tasks.queue, "later", fail)
    assert reader.post(LEDGER, data={"format": "csv"}).status_code == 400
    assert events() == []


def test_what_was_not_given_out_is_not_recorded(reader, work_off, events, payroll_detail, colleague):
    payroll_detail(True)
    file_id = ask(reader)
    assert reader.get(f"/files/{file_id}/download").status_code == 400
    work_off()
    payroll_detail(False)
    assert reader.get(f"/files/{file_id}/download").status_code == 403
    assert colleague.get(f"/files/{file_id}/download").status_code == 404
    assert [each.action for each in events()] == ["report.ordered"]


@pytest.mark.parametrize(("language", "title"), [("en", "General ledger"), ("fi", "Pääkirja"), ("sv", "Huvudbok")])
def test_admins_read_of_it_in_their_language(reader, language, title):
    ask(reader)
    reader.post("/language", data={"language": language, "back": "/"})
    page = reader.get("/audit?kind=files").text
    assert f"<dd>{title}</dd>" in page
    assert "<dd>Käpylän Leipä Oy</dd>" in page
