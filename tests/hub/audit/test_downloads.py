"""Who took a report out is recorded, with the name of the file and whether salaries by name were in reach."""

import pytest
from sqlalchemy import select

from hub.audit.models import AuditEvent
from hub.identity.models import LinkedIdentity
from hub.pluginmanager import Plugins
from hub.sdk import hookimpl
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


class Statements:
    @hookimpl
    def register_report_builders(self):
        return [Nothing()]


@pytest.fixture
def plugins() -> Plugins:
    plugins = Plugins()
    plugins.register(Statements(), "statements")
    return plugins


@pytest.mark.parametrize("by_name", [False, True])
@pytest.mark.parametrize("suffix", ["csv", "json", "pdf", "xlsx"])
def test_a_download_is_recorded(db, place, attach, work_off, browse, sign_in, suffix, by_name):  # noqa: F811
    attach(place)
    work_off()
    with db.transaction(place.tenant_id) as session:
        tenant = session.get_one(Tenant, place.tenant_id)
        who = session.get_one(LinkedIdentity, place.identity)
        session.get_one(Membership, (tenant.id, place.admin)).payroll_detail = by_name
    client = browse(tenant)
    sign_in(client, who, tenant)
    answer = client.get(f"/reports/nothing.{suffix}")
    assert answer.status_code == 200

    with db.transaction(tenant.id) as session:
        event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.account, event.details) == (
        "report.downloaded",
        who.subject,
        {"payroll_detail": by_name},
    )
    assert event.subject.startswith("Shelf-Oy-Nothing-")
    assert f"filename={event.subject}" in answer.headers["Content-Disposition"]
