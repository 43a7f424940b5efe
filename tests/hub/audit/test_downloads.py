"""Who took a report out is recorded: which report of which company and days, as what, and with what of salaries."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from hub import audit
from hub.audit.models import AuditEvent
from hub.identity.models import LinkedIdentity
from hub.pluginmanager import Plugins
from hub.reports.exports.formats import FORMATS
from hub.sdk import hookimpl
from hub.sdk.errors import UserFault
from hub.sdk.reports import Column, ReportBuilder, ReportTable
from tenants.models import Membership, Tenant
from tests.hub.connectors.conftest import (  # noqa: F401 (fixtures)
    attach,
    ears,
    environment,
    equipped,
    folder,
    jobs,
    make_place,
    place,
    work_off,
)


class Nothing(ReportBuilder):
    key = "nothing"
    title = "Nothing"

    def build(self, reader, period, options):
        return ReportTable(self.title, period, (Column("a", "A"),), ())


class Refusing(ReportBuilder):
    key = "refusing"
    title = "Refusing"

    def build(self, reader, period, options):
        raise UserFault("This report does not take such days. Choose a month.")


class Statements:
    @hookimpl
    def register_report_builders(self):
        return [Nothing(), Refusing()]


@pytest.fixture
def plugins() -> Plugins:
    plugins = Plugins()
    plugins.register(Statements(), "statements")
    return plugins


@pytest.fixture
def who(db, place):  # noqa: F811
    with db.transaction(place.tenant_id) as session:
        return session.get_one(LinkedIdentity, place.identity)


@pytest.fixture
def client(db, place, who, attach, work_off, browse, sign_in):  # noqa: F811
    """Somebody who reads the reports of a company."""
    attach(place)
    work_off()
    with db.transaction(place.tenant_id) as session:
        tenant = session.get_one(Tenant, place.tenant_id)
    client = browse(tenant)
    sign_in(client, who, tenant)
    return client


@pytest.fixture
def events(db, place):  # noqa: F811
    def read() -> list[AuditEvent]:
        with db.transaction(place.tenant_id) as session:
            return list(session.scalars(select(AuditEvent).order_by(AuditEvent.sequence)))

    return read


def address(form: str, report: str = "nothing") -> str:
    suffix, _, locale = form.partition("-")
    return f"/reports/{report}.{suffix}?from=2026-02&to=2026-03&locale={locale}"


@pytest.mark.parametrize("by_name", [False, True])
@pytest.mark.parametrize("form", FORMATS)
def test_a_download_is_recorded(db, place, who, client, events, form, by_name):  # noqa: F811
    with db.transaction(place.tenant_id) as session:
        session.get_one(Membership, (place.tenant_id, place.admin)).payroll_detail = by_name
    answer = client.get(address(form))
    assert answer.status_code == 200

    (event,) = events()
    assert (event.action, event.account) == ("report.downloaded", who.subject)
    assert event.details == {
        "report": "nothing",
        "company": "Shelf Oy",
        "from": "2026-02-01",
        "to": "2026-03-31",
        "format": form,
        "payroll_detail": by_name,
    }
    assert event.subject.startswith("Shelf-Oy-Nothing-")
    assert f"filename={event.subject}" in answer.headers["Content-Disposition"]


def test_every_download_is_one_event_and_a_page_is_none(client, events):
    for path in ("/reports/nothing?from=2026-02&to=2026-03", "/content", "/analytics"):
        assert client.get(path).status_code == 200
    assert events() == []
    for _ in range(2):
        client.get(address("csv"))
    assert [each.action for each in events()] == ["report.downloaded"] * 2


def test_a_file_that_nobody_got_is_not_recorded(client, events, monkeypatch):
    def fail(document):
        raise UserFault("A workbook does not take so many rows.")

    monkeypatch.setitem(FORMATS, "xlsx", replace(FORMATS["xlsx"], write=fail))
    assert client.get(address("csv", "refusing")).status_code == 400
    assert client.get(address("xlsx")).status_code == 400
    assert client.get(address("csv", "no-such-report")).status_code == 404
    assert client.get("/reports/nothing.csv?from=nonsense").status_code == 422
    assert events() == []


def test_a_file_that_cannot_be_recorded_is_not_sent(client, monkeypatch):
    def fail(*_args, **_more):
        raise UserFault("No.")

    monkeypatch.setattr(audit, "record", fail)
    answer = client.get(address("csv"))
    assert (answer.status_code, "Content-Disposition" in answer.headers) == (400, False)


@pytest.mark.parametrize(("language", "day"), [("en", "31 Mar 2026"), ("fi", "31.3.2026"), ("sv", "31.3.2026")])
def test_admins_read_what_was_taken(client, language, day):
    client.get(address("csv-fi"))
    client.post("/language", data={"language": language, "back": "/"})
    page = client.get("/audit?kind=files").text
    assert "Shelf-Oy-Nothing-2026-02-2026-03.csv" in page
    told = re.findall(r"<dd>(.*?)</dd>", page)
    assert (told[0], told[1], told[3]) == ("Nothing", "Shelf Oy", day)
