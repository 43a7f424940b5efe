"""Each rule of .semgrep.yml finds what it forbids: a rule that finds nothing protects nothing."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
RULES = ROOT / ".semgrep.yml"
PROGRAM = ROOT / ".venv" / "tools" / "bin" / "semgrep"

FORBIDDEN = {
    "raw-sql": ("hub/reports/x.py", "from sqlalchemy import text\nrows = db.execute(text('SELECT 1'))\n"),
    "sql-made-of-pieces": ("hub/ledger/x.py", "from sqlalchemy import text\nrows = text(f'SELECT {name}')\n"),
    "unchecked-certificate": ("plugins/mine/x.py", "client.get(address, verify=False)\n"),
    "http-client": ("plugins/mine/x.py", "from requests import get\n"),
    "templates-of-data": ("hub/web/x.py", "import flask\npage = flask.render_template_string(text)\n"),
    "unescaped-output": ("hub/web/templates/x.html", "<p>{{ name|safe }}</p>\n"),
    "unpickled": ("hub/queue/x.py", "import pickle\nthing = pickle.loads(data)\n"),
    "other-cipher": ("hub/identity/x.py", "from cryptography.fernet import Fernet\n"),
    "weak-random": ("hub/identity/x.py", "import random\n"),
}
ALLOWED = {
    "raw-sql": ("hub/ledger/x.py", "from sqlalchemy import text\nrows = db.execute(text('SELECT 1'))\n"),
    "http-client": ("hub/sdk/http/x.py", "from requests import get\n"),
    "weak-random": ("plugins/procountor/sandbox/x.py", "import random\n"),
}


def found(folder: Path, *written: tuple[str, str]) -> set[str]:
    for path, text in written:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    shutil.copy(RULES, folder)
    command = [PROGRAM, "scan", "--config", RULES.name, "--metrics=off", "--disable-version-check", "--json", "--quiet"]
    answer = subprocess.run([*command, "."], cwd=folder, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    return {each["check_id"].rpartition(".")[2] for each in json.loads(answer.stdout)["results"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "hub").mkdir()
    (tmp_path / "plugins").mkdir()
    return tmp_path


def test_every_rule_has_an_example_of_what_it_forbids():
    assert {each["id"] for each in yaml.safe_load(RULES.read_text())["rules"]} == set(FORBIDDEN)


def test_v1_2_4_v1_3_7_v1_5_2_v11_3_2_v11_5_1_v12_3_2_every_rule_finds_what_it_forbids(folder):
    numbered = [(path.replace("x.", f"x{number}."), text) for number, (path, text) in enumerate(FORBIDDEN.values())]
    assert found(folder, *numbered) == set(FORBIDDEN)


def test_where_it_belongs_it_is_allowed(folder):
    assert found(folder, *ALLOWED.values()) == set()
