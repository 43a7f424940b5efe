"""Every deed that is recorded has a name in the registry, with a sentence that can be told in every language."""

import ast
import re

import pytest

from hub.audit.actions import ACTIONS, KINDS
from tests.rules.test_texts import PROJECT, TREES, name_of
from tests.rules.texts import messages

NAME = re.compile(r"[a-z]+\.[a-z]+(_[a-z]+)*")
PASSED_ON = "passed on"
"""What a function hands on stands where the function is called."""
OF_OPERATORS = {"tenant.closing_ordered"}
"""Recorded by commands, whose sentences are not looked through."""
SENTENCES = {name: str(sentence) for of_kind in ACTIONS.values() for name, sentence in of_kind.items()}


def recorded() -> list[tuple[str, str]]:
    """List the names that are recorded, each with where."""
    found = []
    for path, tree in TREES.items():
        for function in (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)):
            calls = (each for each in ast.walk(function) if isinstance(each, ast.Call) and name_of(each) == "record")
            for call in calls:
                place = f"{path.relative_to(PROJECT)}:{call.lineno}"
                found += [(place, name) for name in said(call.args[2], function) or ["?"]]
    return found


def said(value: ast.expr, function: ast.FunctionDef) -> list[str]:
    """Read the names that an argument may have: written there, or given to a variable of the function."""
    match value:
        case ast.Constant(value=str(name)):
            return [name]
        case ast.IfExp(body=body, orelse=otherwise):
            return said(body, function) + said(otherwise, function)
        case ast.Name(id=variable) if variable in [each.arg for each in function.args.args]:
            return [PASSED_ON]
        case ast.Name(id=variable):
            given = [each for each in ast.walk(function) if isinstance(each, ast.Assign)]
            return [
                name
                for each in given
                if [target.id for target in each.targets if isinstance(target, ast.Name)] == [variable]
                for name in said(each.value, function)
            ]
        case _:
            return []


def test_every_kind_is_named_and_holds_something():
    assert set(KINDS) == set(ACTIONS)
    assert all(ACTIONS.values())


def test_no_name_stands_twice():
    assert len(SENTENCES) == sum(map(len, ACTIONS.values()))


def test_what_is_recorded_anywhere_is_in_the_registry():
    assert len(recorded()) > 5
    assert [each for each in recorded() if each[1] not in {*SENTENCES, PASSED_ON}] == []


def test_whatever_is_in_the_registry_is_recorded_somewhere():
    written = {
        each.value
        for path, tree in TREES.items()
        if path.name != "actions.py"
        for each in ast.walk(tree)
        if isinstance(each, ast.Constant)
    }
    assert set(SENTENCES) - written - OF_OPERATORS == set()


def test_a_name_that_nobody_has_registered_is_found():
    tree = ast.parse("def f(db, action):\n  name = 'a.b' if db else 'c.d'\n  record(db, 1, name)\n  record(db, 1, x.y)")
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    calls = [each for each in ast.walk(tree) if isinstance(each, ast.Call)]
    assert [said(each.args[2], function) for each in calls] == [["a.b", "c.d"], []]


@pytest.mark.parametrize("name", SENTENCES)
def test_a_deed_has_a_sentence_that_is_a_message(name, catalogue):
    assert NAME.fullmatch(name)
    assert len(name) <= 60
    assert SENTENCES[name] in catalogue
    told = SENTENCES[name] % {"actor": "Anna", "subject": "Matti"}
    assert told.endswith(".")


@pytest.fixture(scope="module")
def catalogue() -> set[str]:
    return messages()
