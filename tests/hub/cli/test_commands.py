import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

import hub.db
from hub.cli import OWN, cli
from hub.embedded import roles


def hub_command(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "hub.cli", *arguments],
        capture_output=True,
        text=True,
        env={"PATH": os.defpath, "HUB_SECRET_KEYS": "A" * 43 + "=", **settings},
    )


def test_help_names_every_command_and_needs_no_database(tmp_path):
    shown = hub_command("--help", HUB_DATA_DIR=str(tmp_path / "none"))
    assert shown.returncode == 0
    assert [name for name in (*OWN, "sandbox") if f"\n  {name} " not in shown.stdout] == []
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("name", OWN)
def test_every_command_explains_itself(name):
    shown = CliRunner().invoke(cli, [name, "--help"])
    assert shown.exit_code == 0
    assert shown.output.count("\n") > 3


def test_roles_are_printed_as_sql_with_a_place_for_each_password():
    shown = CliRunner().invoke(cli, ["db", "roles"])
    for role in roles.ROLES:
        assert f"CREATE ROLE {role} LOGIN PASSWORD 'password of {role}'" in shown.output


def test_plugins_are_listed_with_version_state_and_hooks():
    shown = CliRunner().invoke(cli, ["plugins"])
    lines = {line.split()[0]: line for line in shown.output.splitlines()}
    assert "in use" in lines["procountor"]
    assert "register_connectors" in lines["procountor"]
    assert {"procountor", "sso_google", "sso_microsoft"} <= set(lines)


def test_the_web_refuses_a_database_that_is_not_at_head_and_names_the_command(postgres, valkey):
    refused = hub_command("serve", HUB_DATABASE_URL=without_tables(postgres), HUB_REDIS_URL=valkey)
    assert refused.returncode == 1
    assert "hub db upgrade" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_web_refuses_a_role_that_owns_the_tables(database_urls, valkey):
    refused = hub_command("serve", HUB_DATABASE_URL=database_urls.owner, HUB_REDIS_URL=valkey)
    assert refused.returncode == 1
    assert "hub_app" in refused.stderr


def test_the_web_refuses_to_believe_forwarded_headers_on_a_public_address(tmp_path):
    data = tmp_path / "none"
    refused = hub_command("serve", HUB_PROXIES="1", HUB_BIND="0.0.0.0:0", HUB_DATA_DIR=str(data))
    assert refused.returncode == 1
    assert "HUB_PROXIES is 1 and HUB_BIND is 0.0.0.0:0" in refused.stderr
    assert "HUB_PROXY_ADDRESSES" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not data.exists()


def test_the_doctor_says_so_too(database_urls, valkey):
    urls = {"HUB_DATABASE_URL": database_urls.app, "HUB_REDIS_URL": valkey}
    told = hub_command("doctor", HUB_PROXIES="1", HUB_BIND="0.0.0.0:0", **urls)
    assert "HUB_PROXIES is 1 and HUB_BIND is 0.0.0.0:0" in told.stdout
    assert "hub serve does not start before this is mended" in told.stdout


def test_upgrade_brings_an_empty_database_to_head_and_may_be_repeated(postgres, valkey):
    for _ in range(2):
        done = hub_command("db", "upgrade", HUB_DATABASE_OWNER_URL=postgres.owner, HUB_REDIS_URL=valkey)
        assert done.returncode == 0, done.stderr
    hub.db.connect(postgres.app)
    hub.db.check()
    hub.db.disconnect()


def test_a_database_out_of_reach_is_told_in_a_sentence(valkey):
    url = "postgresql+psycopg://hub_app:verysecret@127.0.0.1:1/hub"
    refused = hub_command("serve", HUB_DATABASE_URL=url, HUB_REDIS_URL=valkey)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert "verysecret" not in refused.stderr


def without_tables(postgres) -> str:
    """Another database of the same server, empty."""
    return postgres.app.replace("/hub?", "/template1?")
