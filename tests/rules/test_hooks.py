"""Every hook is documented with an example that runs, is used by a plugin and has a test."""

import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType
from unittest.mock import MagicMock

import pluggy
import pytest

from hub.pluginmanager import SPECS

TESTS = Path(__file__).resolve().parents[1]
PROJECT = TESTS.parent
HOOKS: dict[str, Callable[..., object]] = {
    name: hook
    for module in SPECS
    for name, hook in inspect.getmembers(module, inspect.isfunction)
    if hasattr(hook, "hub_spec")
}
ANSWERS = {"register_": list, "allow_": bool}


def example_of(hook: str) -> str:
    found = re.search(r"Example::\n\n((?:[ ]{4,}.*\n|\n)+)", inspect.cleandoc(HOOKS[hook].__doc__ or "") + "\n")
    assert found, f"{hook} has no example"
    return textwrap.dedent(found[1])


def names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from names_in(inner)


def implementation(hook: str) -> tuple[Callable[..., object], MagicMock]:
    """Run the example, with a stand-in for everything its author would have written."""
    code = compile(example_of(hook), f"example of {hook}", "exec")
    stand_ins = MagicMock()
    namespace = {name: getattr(stand_ins, name) for name in names_in(code)}
    namespace["hookimpl"] = pluggy.HookimplMarker("hub")
    exec(code, namespace)
    return namespace[hook], stand_ins


def kind_of(hook: str) -> str:
    return next((kind for kind in ANSWERS if hook.startswith(kind)), "told")


def test_there_are_hooks():
    assert "sync_finished" in HOOKS


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_says_when_it_is_called_and_since_when(hook):
    text = inspect.cleandoc(HOOKS[hook].__doc__ or "")
    assert re.match(r"[A-Z].+\.\n\n(Asked|Told) ", text)
    assert ".. versionadded::" in text


@pytest.mark.parametrize("hook", HOOKS)
def test_the_example_of_a_hook_fits_its_specification_and_runs_when_the_hook_is_called(hook):
    function, stand_ins = implementation(hook)
    manager = pluggy.PluginManager("hub")
    for spec in SPECS:
        manager.add_hookspecs(spec)
    manager.register(type("Plugin", (), {hook: staticmethod(function)}))
    manager.check_pending()
    facts = {name: MagicMock(name=name, succeeded=False) for name in inspect.signature(HOOKS[hook]).parameters}
    answers = getattr(manager.hook, hook)(**facts)
    if expected := ANSWERS.get(kind_of(hook)):
        assert [type(each) for each in answers] == [expected]
    else:
        assert answers == []
        assert stand_ins.mock_calls


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_is_used_by_a_plugin(hook):
    plugins = [*PROJECT.glob("plugins/*/plugin.py"), *TESTS.glob("example_plugin/**/*.py")]
    assert [path for path in plugins if f"def {hook}(" in path.read_text()]


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_is_tested(hook):
    tests = [path for path in TESTS.rglob("test_*.py") if path.parent.name != "rules"]
    assert [path for path in tests if hook in path.read_text()]
