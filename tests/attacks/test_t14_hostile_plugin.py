"""T14: a plugin that an operator should not have installed.

A plugin is Python code in the hub's own process, so it is trusted code: what it can do all the same is named in
SECURITY.md, and each of those attempts is made here, so that the list stays honest. All others are asserted to fail.
"""

import os
import pickle
import socket
import zlib
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import hub.db
import hub.web.csrf
from hub import queue
from hub.connectors import keys
from hub.models import JobState
from hub.pluginmanager import BrokenPlugin, Plugins
from hub.reports import service as reports
from hub.sdk import hookimpl
from hub.sdk.accounting import Period
from hub.sdk.errors import GiveUp
from hub.sdk.http import Client
from hub.sdk.refs import BookRef
from hub.sdk.reports import ReportBuilder, ReportOptions, ReportTable
from hub.sdk.secrets import Secret
from tests.attacks import hostile as _kinds_of_work  # noqa: F401 (registers them in this process too)
from tests.attacks.isolation.rows import Planted
from tests.hub.queue.conftest import Crew, wait_until

PERIOD = Period(date(2026, 1, 1), date(2026, 1, 31))
SECURITY = Path(__file__).parents[2] / "SECURITY.md"


class HostileReport(ReportBuilder):
    """A report that does something else with the handle it is given."""

    key, title = "hostile", "Hostile"

    def __init__(self, attempt) -> None:
        self.attempt = attempt
        self.found = None

    def build(self, reader, period: Period, options: ReportOptions) -> ReportTable:
        self.found = self.attempt(reader)
        return ReportTable(self.title, period, (), ())


@pytest.fixture
def twins(db):
    """Two environments with a row in every table that matters; the report is built in the first."""
    with db.system_transaction() as session:
        planted = [Planted(session, uuid4()) for _ in range(2)]
        for each in planted:
            for table in ("entry", "connection_secret", "membership", "invitation"):
                each.row(table)
    return planted


@pytest.fixture
def build(db, twins):
    """Let a report be built in the first environment, as a page does; gives what the attempt gave."""
    own, _ = twins
    book = BookRef(own.row("book")["id"], "Own Oy")

    def build(attempt):
        builder = HostileReport(attempt)
        with db.transaction(own.tenant_id) as session:
            reader = reports.open_reader(session, book, payroll_detail=False, today=date(2026, 2, 1))
            builder.build(reader, PERIOD, ReportOptions("en"))
        return builder.found

    return build


@pytest.mark.parametrize("table", ["entry", "connection_secret", "membership", "invitation", "book"])
def test_t14_the_reader_it_is_given_reaches_no_other_tenant(build, twins, table):
    def attempt(reader):
        return set(reader._db.execute(text(f"SELECT tenant_id FROM {table}")).scalars())

    assert build(attempt) == {twins[0].tenant_id}


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE hub_owner",
        "SET ROLE hub_system",
        "SET SESSION AUTHORIZATION hub_owner",
        "ALTER TABLE entry DISABLE ROW LEVEL SECURITY",
        "DROP TABLE entry",
        "TRUNCATE entry",
        "CREATE TABLE public.mine (a int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "UPDATE audit_event SET subject = 'x'",
        "DELETE FROM audit_event",
        "SELECT subject FROM hub_event",
        "UPDATE entry SET tenant_id = '{other}'",
        "INSERT INTO company (id, tenant_id, name, country) VALUES (gen_random_uuid(), '{other}', 'x', 'FI')",
        "COPY entry TO PROGRAM 'cat > /tmp/stolen'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT passwd FROM pg_shadow",
        "ALTER ROLE hub_app SUPERUSER",
    ],
)
def test_t14_the_database_role_it_works_as_cannot(build, twins, statement):
    told = statement.format(other=twins[1].tenant_id)
    with pytest.raises(DBAPIError):
        build(lambda reader: reader._db.execute(text(told)))


def test_t14_a_scope_that_it_leaves_behind_is_found_before_the_connection_is_lent_again(build, twins, database_urls):
    hub.db.connect(database_urls.app)  # a pool that has no other connection to lend
    set_it = text(f"SELECT set_config('hub.tenant_id', '{twins[1].tenant_id}', false)")
    with hub.db.engine().connect() as connection:
        connection.execute(set_it)
        connection.commit()
    with pytest.raises(hub.db.LeakedScope):
        build(lambda reader: reader.accounts())


def test_t14_a_web_process_has_no_door_to_the_system_role(database_urls):
    """Web processes are not told HUB_DATABASE_SYSTEM_URL, and nobody is told the owner's."""
    hub.db.connect(database_urls.app)
    with pytest.raises(RuntimeError, match="not connected to the database as system"), hub.db.system_transaction():
        pass
    hub.db.disconnect()


@pytest.mark.parametrize(
    "address",
    ["http://169.254.169.254", "https://169.254.169.254", "http://127.0.0.1:1", "https://10.0.0.1", "https://[::1]"],
)
def test_t14_the_client_it_is_given_calls_no_address_of_the_operators_network(address):
    for _ in range(2):
        with pytest.raises(GiveUp):
            Client(address).send("GET", "/latest/meta-data")


def test_t14_a_key_that_it_is_handed_does_not_slip_out():
    secret = Secret("CANARY")
    told = f"{secret} {secret!r} {[secret]} { ({'key': secret}) } {secret:}"
    assert "CANARY" not in told
    for _ in range(2):
        with pytest.raises(TypeError):
            pickle.dumps(secret)


class Wrapping:
    @hookimpl(wrapper=True)
    def allow_sign_in(self, identity, tenant):
        yield
        return [True]


class Impostor:
    """Offers a report under the key of another's."""

    @hookimpl
    def register_report_builders(self):
        class Fake(HostileReport):
            key = "balance-sheet"

        return [Fake(None)]


class Quitting:
    @hookimpl
    def register_connectors(self):
        raise SystemExit(1)


class Raising:
    @hookimpl
    def allow_sign_in(self, identity, tenant):
        raise RuntimeError("password=CANARY")


@pytest.mark.parametrize("plugin", [Wrapping(), Impostor(), Quitting()], ids=lambda each: type(each).__name__)
def test_t14_it_can_neither_answer_for_others_nor_stop_the_hub(plugins, plugin):
    before = dict(plugins.builders)
    for _ in range(2):
        with pytest.raises(BrokenPlugin):
            plugins.register(plugin, "hostile")
    assert plugins.builders == before
    assert "hostile" not in plugins.registered


def test_t14_a_doorkeeper_that_breaks_opens_no_door():
    plugins = Plugins()
    plugins.register(Raising(), "hostile")
    for _ in range(2):
        assert plugins.allow("allow_sign_in", identity=None, tenant=None) is False


def gigabyte(to) -> None:
    """Send a gigabyte, packed into a megabyte."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    begin = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    body = begin + again * 1023
    to.send_response(200)
    to.send_header("Content-Encoding", "gzip")
    to.send_header("Content-Length", str(len(body)))
    to.end_headers()
    to.wfile.write(body)


def test_t14_a_gigabyte_that_a_vendor_sends_it_is_cut(vendor):
    vendor.respond = gigabyte
    client = Client(f"http://127.0.0.1:{vendor.port}", set_by_operator=True)
    for _ in range(2):
        with pytest.raises(GiveUp, match="longer than"):
            client.send("GET", "/")


@pytest.fixture
def crew(database_urls, redis_url, db):
    told = {
        "HUB_DATABASE_URL": database_urls.app,
        "HUB_DATABASE_SYSTEM_URL": database_urls.system,
        "HUB_REDIS_URL": redis_url,
        "HUB_SECRET_KEYS": keys.new_key().reveal(),
    }
    crew = Crew("tests.attacks.hostile", told)
    yield crew
    crew.stop()


def test_t14_work_that_never_ends_is_broken_off_and_others_get_their_turn(crew, db, make_tenant, tmp_path):
    tenant_id, began = make_tenant().id, tmp_path / "began"
    with db.transaction(tenant_id) as session:
        endless_id = queue.later(session, "never_ends", tenant_id=tenant_id, args={"began": str(began)})
    crew.start()
    wait_until(began.exists, "the endless work has begun")
    with db.transaction(tenant_id) as session:
        honest_id = queue.later(session, "honest", tenant_id=tenant_id, args={"text": "honest"})

    def row(job_id):
        with db.system_transaction() as session:
            return session.execute(text("SELECT state, failures FROM job WHERE id = :id"), {"id": job_id}).one()

    wait_until(lambda: row(honest_id).state == JobState.DONE, "the honest work is done")
    wait_until(lambda: row(endless_id).failures >= 1, "the endless work was broken off")


class TestAcceptedRisks:
    """What trusted code in the process can do. If one of these fails some day, take it off the list in SECURITY.md."""

    @staticmethod
    def is_listed(name: str) -> bool:
        return f"**T14, {name}**" in SECURITY.read_text()

    def test_t14_reading_another_tenant_by_sql_of_its_own(self, build, twins):
        """Row-level security holds against mistakes and against injected conditions, not against its own role's SQL."""
        other = twins[1].tenant_id

        def attempt(reader):
            reader._db.execute(text(f"SELECT set_config('hub.tenant_id', '{other}', true)"))
            return set(reader._db.execute(text("SELECT tenant_id FROM entry")).scalars())

        assert build(attempt) == {other}
        assert self.is_listed("other tenants' rows by SQL of its own")

    def test_t14_reading_environment_and_keys(self, monkeypatch):
        """Keys are separated by no operating-system user: whoever runs in the process reads what it was given."""
        monkeypatch.setenv("HUB_SECRET_KEYS", "CANARY")
        keys.unlock((keys.new_key(),))
        assert os.environ["HUB_SECRET_KEYS"] == "CANARY"
        assert keys._ring().keys
        assert self.is_listed("environment and keys")

    def test_t14_calling_whom_it_likes_by_a_socket_of_its_own(self, vendor):
        with socket.create_connection(("127.0.0.1", vendor.port), timeout=60) as line:
            line.sendall(b"GET / HTTP/1.0\r\n\r\n")
            assert line.recv(100)
        assert self.is_listed("connections of its own")

    def test_t14_replacing_parts_of_the_hub(self, monkeypatch):
        monkeypatch.setattr(hub.web.csrf, "check", lambda: None)
        assert hub.web.csrf.check() is None
        assert self.is_listed("replacing parts of the hub")
