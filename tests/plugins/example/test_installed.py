"""The example plugin in a hub of its own process, as an operator installs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hub.config import HubSettings
from hub.doctor import plugins as doctors_plugins
from hub.doctor import services as doctors_services
from hub.pluginmanager import SPECS, Plugins


def hub(site: Path, *arguments: str, **told: str) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": os.defpath, "PYTHONPATH": str(site), "HUB_SECRET_KEYS": "A" * 43 + "=", **told}
    program = [sys.executable, "-P", "-m", "hub.cli", *arguments]
    return subprocess.run(program, capture_output=True, text=True, env=environ)


def test_the_operator_sees_it_with_its_version_its_state_and_its_hooks(site):
    shown = hub(site, "plugins")
    assert shown.returncode == 0, shown.stderr
    line = next(line for line in shown.stdout.splitlines() if line.startswith("example "))
    name, version, state, hooks = line.split("  ")
    assert (name, version, state) == ("example", "1.2.0", "in use")
    assert set(hooks.split(", ")) == {name for spec in SPECS for name, each in vars(spec).items() if is_hook(each)}


def is_hook(each: object) -> bool:
    return hasattr(each, "hub_spec")


def test_its_command_is_one_of_the_hubs(site):
    assert "greet" in hub(site, "--help").stdout
    assert hub(site, "greet", "--name", "Anna").stdout == "Hello, Anna\n"


def test_a_wrong_setting_leaves_the_plugin_out_and_is_named(site):
    shown = hub(site, "plugins", HUB_EXAMPLE_METADATA_URL="login.example.com")
    assert shown.returncode == 0
    line = next(line for line in shown.stdout.splitlines() if line.startswith("example "))
    assert "quarantined" in line
    assert "HUB_EXAMPLE_METADATA_URL cannot be used: it must be an address" in line
    assert "procountor" in shown.stdout


def test_the_doctor_names_a_wrong_setting(site, tmp_path, database_urls, redis_url):
    servers = {
        "HUB_DATA_DIR": str(tmp_path),
        "HUB_DATABASE_URL": database_urls.app,
        "HUB_DATABASE_SYSTEM_URL": database_urls.system,
        "HUB_DATABASE_OWNER_URL": database_urls.owner,
        "HUB_REDIS_URL": redis_url,
    }
    shown = hub(site, "doctor", HUB_EXAMPLE_METADATA_URL="login.example.com", **servers)
    assert shown.returncode == 1
    assert "example 1.2.0 is left out: Plugin example cannot be used: HUB_EXAMPLE_METADATA_URL" in shown.stdout


def test_the_doctor_sees_it_in_use_and_tries_its_provider(plugins, issuer):
    assert "example 1.2.0 is in use" in [each.text for each in doctors_plugins.look(plugins)]
    found = doctors_services.look(HubSettings.read({}), plugins.settings, os.environ)
    assert f"HUB_EXAMPLE_METADATA_URL: {os.environ['HUB_EXAMPLE_METADATA_URL']} answers" in [
        each.text for each in found
    ]


def test_it_came_from_its_own_distribution_and_nothing_of_it_is_in_the_hub(plugins, site):
    assert plugins.quarantined == []
    assert not plugins.registered["example"].first_party
    assert Path(sys.modules["hub_example.plugin"].__file__ or "").is_relative_to(site)


@pytest.mark.parametrize(
    ("hook", "where", "key"),
    [
        ("register_activation_flows", "flows", "example"),
        ("register_identity_providers", "providers", "example"),
        ("register_connectors", "connectors", "cashbook"),
        ("register_report_builders", "builders", "largest-accounts"),
        ("register_commands", "commands", "greet"),
    ],
)
def test_what_it_registers_is_known_by_its_key(plugins, hook, where, key):
    assert hook in plugins.registered["example"].hooks
    assert key in getattr(plugins, where)


def test_its_settings_are_known_to_the_doctor(plugins):
    declared = [each.metadata["name"] for group in plugins.settings for each in group.declared()]
    assert declared[-3:] == ["HUB_EXAMPLE_CLIENT_ID", "HUB_EXAMPLE_CLIENT_SECRET", "HUB_EXAMPLE_METADATA_URL"]


def test_without_it_the_hub_knows_nothing_of_it():
    known = Plugins.discover()
    assert "example" not in known.registered
    assert "cashbook" not in known.connectors
    assert "greet" not in known.commands
