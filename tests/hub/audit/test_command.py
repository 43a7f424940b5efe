"""``hub audit`` proves every chain of the database, and an exported file with nothing but the file."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from hub import audit
from hub.cli import cli
from tenants import lifecycle


@pytest.fixture
def tenant(make_tenant, db):
    tenant = make_tenant()
    for number in range(4):
        with db.transaction(tenant.id) as session:
            audit.record(session, tenant.id, "connection.attached", f"Company {number}", {"number": number})
            audit.record(session, None, "session.began")
    return tenant


@pytest.fixture
def run(database_urls, db, monkeypatch):
    """Run the command as an operator would; it connects for itself."""
    for name, url in (("", database_urls.app), ("SYSTEM_", database_urls.system)):
        monkeypatch.setenv(f"HUB_DATABASE_{name}URL", url)
    monkeypatch.setenv("HUB_REDIS_URL", "redis://127.0.0.1:1")

    def run(*arguments: str):
        db.disconnect()
        done = CliRunner().invoke(cli, ["audit", *arguments])
        db.connect(database_urls.app, database_urls.system)
        return done

    return run


def tamper(owner, *statements: str) -> None:
    """Do what only the owner of the tables can, behind the hub's back."""
    with owner.begin() as connection:
        connection.execute(text("ALTER TABLE audit_event NO FORCE ROW LEVEL SECURITY"))
        for statement in statements:
            connection.execute(text(statement))
        connection.execute(text("ALTER TABLE audit_event FORCE ROW LEVEL SECURITY"))


def head_of(output: str, label: str) -> str:
    return next(line.rpartition(" ")[2] for line in output.splitlines() if line.startswith(label))


def test_every_chain_is_proved_and_its_head_told(run, tenant):
    done = run("verify")
    assert done.exit_code == 0, done.output
    assert f"{tenant.subdomain}: 4 events, unbroken, head 4:" in done.output
    assert "(outside of environments): 4 events, unbroken, head 4:" in done.output


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE audit_event SET subject = 'x' WHERE sequence = 2", "event 2 was changed"),
        ("UPDATE audit_event SET at = at + interval '1 microsecond' WHERE sequence = 2", "event 2 was changed"),
        ("UPDATE audit_event SET actor_kind = 'operator' WHERE sequence = 2", "event 2 was changed"),
        ("DELETE FROM audit_event WHERE sequence = 2", "event 2 is missing"),
        ("DELETE FROM audit_event WHERE sequence = 1", "event 1 is missing"),
    ],
)
def test_what_the_owner_changed_behind_the_hub_is_found(run, tenant, owner, statement, named):
    tamper(owner, statement)
    done = run("verify", "--tenant", tenant.subdomain)
    assert done.exit_code == 1
    assert f"{tenant.subdomain}: BROKEN: {named}" in done.output


def test_events_whose_places_were_swapped_are_found(run, tenant, owner):
    tamper(
        owner,
        "UPDATE audit_event SET sequence = 99 WHERE sequence = 2",
        "UPDATE audit_event SET sequence = 2 WHERE sequence = 3",
        "UPDATE audit_event SET sequence = 3 WHERE sequence = 99",
    )
    assert "event 2 does not follow from event 1" in run("verify").output


def test_one_broken_chain_does_not_hide_the_others(run, tenant, owner):
    tamper(owner, "DELETE FROM audit_event WHERE sequence = 2")
    done = run("verify")
    assert done.exit_code == 1
    assert "(outside of environments): 4 events, unbroken" in done.output


def test_a_tail_that_was_cut_off_is_found_by_a_head_that_was_noted(run, tenant, owner):
    noted = head_of(run("verify").output, tenant.subdomain)
    tamper(owner, "DELETE FROM audit_event WHERE sequence > 2")
    assert run("verify", "--tenant", tenant.subdomain).exit_code == 0
    done = run("verify", "--tenant", tenant.subdomain, "--head", noted)
    assert done.exit_code == 1
    assert "event 3 is missing: the chain ends before the noted head 4" in done.output


def test_an_exported_file_is_proved_without_database_and_settings(run, tenant, tmp_path):
    exported = run("export", "--tenant", tenant.subdomain)
    assert exported.exit_code == 0, exported.output
    file = tmp_path / "audit.jsonl"
    file.write_bytes(exported.stdout_bytes)
    head = head_of(run("verify").output, tenant.subdomain)
    proved = bare("audit", "verify", "--file", str(file), "--head", head)
    assert (proved.returncode, proved.stderr) == (0, "")
    assert proved.stdout == f"{file}: 4 events, unbroken, head {head}\n"

    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([lines[0], lines[1].replace(b"Company 1", b"Company 9"), *lines[2:]]))
    refused = bare("audit", "verify", "--file", str(file))
    assert refused.returncode == 1
    assert f"{file}: BROKEN: event 2 was changed" in refused.stderr


def bare(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command where nothing of the hub is set."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "hub.cli", *arguments], capture_output=True, text=True, env={"PATH": os.defpath}
    )


def test_the_operator_reads_what_happened_outside_of_environments(run, tenant, tmp_path):
    file = tmp_path / "outside.jsonl"
    file.write_bytes(run("export").stdout_bytes)
    assert file.read_bytes().count(b'"action":"session.began"') == 4
    assert run("verify", "--file", str(file)).exit_code == 0


def test_a_closed_environments_events_stay_readable_for_the_operator(run, tenant, db):
    with db.transaction(tenant.id) as session:
        lifecycle.close(session, tenant.id)
    assert run("verify", "--tenant", tenant.subdomain).exit_code == 0
    assert run("export", "--tenant", tenant.subdomain).stdout_bytes.count(b"connection.attached") == 4


def test_only_the_owner_erases_a_closed_environments_events_and_only_those(run, tenant, make_tenant, db, owner):
    other = make_tenant("other", "Other Oy")
    with db.transaction(other.id) as session:
        audit.record(session, other.id, "tenant.opened", "Other Oy")
    with owner.begin() as connection:
        connection.execute(text("SELECT set_config('hub.tenant_id', :id, true)"), {"id": str(tenant.id)})
        assert connection.execute(text("DELETE FROM audit_event")).rowcount == 4
    assert f"{other.subdomain}: 1 events, unbroken" in run("verify").output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--tenant", "nowhere"), "There has never been an environment at nowhere."),
        (("--head", "1:ab"), "A head belongs to one chain"),
        (("--outside", "--head", "1:ab"), "A head is a number, a colon and 64 hexadecimal digits"),
        (("--outside", "--tenant", "x"), "Give one of --tenant, --outside and --file."),
    ],
)
def test_what_cannot_be_asked_is_said(run, arguments, said):
    refused = run("verify", *arguments)
    assert refused.exit_code in (1, 2)
    assert said in refused.output
