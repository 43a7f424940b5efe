"""ASVS V1 and V5: what the product's own code never does, read from the code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).parents[2]
FILES = [file for top in ("hub", "plugins", "tenants") for file in sorted((ROOT / top).rglob("*.py"))]
EVALUATING = {"eval", "exec", "compile", "__import__"}
SHELLS = {"system", "popen", "getoutput", "getstatusoutput"}
XML = {"xml", "lxml", "xmltodict", "defusedxml", "bs4"}
CODE_IN_DATA = {"pickle", "marshal", "shelve", "dill", "jsonpickle", "yaml"}
YAML_BY = {"plugins/procountor/sandbox/api/contract.py"}
"""Reads the published description of the API that is part of the sandbox, with the safe loader."""


def nodes(kind: type) -> Iterator[tuple[str, ast.AST]]:
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, kind):
                yield str(file.relative_to(ROOT)), node


def imported() -> Iterator[tuple[str, str]]:
    for file, node in nodes(ast.Import):
        yield from ((file, each.name.partition(".")[0]) for each in node.names)
    for file, node in nodes(ast.ImportFrom):
        yield file, (node.module or "").partition(".")[0]


def test_v1_2_5_no_program_is_started_through_a_shell():
    for file, call in nodes(ast.Call):
        assert not any(each.arg == "shell" for each in call.keywords), file
        named = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        is_of_os = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) in ("os", "subprocess")
        assert not (is_of_os and named in SHELLS), (file, named)


def test_v1_3_2_nothing_is_evaluated():
    for file, call in nodes(ast.Call):
        assert not (isinstance(call.func, ast.Name) and call.func.id in EVALUATING), file


def test_v1_5_1_no_xml_is_read():
    """Workbooks are written by a library; no document in XML is taken from anybody."""
    assert [each for each in imported() if each[1] in XML] == []


def test_v1_5_2_nothing_is_read_in_a_form_that_could_hold_code():
    assert [each for each in imported() if each[1] in CODE_IN_DATA and each[0] not in YAML_BY] == []


def test_v1_2_1_v1_3_7_pages_escape_by_themselves(app: Flask):
    for name in app.jinja_env.list_templates():
        assert app.jinja_env.autoescape(name) is not False if callable(app.jinja_env.autoescape) else True
    from_data = app.jinja_env.from_string("{{ name }}").render(name="<b>{{ 7 * 7 }}</b>")
    assert "{{ 7 * 7 }}" in from_data
    assert app.select_jinja_autoescape("page.html")


TRAVERSALS = [
    "../app.py",
    "..%2fapp.py",
    "..%252fapp.py",
    "%2e%2e/app.py",
    "....//app.py",
    "..\\app.py",
    "..%5capp.py",
    "/etc/passwd",
    "//etc/passwd",
    "hub.css/../../app.py",
    "hub.css%00.html",
    "..;/app.py",
    ".",
    "..",
    "",
    "file:///etc/passwd",
    "\u2025/app.py",
    "~/.ssh/id_rsa",
    "CON",
    "a" * 5000,
]


@pytest.mark.parametrize("path", TRAVERSALS, ids=lambda path: path[:20] or "empty")
def test_v5_3_2_no_path_leads_out_of_the_folder_of_styles(client, path):
    for _ in range(2):
        answer = client.get(f"/static/{path}")
        assert answer.status_code in (302, 303, 308, 400, 404, 405)
        assert "root:" not in answer.text
        assert "create_app" not in answer.text


@pytest.mark.parametrize("path", TRAVERSALS[:12], ids=lambda path: path[:20])
def test_v5_3_2_no_key_of_a_report_or_a_receipt_is_a_path(browse, make_tenant, make_person, make_member, sign_in, path):
    who, tenant = make_person(), make_tenant()
    make_member(tenant, who)
    client = browse(tenant)
    sign_in(client, who, tenant)
    for place in (f"/reports/{path}", f"/reports/{path}.csv", f"/receipts/{path}"):
        answer = client.get(place)
        assert answer.status_code in (302, 303, 308, 400, 404)
        assert "create_app" not in answer.text
