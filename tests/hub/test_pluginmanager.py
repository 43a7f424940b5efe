"""The rules by which plugins are found, taken in use, asked and told, held with plugins written here."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner

from hub.cli import cli
from hub.pluginmanager import KEYED, BrokenPlugin, Plugins
from hub.sdk import hookimpl
from hub.sdk.identity import Identity
from hub.sdk.outcome import SyncOutcome
from hub.sdk.refs import BookRef, CompanyRef, ConnectionRef, TenantRef

TENANT = TenantRef(UUID(int=1), "Käpylän Leipä Oy", "kapylan-leipa")
BOOK = BookRef(UUID(int=2), CompanyRef("7", TENANT.name))
SYNC = {
    "connection": ConnectionRef(UUID(int=3), TENANT, "shelf", BOOK),
    "outcome": SyncOutcome(succeeded=True, receipts=1),
}
ANNA = Identity("google", "https://accounts.google.com", "1", "Anna", "anna@example.com", True, "work")

HEAD = """
import click
from hub.sdk import hookimpl
from hub.sdk.reports import ReportBuilder
from hub.sdk.settings import Settings, positive_int, setting
from dataclasses import dataclass

class Good(ReportBuilder):
    key, title = "good", "Good"

    def build(self, reader, period, options): ...

class Bad(Good):
    key = "income-statement"

@dataclass(frozen=True, kw_only=True)
class Told(Settings):
    size: int = setting("HUB_BROKEN_SIZE", positive_int, default=1, help="How big.")

@hookimpl
def register_settings():
    return [Told]

@hookimpl
def register_report_builders():
    return [Good()]
"""
FAULTS = {
    "an import that fails": ("import no_such_module", "cannot be imported: ModuleNotFoundError: No module named"),
    "an import that breaks": ("1 / 0", "cannot be imported: ZeroDivisionError: division by zero"),
    "an import that ends the program": ("raise SystemExit('enough')", "cannot be imported: SystemExit: enough"),
    "a syntax error": ("def register_connectors(:", "cannot be imported: SyntaxError"),
    "a misspelled hook": ("@hookimpl\ndef sync_finnished(connection): ...", "unknown hook 'sync_finnished'"),
    "a wrong signature": ("@hookimpl\ndef sync_finished(connection, result): ...", "{'result'}"),
    "a wrapper": ("@hookimpl(wrapper=True)\ndef sync_finished(connection):\n    yield", "sync_finished wraps"),
    "a key that is taken": (
        "@hookimpl\ndef register_report_builders():\n    return [Good(), Bad()]",
        "register_report_builders offers the key 'income-statement', which is taken",
    ),
    "a key twice": (
        "@hookimpl\ndef register_report_builders():\n    return [Good(), Good()]",
        "'good', which is taken",
    ),
    "a key that is no part of an address": (
        "Good.key = 'a/b'",
        "offers the key 'a/b'; a key is up to 40 of a-z, 0-9, _ and -",
    ),
    "no key": ("del Good.key", "AttributeError"),
    "a wrong type": ("@hookimpl\ndef register_connectors():\n    return [Good()]", "which is no AccountingConnector"),
    "a class instead of an object": (
        "@hookimpl\ndef register_report_builders():\n    return [Good]",
        "which is no ReportBuilder",
    ),
    "no list": ("@hookimpl\ndef register_connectors(): ...", "register_connectors returned nothing instead of a list"),
    "settings that are none": ("@hookimpl\ndef register_settings():\n    return [int]", "no subclass of Settings"),
    "a setting that is missing": (
        "@dataclass(frozen=True, kw_only=True)\nclass Needed(Settings):\n"
        "    name: str = setting('HUB_BROKEN_NAME', str, help='What it is called.')\n\n"
        "@hookimpl\ndef register_settings():\n    return [Told, Needed]",
        "HUB_BROKEN_NAME is not set: What it is called.",
    ),
    **{
        f"{hook} raises": (f"@hookimpl\ndef {hook}():\n    raise KeyError('gone')", "cannot be used: KeyError: 'gone'")
        for hook in (*KEYED, "register_settings")
    },
    "a command that is none": ("@hookimpl\ndef register_commands():\n    return [print]", "which is no Command"),
    "a command that is taken": (
        "@hookimpl\ndef register_commands():\n    return [click.Command('sandbox')]",
        "register_commands offers the key 'sandbox', which is taken",
    ),
}


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Put a plugin on the path as a distribution of its own, as pip would leave it there."""
    before = set(sys.modules)

    def install(name: str, code: str, *, distribution: str = "", entry: str = "") -> None:
        about = tmp_path / f"{name}-0.3.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution or name}\nVersion: 0.3\n")
        (about / "entry_points.txt").write_text(f"[hub.plugins]\n{entry or name} = {name}_code\n")
        (tmp_path / f"{name}_code.py").write_text(HEAD + code)

    monkeypatch.syspath_prepend(tmp_path)
    yield install
    for name in set(sys.modules) - before:
        if name.endswith("_code"):
            del sys.modules[name]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_third_partys_fault_is_quarantined_with_its_reason_and_leaves_nothing_behind(install, caplog, fault):
    code, reason = FAULTS[fault]
    untouched = Plugins.discover()
    install("broken", code)
    install("zealous", "Good.key = 'zealous'")

    found = Plugins.discover()

    assert [(each.name, each.version) for each in found.quarantined] == [("broken", "0.3")]
    assert reason in found.quarantined[0].reason
    assert "\n" not in found.quarantined[0].reason
    assert "broken" in caplog.text
    assert set(found.registered) == {*untouched.registered, "zealous"}
    assert set(found.builders) == {*untouched.builders, "zealous"}
    assert (set(found.connectors), set(found.flows)) == (set(untouched.connectors), set(untouched.flows))
    assert list(found.commands) == list(untouched.commands)
    assert [each.__module__ for each in found.settings[len(untouched.settings) :]] == ["zealous_code"]


def test_the_list_of_plugins_shows_who_is_left_out_and_why(install):
    install("broken", "1 / 0")
    shown = CliRunner().invoke(cli, ["plugins"])
    assert shown.exit_code == 0
    assert "broken  0.3  quarantined  Plugin broken cannot be imported: ZeroDivisionError" in shown.output
    assert "procountor" in shown.output


@pytest.mark.parametrize(
    "fault", ["an import that breaks", "a misspelled hook", "a wrong type", "a setting that is missing"]
)
def test_a_broken_plugin_of_our_own_stops_the_start_by_name(install, fault):
    code, reason = FAULTS[fault]
    install("broken", code, distribution="integration-hub")
    with pytest.raises(BrokenPlugin, match=f"Plugin broken cannot be .*: .*{re.escape(reason.split(': ')[-1])}"):
        Plugins.discover()


def test_a_name_that_is_in_use_is_refused_and_whoever_has_it_keeps_it(install):
    untouched = Plugins.discover()
    install("impostor", "Good.key = 'impostor'", entry="procountor")
    found = Plugins.discover()
    assert "it is in use already, as procountor" in found.quarantined[0].reason
    assert found.registered["procountor"] == untouched.registered["procountor"]
    with pytest.raises(BrokenPlugin, match="in use already"):
        found.register(object(), "procountor")


def test_the_same_plugin_is_not_taken_in_use_twice():
    plugins, ear = Plugins(), Ear()
    plugins.register(ear, "ear")
    with pytest.raises(BrokenPlugin, match="Plugin again cannot be used: it is in use already, as ear"):
        plugins.register(ear, "again")
    plugins.tell("sync_finished", **SYNC)
    assert ear.heard == [SYNC]


def test_a_plugin_may_listen_with_fewer_arguments_than_it_is_told():
    plugins, heard = Plugins(), []

    class Brief:
        @hookimpl
        def sync_finished(self, outcome):
            heard.append(outcome)

    plugins.register(Brief(), "brief")
    plugins.tell("sync_finished", **SYNC)
    assert heard == [SYNC["outcome"]]


def test_one_broken_listener_is_logged_by_name_and_does_not_silence_the_others(caplog):
    plugins, first, last = Plugins(), Ear(), Ear()
    plugins.register(first, "first")
    plugins.register(Deaf(), "deaf")
    plugins.register(last, "last")
    plugins.tell("sync_finished", **SYNC)
    assert first.heard == last.heard == [SYNC]
    assert "plugin deaf failed in sync_finished" in caplog.text


def test_a_plugin_that_was_refused_is_neither_told_nor_asked():
    plugins = Plugins()

    class Broken(Ear):
        @hookimpl
        def register_connectors(self):
            raise OSError

        @hookimpl
        def allow_sign_in(self, identity):
            return False

    broken = Broken()
    with pytest.raises(BrokenPlugin, match="Plugin broken cannot be used: OSError"):
        plugins.register(broken, "broken")
    plugins.tell("sync_finished", **SYNC)
    assert broken.heard == []
    assert plugins.allow("allow_sign_in", identity=ANNA, tenant=None)


def answering(answer: object) -> object:
    class Doorkeeper:
        @hookimpl
        def allow_sign_in(self, identity, tenant):
            if isinstance(answer, Exception):
                raise answer
            return answer

    return Doorkeeper()


@pytest.mark.parametrize(
    ("answers", "allowed"),
    [
        ([], True),
        ([True, True], True),
        ([True, False, True], False),
        ([True, ValueError("broken")], False),
        ([None], False),
        (["yes"], False),
        ([True, 0], False),
    ],
)
def test_v16_5_3_one_no_or_one_broken_doorkeeper_refuses(answers, allowed):
    plugins = Plugins()
    for number, answer in enumerate(answers):
        plugins.register(answering(answer), f"doorkeeper{number}")
    assert plugins.allow("allow_sign_in", identity=ANNA, tenant=TENANT) is allowed


def test_a_doorkeeper_that_fails_is_logged_by_name(caplog):
    plugins = Plugins()
    plugins.register(answering(None), "forgetful")
    plugins.allow("allow_sign_in", identity=ANNA, tenant=None)
    assert "plugin forgetful failed in allow_sign_in: refused" in caplog.text


def test_settings_are_read_from_the_environment_that_was_given():
    class Declaring:
        @hookimpl
        def register_settings(self):
            from plugins.procountor.settings import ProcountorSettings

            return [ProcountorSettings]

    with pytest.raises(BrokenPlugin, match="HUB_PROCOUNTOR_RATE cannot be used: it must be a number above zero"):
        Plugins({"HUB_PROCOUNTOR_RATE": "0"}).register(Declaring(), "declaring")
    Plugins({"HUB_PROCOUNTOR_RATE": "1"}).register(Declaring(), "declaring")


class Ear:
    """Listens to syncs."""

    def __init__(self) -> None:
        self.heard: list[dict[str, object]] = []

    @hookimpl
    def sync_finished(self, connection, outcome):
        self.heard.append({"connection": connection, "outcome": outcome})


class Deaf:
    """Cannot hear of syncs without failing."""

    @hookimpl
    def sync_finished(self, connection):
        raise RuntimeError("not now")
