"""Finding plugins, asking them and telling them.

First-party plugins are found through the same entry-point group as anybody's. A fault of a first-party plugin stops
the start; a third party's plugin is unregistered, quarantined by name and shown in ``hub plugins``.
"""

import logging
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import Any, TypeVar

import pluggy
from click import Command

from hub.hookspecs import accounting, activation, identity, lifecycle, reports
from hub.sdk.accounting import AccountingConnector
from hub.sdk.activation import ActivationFlow
from hub.sdk.identity import IdentityProvider
from hub.sdk.reports import ReportBuilder
from hub.sdk.settings import InvalidSetting, Settings

__all__ = ["GROUP", "BrokenPlugin", "Plugins", "Quarantined", "Registered"]

GROUP = "hub.plugins"
OWN_DISTRIBUTION = "integration-hub"
SPECS: tuple[ModuleType, ...] = (activation, identity, accounting, reports, lifecycle)
KEYED: dict[str, type[Any]] = {
    "register_activation_flows": ActivationFlow,
    "register_identity_providers": IdentityProvider,
    "register_connectors": AccountingConnector,
    "register_report_builders": ReportBuilder,
    "register_commands": Command,
}
KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
"""Keys are parts of addresses and are kept in the database."""

log = logging.getLogger(__name__)
_T = TypeVar("_T")


class BrokenPlugin(Exception):
    """A plugin cannot be used; the message names it and says why."""


class _Misused(Exception):
    """A hook was not implemented as its specification says."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A plugin in use."""

    name: str
    version: str
    first_party: bool
    hooks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A third party's plugin that is not used, and why."""

    name: str
    version: str
    reason: str


class Plugins:
    """The plugins of this process and the contract objects they registered.

    :param environ: the variables that hold the plugins' settings
    """

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._environ = environ
        self._manager = pluggy.PluginManager("hub")
        for spec in SPECS:
            self._manager.add_hookspecs(spec)
        self._objects: dict[str, dict[str, Any]] = {hook: {} for hook in KEYED}
        self._settings: list[type[Settings]] = []
        self.registered: dict[str, Registered] = {}
        self.quarantined: list[Quarantined] = []

    @classmethod
    def discover(cls) -> "Plugins":
        """Load every installed plugin.

        :raises BrokenPlugin: a first-party plugin cannot be used
        """
        plugins = cls()
        found = sorted(entry_points(group=GROUP), key=lambda each: (not _is_own(each), each.name))
        for entry in found:
            plugins._load(entry)
        return plugins

    def register(self, plugin: object, name: str, *, version: str = "", first_party: bool = False) -> None:
        """Take a plugin in use: check its hooks and settings, ask for what it registers, refuse keys that are taken.

        :raises BrokenPlugin: the plugin is not in use afterwards, and nothing of it is left
        """
        if taken := name if self._manager.has_plugin(name) else self._manager.get_name(plugin):
            raise BrokenPlugin(f"Plugin {name} cannot be used: it is in use already, as {taken}")
        try:
            self._manager.register(plugin, name)
            self._manager.check_pending()
            self._refuse_wrappers(plugin)
            settings = self._settings_of(plugin)
            objects = {hook: self._asked(hook, plugin, kind) for hook, kind in KEYED.items()}
        except (Exception, SystemExit) as error:  # whatever a plugin raises is its own fault, and must not become ours
            if self._manager.has_plugin(name):
                self._manager.unregister(name=name)
            raise BrokenPlugin(f"Plugin {name} cannot be used: {_reason(error)}") from error
        for hook, new in objects.items():
            self._objects[hook].update(new)
        self._settings.extend(settings)
        hooks = tuple(sorted(each.name for each in self._manager.get_hookcallers(plugin) or ()))
        self.registered[name] = Registered(name, version, first_party, hooks)

    @property
    def flows(self) -> dict[str, ActivationFlow]:
        """Activation flows by key."""
        return self._objects["register_activation_flows"]

    @property
    def providers(self) -> dict[str, IdentityProvider]:
        """Identity providers by key, those without a client id left out."""
        return {key: each for key, each in self.known_providers.items() if each.client_id}

    @property
    def known_providers(self) -> dict[str, IdentityProvider]:
        """Identity providers by key, with those that are not set up yet."""
        return self._objects["register_identity_providers"]

    @property
    def connectors(self) -> dict[str, AccountingConnector]:
        """Connectors by key."""
        return self._objects["register_connectors"]

    @property
    def builders(self) -> dict[str, ReportBuilder]:
        """Report builders by key, in the order of their plugins."""
        return self._objects["register_report_builders"]

    @property
    def commands(self) -> dict[str, Command]:
        """Commands by name."""
        return self._objects["register_commands"]

    @property
    def settings(self) -> tuple[type[Settings], ...]:
        """The settings classes of all plugins."""
        return tuple(self._settings)

    def allow(self, hook: str, **facts: object) -> bool:
        """Ask at a decision: one ``False`` refuses, and so does one implementation that raises or answers no bool."""
        for each in getattr(self._manager.hook, hook).get_hookimpls():
            try:
                answer = self._call(each, facts)
                if not isinstance(answer, bool):
                    raise _Misused(f"{hook} answered {answer!r} instead of True or False")
            except Exception:
                log.exception("plugin %s failed in %s: refused", each.plugin_name, hook)
                return False
            if not answer:
                return False
        return True

    def tell(self, hook: str, **facts: object) -> None:
        """Tell listeners after the commit; one that raises is logged and the others still hear."""
        for each in getattr(self._manager.hook, hook).get_hookimpls():
            try:
                self._call(each, facts)
            except Exception:
                log.exception("plugin %s failed in %s", each.plugin_name, hook)

    def _load(self, entry: EntryPoint) -> None:
        version = entry.dist.version if entry.dist else ""
        try:
            self.register(_loaded(entry), entry.name, version=version, first_party=_is_own(entry))
        except BrokenPlugin as error:
            if _is_own(entry):
                raise
            log.error("%s (it is left out; see `hub plugins`)", error)
            self.quarantined.append(Quarantined(entry.name, version, str(error)))

    def _refuse_wrappers(self, plugin: object) -> None:
        for caller in self._manager.get_hookcallers(plugin) or ():
            for each in caller.get_hookimpls():
                if each.plugin is plugin and (each.wrapper or each.hookwrapper):
                    raise _Misused(f"{caller.name} wraps the other plugins' answers, which is not offered")

    def _settings_of(self, plugin: object) -> list[type[Settings]]:
        """Ask for the plugin's settings, and check that they can be read."""
        declared = self._answers("register_settings", plugin)
        for each in declared:
            if not (isinstance(each, type) and issubclass(each, Settings)):
                raise _Misused(f"register_settings returned {each!r}, which is no subclass of Settings")
            each.read(self._environ)
        return declared

    def _asked(self, hook: str, plugin: object, kind: type[_T]) -> dict[str, _T]:
        objects: dict[str, _T] = {}
        for each in self._answers(hook, plugin):
            if not isinstance(each, kind):
                raise _Misused(f"{hook} returned {each!r}, which is no {kind.__name__}")
            key = each.name if isinstance(each, Command) else each.key  # type: ignore[attr-defined]
            if not isinstance(key, str) or not KEY.fullmatch(key):
                raise _Misused(f"{hook} offers the key {key!r}; a key is up to 40 of a-z, 0-9, _ and -")
            if key in self._objects[hook] or key in objects:
                raise _Misused(f"{hook} offers the key {key!r}, which is taken")
            objects[key] = each
        return objects

    def _answers(self, hook: str, plugin: object) -> list[Any]:
        answers: list[Any] = []
        for each in getattr(self._manager.hook, hook).get_hookimpls():
            if each.plugin is plugin:
                told = self._call(each, {})
                if told is None:
                    raise _Misused(f"{hook} returned nothing instead of a list")
                answers.extend(told)
        return answers

    @staticmethod
    def _call(implementation: Any, facts: dict[str, object]) -> Any:
        return implementation.function(*(facts[name] for name in implementation.argnames))


def _is_own(entry: EntryPoint) -> bool:
    return entry.dist is not None and entry.dist.name == OWN_DISTRIBUTION


def _loaded(entry: EntryPoint) -> object:
    try:
        return entry.load()
    except (Exception, SystemExit) as error:  # an import may fail in any way
        raise BrokenPlugin(f"Plugin {entry.name} cannot be imported: {_reason(error)}") from error


def _reason(error: BaseException) -> str:
    """Say in one line what went wrong; an error that was not written for people is named by its kind too."""
    told = " ".join(str(error).split())
    written_for_people = isinstance(error, _Misused | InvalidSetting | pluggy.PluginValidationError)
    return told if written_for_people else f"{type(error).__name__}: {told}"
