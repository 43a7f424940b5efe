"""Closing an environment, from the operator's command to the erased books."""

import os
import pwd

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, text

from hub.audit.chain import verify
from hub.audit.documents import document_of
from hub.audit.models import AuditEvent
from hub.cli import cli
from hub.closing import tasks
from hub.invitations.models import Invitation
from tenants.models import Label, LabelState, Tenant, TenantState
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

ERASED = (
    *("company", "connection", "connection_secret", "tenant_key", "sync_run", "book", "receipt", "entry", "account"),
    "invitation",
)


@pytest.fixture
def rows(db):
    """Count what is kept of all environments."""

    def count() -> dict[str, int]:
        with db.system_transaction() as tx:
            return {table: tx.scalar(text(f"SELECT count(*) FROM {table}")) for table in ERASED}

    return count


@pytest.fixture
def close(db):
    def close(place) -> None:  # noqa: F811
        with db.transaction(place.tenant_id) as tx:
            tasks.begin(tx, place.tenant_id)

    return close


@pytest.fixture
def rest(jobs, work_off):  # noqa: F811
    """Work until nothing waits."""

    def work() -> None:
        while jobs():
            work_off()

    return work


def invite(db, place) -> None:  # noqa: F811
    with db.transaction(place.tenant_id) as tx:
        made = {"email": "salla@example.com", "role": "member", "inviter_id": place.admin, "token_hash": b"x" * 32}
        tx.add(Invitation(tenant_id=place.tenant_id, expires_at=func.now(), **made))


def test_everything_of_the_companies_is_erased_and_told_once(place, attach, close, rest, rows, ears, folder, db):  # noqa: F811
    attach(place)
    invite(db, place)
    rest()
    assert rows()["entry"] == 6

    close(place)
    rest()

    assert rows() == dict.fromkeys(ERASED, 0)
    assert (folder / "log").read_text().endswith("released\n")
    assert ears.names() == ["sync_finished", "connection_detached", "tenant_closed"]
    with db.transaction(place.tenant_id) as tx:
        assert tx.get_one(Tenant, place.tenant_id).state == TenantState.CLOSED
        events = tx.scalars(select(AuditEvent).order_by(AuditEvent.sequence)).all()
        assert [each.action for each in events] == ["connection.erased", "tenant.closed"]
        assert verify(map(document_of, events)).sequence == 2


def test_a_source_that_cannot_be_told_does_not_keep_an_environment_open(place, attach, close, rest, rows, folder):  # noqa: F811
    attach(place)
    rest()
    (folder / "fault_release").write_text("TryLater")
    close(place)
    rest()
    assert rows() == dict.fromkeys(ERASED, 0)


def test_closing_again_tells_nobody(place, close, rest, ears, equipped):  # noqa: F811
    for _ in range(2):
        close(place)
        rest()
    assert ears.names() == ["tenant_closed"]


def test_another_environment_keeps_everything(place, make_place, attach, close, rest, rows):  # noqa: F811
    attach(place)
    rest()
    before = rows()
    close(make_place())
    rest()
    assert rows() == before


def test_the_address_leads_nowhere_any_more(place, close, rest, db, equipped):  # noqa: F811
    with db.transaction(place.tenant_id) as tx:
        subdomain = tx.get_one(Tenant, place.tenant_id).subdomain
        tx.add(Label(label=subdomain, state=LabelState.LIVE, tenant_id=place.tenant_id))
    close(place)
    rest()
    with db.transaction() as tx:
        assert tx.get_one(Label, subdomain).state == LabelState.RETIRED


def test_the_operator_closes_by_address_after_being_asked(place, db, jobs, environment, rest, monkeypatch, equipped):  # noqa: F811
    with db.transaction() as tx:
        subdomain = tx.get_one(Tenant, place.tenant_id).subdomain
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    refused = CliRunner().invoke(cli, ["close", subdomain], input="n\n")
    assert (refused.exit_code, jobs()) == (1, [])
    db.disconnect()  # the command connects for itself
    unknown = CliRunner().invoke(cli, ["close", "elsewhere", "--yes"])
    assert "There is no open environment at elsewhere." in unknown.output
    done = CliRunner().invoke(cli, ["close", subdomain, "--yes"])
    assert done.exit_code == 0, done.output
    db.connect(environment["HUB_DATABASE_URL"], environment["HUB_DATABASE_SYSTEM_URL"])
    assert [each.kind for each in jobs()] == [tasks.CLOSE]
    with db.transaction(place.tenant_id) as tx:
        ordered = tx.scalars(select(AuditEvent)).one()
        assert (ordered.action, ordered.actor_kind) == ("tenant.closing_ordered", "operator")
        assert ordered.actor_name == pwd.getpwuid(os.getuid()).pw_name
