"""Every hook is documented with an example that runs, is used by a plugin and has a test."""

import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import CodeType, NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints
from unittest.mock import MagicMock
from uuid import UUID, uuid4

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
SIMPLE: dict[Any, Any] = {str: "word", int: 1, bool: False, UUID: uuid4(), NoneType: None}


def example_of(hook: str) -> str:
    found = re.search(r"Example::\n\n((?:[ ]{4,}.*\n|\n)+)", inspect.cleandoc(HOOKS[hook].__doc__ or "") + "\n")
    assert found, f"{hook} has no example"
    return textwrap.dedent(found[1])


def names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from names_in(inner)


def implementation(hook: str, example: str) -> tuple[Callable[..., object], MagicMock]:
    """Run an example, with a stand-in for everything its author would have written."""
    code = compile(example, f"example of {hook}", "exec")
    stand_ins = MagicMock()
    namespace = {name: getattr(stand_ins, name) for name in names_in(code)}
    namespace["hookimpl"] = pluggy.HookimplMarker("hub")
    exec(code, namespace)
    return namespace[hook], stand_ins


def kind_of(hook: str) -> str:
    return next((kind for kind in ANSWERS if hook.startswith(kind)), "told")


def facts_of(hook: str) -> dict[str, object]:
    """Make what the hub tells a hook: the very shapes of its specification, so that a wrong name in an example shows.

    Truths are false: the examples are about what went wrong.
    """
    hints = get_type_hints(HOOKS[hook])
    return {name: made(hints[name]) for name in inspect.signature(HOOKS[hook]).parameters}


def made(kind: Any) -> Any:
    """Make a value of a kind, and all its parts."""
    if kind in SIMPLE:
        return SIMPLE[kind]
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{each.name: made(hints[each.name]) for each in fields(kind)})
    if choices := get_args(kind):  # of a union the first kind, of a Literal the first word
        return made(choices[0]) if get_origin(kind) is not Literal else choices[0]
    raise TypeError(f"a hook tells something that is no value: {kind}")


def called(hook: str, example: str) -> tuple[list[object], MagicMock]:
    """Let the hub call the implementation of an example; gives the answers, and what was done with the stand-ins."""
    function, stand_ins = implementation(hook, example)
    manager = pluggy.PluginManager("hub")
    for spec in SPECS:
        manager.add_hookspecs(spec)
    manager.register(type("Plugin", (), {hook: staticmethod(function)}))
    manager.check_pending()
    return getattr(manager.hook, hook)(**facts_of(hook)), stand_ins


def test_there_are_hooks():
    assert "sync_finished" in HOOKS


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_says_when_it_is_called_and_since_when(hook):
    text = inspect.cleandoc(HOOKS[hook].__doc__ or "")
    assert re.match(r"[A-Z].+\.\n\n(Asked|Told) ", text)
    assert ".. versionadded::" in text


@pytest.mark.parametrize("hook", HOOKS)
def test_the_example_of_a_hook_fits_its_specification_and_runs_when_the_hook_is_called(hook):
    answers, stand_ins = called(hook, example_of(hook))
    if expected := ANSWERS.get(kind_of(hook)):
        assert [type(each) for each in answers] == [expected]
    else:
        assert answers == []
        assert stand_ins.mock_calls


@pytest.mark.parametrize("hook", [hook for hook in HOOKS if inspect.signature(HOOKS[hook]).parameters])
def test_an_example_that_names_what_the_hub_does_not_tell_fails(hook):
    """With stand-ins for the hub's own values, too, the test above would pass whatever an example says."""
    example = example_of(hook)
    told = [f"{name}{part}" for name in facts_of(hook) for part in re.findall(rf"\b{name}((?:\.\w+)+)", example)]
    assert told, f"the example of {hook} uses nothing of what it is told"
    for each in told:
        with pytest.raises(AttributeError):
            called(hook, example.replace(each, f"{each}_misspelt"))


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_is_used_by_a_plugin(hook):
    plugins = [*PROJECT.glob("plugins/*/plugin.py"), *TESTS.glob("example_plugin/**/*.py")]
    assert [path for path in plugins if f"def {hook}(" in path.read_text()]


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_is_tested(hook):
    tests = [path for path in TESTS.rglob("test_*.py") if path.parent.name != "rules"]
    assert [path for path in tests if hook in path.read_text()]
