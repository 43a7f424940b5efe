"""Every requirement of ``asvs.txt`` has a test that carries its id, or a line with its reason in the README."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
ID = re.compile(r"v(\d+)_(\d+)_(\d+)(?![0-9])")


def required() -> dict[str, str]:
    """Read the table: level by id."""
    lines = [each.split(" | ") for each in (HERE / "asvs.txt").read_text().splitlines() if each[:1].isdigit()]
    return {line[0]: line[1] for line in lines}


def held() -> set[str]:
    """Read the ids in the names of tests, wherever they are."""
    return {".".join(found.groups()) for name in names_of_tests() for found in ID.finditer(name)}


def names_of_tests() -> Iterator[str]:
    for file in HERE.parent.rglob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield node.name


def excused() -> set[str]:
    """Read the ids that the README says are not covered; each line has to say why."""
    part = (HERE / "README.md").read_text().partition("## Not covered")[2].partition("\n## ")[0]
    lines = re.findall(r"^\| (\d+\.\d+\.\d+) \| (.{20,}) \|$", part, re.MULTILINE)
    return {number for number, _reason in lines}


def test_every_requirement_has_a_test_or_a_reason():
    assert set(required()) - held() - excused() == set()


def test_nothing_is_excused_that_has_a_test():
    assert excused() & held() == set()


def test_no_test_carries_an_id_that_is_not_in_the_table():
    assert held() <= set(required())


def test_the_table_is_one_of_level_two():
    assert set(required().values()) == {"1", "2", "3"}
    assert len(required()) >= 96


def test_every_threat_has_a_test_of_its_name():
    held = {int(found) for name in names_of_tests() for found in re.findall(r"(?:^test|_)_?t(\d\d)_", name)}
    assert set(range(1, 27)) <= held


def test_the_readme_counts_right():
    number = len(required()) - len(excused())
    assert f"{number} of {len(required())}" in (HERE / "README.md").read_text()
