import os
import pwd
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from hub.embedded import postgres
from hub.embedded.errors import EmbeddedFault
from hub.embedded.postgres import RunningPostgres
from tests.hub.queue.conftest import wait_until


def superuser(server: RunningPostgres) -> psycopg.Connection:
    return psycopg.connect(server.as_superuser(), dbname="hub")


def pid_of(server: RunningPostgres) -> int:
    return int((server.folder / "postmaster.pid").read_text().split()[0])


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_data_is_found_again_after_a_stop(data_dir):
    with postgres.start(data_dir) as server, superuser(server) as db:
        db.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    with postgres.start(data_dir) as server, superuser(server) as db:
        assert db.execute("SELECT answer FROM kept").fetchall() == [(42,)]


def test_a_second_start_finds_the_running_server_and_does_not_stop_it(data_dir):
    with postgres.start(data_dir) as server:
        with postgres.start(data_dir) as second:
            assert second.adopted
            assert second.app_url == server.app_url
        assert not server.adopted
        assert server.running
        superuser(server).close()


def test_committed_data_survives_a_kill(data_dir):
    killed = postgres.start(data_dir)
    with superuser(killed) as db:
        db.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(pid_of(killed), signal.SIGKILL)
    killed.stop()
    with postgres.start(data_dir) as server, superuser(server) as db:
        assert not server.adopted
        assert db.execute("SELECT answer FROM kept").fetchall() == [(42,)]


def test_a_record_whose_process_number_belongs_to_a_stranger_does_not_stop_the_start(data_dir):
    with postgres.start(data_dir) as server:
        record = server.folder / "postmaster.pid"
    record.write_text(f"{os.getpid()}\n{server.folder}\n")
    with postgres.start(data_dir) as again:
        assert not again.adopted


def test_a_start_interrupted_before_the_roles_were_made_is_taken_up(data_dir):
    with postgres.start(data_dir) as server, psycopg.connect(server.as_superuser(), dbname="postgres") as db:
        db.autocommit = True
        db.execute("DROP DATABASE hub")
        db.execute("DROP ROLE hub_system")
    with postgres.start(data_dir) as server:
        psycopg.connect(server.system_url.replace("+psycopg", "")).close()


def test_data_of_another_major_version_is_refused_with_what_to_do(data_dir):
    with postgres.start(data_dir) as server:
        version = server.folder / "PG_VERSION"
    version.write_text("16\n")
    with pytest.raises(EmbeddedFault, match=r"written by PostgreSQL 16; this installation has PostgreSQL \d+.*pg_dump"):
        postgres.start(data_dir)


def test_the_server_ends_when_whoever_started_it_is_killed(data_dir):
    code = f"""
import pathlib, sys
from hub.embedded import postgres
server = postgres.start(pathlib.Path({str(data_dir)!r}))
print((server.folder / "postmaster.pid").read_text().split()[0], flush=True)
sys.stdin.read()
"""
    starter = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with starter:
        pid = int(starter.stdout.readline())
        starter.kill()
    wait_until(lambda: gone(pid), "the server has ended")


@pytest.mark.parametrize("password", [None, "wrong"])
def test_nobody_enters_without_the_password(server, password):
    host = psycopg.conninfo.conninfo_to_dict(server.as_superuser())["host"]
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(
            make_conninfo(host=host, user="postgres", dbname="hub", password=password, passfile="/dev/null")
        )


def test_the_server_listens_on_no_network(server):
    with superuser(server) as db:
        assert db.execute("SHOW listen_addresses").fetchone() == ("",)


def test_data_socket_and_passwords_are_closed_to_other_accounts(server):
    host = psycopg.conninfo.conninfo_to_dict(server.as_superuser())["host"]
    assert mode(server.folder) == 0o700
    assert mode(Path(host)) == 0o700
    assert mode(Path(host) / ".s.PGSQL.5432") == 0o700
    assert mode(server.folder.parent / "postgres.passwords.json") == 0o600


def test_no_folder_above_is_opened(data_dir):
    above = [data_dir.parent, data_dir.parent.parent]
    before = [mode(folder) for folder in above]
    postgres.start(data_dir).stop()
    assert [mode(folder) for folder in above] == before
    assert before[-1] == 0o700


def test_no_log_shows_a_password(data_dir):
    with postgres.start(data_dir) as server:
        pass
    with postgres.start(data_dir):
        pass
    log = (data_dir / "logs" / "postgres.log").read_text()
    secrets = [url.split(":")[2].split("@")[0] for url in (server.owner_url, server.app_url, server.system_url)]
    assert "ready to accept connections" in log
    assert not [secret for secret in secrets if secret in log]
    assert "PASSWORD" not in log


def test_v16_2_5_the_servers_log_does_not_quote_the_rows_that_it_refuses(data_dir):
    with postgres.start(data_dir) as server, psycopg.connect(server.owner_url.replace("+psycopg", "")) as db:
        db.execute("CREATE TABLE small (name text CONSTRAINT is_short CHECK (length(name) < 3), number bigint)")
        db.commit()
        with pytest.raises(psycopg.errors.CheckViolation):
            db.execute("INSERT INTO small VALUES (%s, 271828)", ["canary"])
        db.rollback()
        with pytest.raises(psycopg.errors.BadCopyFileFormat), db.cursor().copy("COPY small FROM STDIN") as copy:
            copy.write("canary\t1\t271828\n")
    log = (data_dir / "logs" / "postgres.log").read_text()
    assert "is_short" in log
    assert "extra data" in log
    assert "canary" not in log
    assert "Failing row" not in log


@pytest.mark.parametrize("role", ["hub_owner", "hub_app", "hub_system"])
def test_no_role_may_look_past_row_level_security(server, role):
    with superuser(server) as db:
        asked = "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = %s"
        assert db.execute(asked, [role]).fetchone() == (False,)


def test_the_application_uses_what_the_owner_made_with_four_verbs_only(server):
    with psycopg.connect(server.owner_url.replace("+psycopg", "")) as owner:
        owner.execute("CREATE TABLE thing (id bigint GENERATED BY DEFAULT AS IDENTITY, name text)")
    for url in (server.app_url, server.system_url):
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as role:
            role.execute("INSERT INTO thing (name) VALUES ('a')")
            role.execute("UPDATE thing SET name = 'b'")
            role.execute("DELETE FROM thing")
            role.execute("CREATE TEMPORARY TABLE page (LIKE thing)")
            for refused in ("TRUNCATE thing", "DROP TABLE thing", "CREATE TABLE other (id int)"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    role.execute(refused)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts servers as another account")
class TestStartedByRoot:
    def test_the_server_runs_as_an_unprivileged_account(self, data_dir):
        with postgres.start(data_dir) as server:
            owner = os.stat(f"/proc/{pid_of(server)}").st_uid
        assert owner != 0
        assert pwd.getpwuid(owner).pw_name in {"hub", "nobody"}

    def test_the_account_can_be_named(self, data_dir):
        with postgres.start(data_dir, service_user_name="daemon") as server:
            assert os.stat(f"/proc/{pid_of(server)}").st_uid == pwd.getpwnam("daemon").pw_uid

    @pytest.mark.parametrize(("name", "words"), [("no-such-user", "HUB_SERVICE_USER"), ("root", "is root")])
    def test_an_account_that_will_not_do_is_refused(self, data_dir, name, words):
        with pytest.raises(EmbeddedFault, match=words):
            postgres.start(data_dir, service_user_name=name)

    def test_data_that_belongs_to_another_account_is_refused_with_its_owner_named(self, data_dir):
        postgres.start(data_dir, service_user_name="daemon").stop()
        with pytest.raises(EmbeddedFault, match="HUB_SERVICE_USER"):
            postgres.start(data_dir, service_user_name="nobody")

    def test_a_pointer_to_a_folder_that_is_gone_is_not_taken_for_a_first_start(self, data_dir):
        data_dir.mkdir(parents=True)
        (data_dir / "home").symlink_to("/var/lib/integration-hub/homes/gone")
        with pytest.raises(EmbeddedFault, match="Put that folder back"):
            postgres.start(data_dir)
