"""What people see is said by a message that can be translated, wherever it is made."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment

from tests.rules.texts import PROJECT, messages

MEANINGS = ("HubError", "UserFault", "Refused", "TryLater", "NeedsReauth", "GiveUp")
NAMED = frozenset({"finding", "phase", "fault", "title", "remedy"})
"""Keywords under which sentences are handed on."""
HEADINGS = frozenset({"title", "description", "group"})
PLACES = {"Finding": (2, 3), "Refuse": (0,), "close_runs": (2,)}
"""Where sentences stand among the other arguments."""
NOT_SHOWN = ("sandbox", "issuer", "demo", "doctor", "cli", "embedded", "testing", "migrations")
"""Parts that speak to developers and operators, or play another system."""
FILES = [
    path
    for part in ("hub", "plugins", "tenants")
    for path in sorted((PROJECT / part).rglob("*.py"))
    if not set(path.relative_to(PROJECT).parts) & set(NOT_SHOWN)
]
TEMPLATES = [path for part in ("hub", "plugins") for path in sorted((PROJECT / part).glob("**/templates/**/*.html"))]
UNTRANSLATED = {
    *("Hub", "PDF", "Excel", "CSV", "JSON", "UTC", "Procountor", "sandbox", "/faults"),
    "Aktivoi Hub käyttöön / Activate Hub",
}
"""What is the same in every language: names, kinds of files, and the button that Procountor shows in two languages."""
NOT_READ = re.compile(r"<!--.*?-->|<(script|style|svg|code)\b.*?</\1>|{% block width %}.*?{% endblock %}", re.DOTALL)
READ_ALOUD = re.compile(r'\b(?:title|alt|placeholder|aria-label)="([^"]*)"')
WORD = re.compile(r"[^\W\d_]{2,}")
TREES = {path: ast.parse(path.read_text()) for path in FILES}


def meanings() -> set[str]:
    """Name the errors that are shown to people, those of the features and plugins too."""
    names = set(MEANINGS)
    for _ in range(3):
        for tree in TREES.values():
            names |= {
                each.name
                for each in ast.walk(tree)
                if isinstance(each, ast.ClassDef)
                and names & {base.id for base in each.bases if isinstance(base, ast.Name)}
            }
    return names


def name_of(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name):
            return name
        case ast.Attribute(attr=name):
            return name
        case _:
            return ""


def said(tree: ast.AST, errors: set[str]) -> Iterator[ast.expr]:
    """Find the expressions that are sentences for people."""
    for each in ast.walk(tree):
        if isinstance(each, ast.ClassDef) and each.name in errors:
            yield from (
                call.args[0]
                for call in ast.walk(each)
                if isinstance(call, ast.Call) and name_of(call) == "__init__" and call.args
            )
        if isinstance(each, ast.Call):
            places = (0,) if name_of(each) in errors and each.args else PLACES.get(name_of(each), ())
            yield from (each.args[place] for place in places if place < len(each.args))
            yield from (keyword.value for keyword in each.keywords if keyword.arg in NAMED)


def names_given(statement: ast.Assign | ast.AnnAssign) -> set[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return {each.id for each in targets if isinstance(each, ast.Name)}


def is_bare(value: ast.expr) -> bool:
    """Tell whether a sentence is written where it is said, and by no message."""
    match value:
        case ast.Constant(value=str(words)):
            return " " in words
        case ast.JoinedStr() | ast.BinOp():
            return True
        case ast.IfExp(body=body, orelse=otherwise):
            return is_bare(body) or is_bare(otherwise)
        case _:
            return False


def written(template: str) -> list[str]:
    """List the words of a template that no message says."""
    tokens = Environment(autoescape=True).lex(NOT_READ.sub("", template))
    page = "".join(value if kind == "data" else "\0" for _, kind, value in tokens)
    texts = [*re.split(r"<[^>]*>", page), *READ_ALOUD.findall(page)]
    parts = [part.strip(" ·\n") for text in texts for part in text.split("\0")]
    return [part for part in parts if WORD.search(part) and part not in UNTRANSLATED]


ERRORS = meanings()


def test_the_errors_of_features_and_plugins_are_known():
    assert {"ApiClosed", "CompanyElsewhere", "Refused"} <= ERRORS


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_a_sentence_for_people_is_a_message(path: Path):
    bare = [f"line {each.lineno}: {ast.unparse(each)}" for each in said(TREES[path], ERRORS) if is_bare(each)]
    assert bare == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_a_page_says_everything_by_messages(path: Path):
    assert written(path.read_text()) == []


def test_a_word_on_a_page_that_bypasses_the_messages_is_found():
    page = """<p title="Ours">{{ _("Yours") }} and <b>mine</b> {{ name }}</p><script>let x</script>"""
    assert written(page) == ["and", "mine", "Ours"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_the_name_of_a_report_or_step_is_a_message(path: Path):
    assigned = [
        statement
        for each in ast.walk(TREES[path])
        if isinstance(each, ast.ClassDef)
        for statement in each.body
        if isinstance(statement, (ast.Assign, ast.AnnAssign)) and HEADINGS & names_given(statement)
    ]
    assert [
        f"line {each.lineno}" for each in assigned if isinstance(each.value, ast.Constant) and each.value.value
    ] == []


def test_a_plugin_speaks_by_the_sdk_because_it_does_not_know_its_reader():
    plugins = [path for path in FILES if PROJECT / "plugins" in path.parents]
    assert plugins
    assert [path for path in plugins if "flask_babel" in path.read_text()] == []


def test_a_sentence_that_bypasses_the_messages_is_found():
    tree = ast.parse('raise Refused(f"No {name}.")\nFinding("code", severity, "A title.", remedy="Do" + " it.")')
    assert [each.lineno for each in said(tree, ERRORS) if is_bare(each)] == [1, 2, 2]


@pytest.mark.parametrize(
    "sentence",
    [
        "Procountor asks for a pause: too many requests.",
        "The key may not read salaries: wages, social costs and payroll liabilities are missing from the figures.",
        "%(num)s receipts do not balance: %(names)s.",
        "The stored key cannot be opened any more. Enter a new one.",
        "Receipts of %(year)s",
        "The rows of this receipt bear domestic VAT, but the receipt carries none.",
        "%(server)s cannot be reached right now",
        "Microsoft did not say which directory this account belongs to.",
        "Left out by the person who activated.",
        "Waiting to begin",
        "Left out",
    ],
)
def test_what_jobs_plugins_and_pages_say_is_found_by_the_extraction(catalogue: set[str], sentence: str):
    assert sentence in catalogue


def test_no_statement_for_the_database_is_taken_for_a_message(catalogue: set[str]):
    assert [each for each in catalogue if "SELECT " in each or "UPDATE " in each] == []


@pytest.fixture(scope="module")
def catalogue() -> set[str]:
    return messages()
