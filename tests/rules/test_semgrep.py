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

FORBIDDEN: dict[str, tuple[str, ...]] = {
    "raw-sql": (
        "from sqlalchemy import text\nrows = db.execute(text('SELECT 1'))\n",
        "import sqlalchemy as sa\nrows = db.execute(sa.text('SELECT 1'))\n",
        "from sqlalchemy.sql.expression import text as sql\nrows = db.execute(sql('SELECT 1'))\n",
        "from sqlalchemy import literal_column\nrows = db.execute(select(literal_column('(SELECT 1)')))\n",
        "from sqlalchemy.sql import expression\nrows = select(expression.literal_column('(SELECT 1)'))\n",
        "from sqlalchemy import column\nrows = select(column('(SELECT 1)', is_literal=True))\n",
        "from sqlalchemy import TextClause\nrows = db.execute(TextClause('SELECT 1'))\n",
        "from sqlalchemy.sql.elements import TextClause\nrows = db.execute(TextClause('SELECT 1'))\n",
        "from sqlalchemy.schema import DDL\ndb.execute(DDL('DROP TABLE entry'))\n",
        "from sqlalchemy import DDL\ndb.execute(DDL('DROP TABLE entry'))\n",
        "rows = db.execute(select(Entry).suffix_with('UNION SELECT 1'))\n",
        "db.connection().exec_driver_sql('SELECT 1')\n",
        "db.connection().connection.cursor().execute('SELECT 1')\n",
        "db.connection().connection.driver_connection.execute('SELECT 1')\n",
        "with engine.raw_connection() as raw:\n    raw.execute('SELECT 1')\n",
        "import psycopg\npsycopg.connect(address)\n",
        "from psycopg import Connection\nConnection.connect(address)\n",
    ),
    "sql-made-of-pieces": ("from sqlalchemy import text\nrows = text(f'SELECT {name}')\n",),
    "shown-parameters": (
        "from sqlalchemy import create_engine\nengine = create_engine(url, pool_size=1)\n",
        "from sqlalchemy import create_engine\nengine = create_engine(url, hide_parameters=False)\n",
    ),
    "unchecked-certificate": (
        "client.get(address, verify=False)\n",
        "client.get(address, **{'timeout': 5, 'verify': False})\n",
        "options = dict(verify=False)\nclient.get(address, **options)\n",
        "options['verify'] = False\n",
        "session.verify = False\n",
        "setattr(session, 'verify', False)\n",
        "import ssl\npool = Pool(host, cert_reqs=ssl.CERT_NONE)\n",
        "pool = Pool(host, assert_hostname=False)\n",
    ),
    "http-client": ("from requests import get\n",),
    "templates-of-data": ("import flask\npage = flask.render_template_string(text)\n",),
    "unescaped-output": ("<p>{{ name|safe }}</p>\n",),
    "unpickled": ("import pickle\nthing = pickle.loads(data)\n",),
    "other-cipher": ("from cryptography.fernet import Fernet\n",),
    "weak-random": ("import random\n",),
}
PLACES = {"unchecked-certificate": "plugins/mine", "http-client": "plugins/mine", "sql-made-of-pieces": "hub/ledger"}
"""Where an example stands, unless in hub/reports."""
ALLOWED = {
    "hub/ledger/x.py": "from sqlalchemy import text\nrows = db.execute(text('SELECT 1'))\n",
    "hub/reports/x.py": "from sqlalchemy import Text, select, literal\nrows = select(literal('x').cast(Text))\n",
    "hub/reports/y.py": "answer = client.get(address, verify=True, text='x')\n",
    "hub/db.py": "from sqlalchemy import create_engine\nengine = create_engine(url, hide_parameters=True)\n",
    "hub/sdk/http/x.py": "from requests import get\n",
    "plugins/procountor/sandbox/x.py": "import random\n",
}


def examples() -> dict[str, tuple[str, str]]:
    """Give a file for every example: its path, with the rule that forbids it and its text."""
    kinds = {"unescaped-output": "html"}
    return {
        f"{PLACES.get(rule, 'hub/reports')}/{rule.replace('-', '_')}{number}.{kinds.get(rule, 'py')}": (rule, text)
        for rule, texts in FORBIDDEN.items()
        for number, text in enumerate(texts)
    }


def found(folder: Path, written: dict[str, str]) -> set[tuple[str, str]]:
    """Give each file that is complained about, with the rule."""
    for path, text in written.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    shutil.copy(RULES, folder)
    command = [PROGRAM, "scan", "--config", RULES.name, "--metrics=off", "--disable-version-check", "--json", "--quiet"]
    answer = subprocess.run([*command, "."], cwd=folder, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    complaints = json.loads(answer.stdout)["results"]
    return {(each["path"], each["check_id"].rpartition(".")[2]) for each in complaints}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "hub").mkdir()
    (tmp_path / "plugins").mkdir()
    return tmp_path


def test_every_rule_has_an_example_of_what_it_forbids():
    assert {each["id"] for each in yaml.safe_load(RULES.read_text())["rules"]} == set(FORBIDDEN)


def test_v1_2_4_v1_3_7_v1_5_2_v11_3_2_v11_5_1_v12_3_2_every_rule_finds_what_it_forbids(folder):
    wanted = {(path, rule) for path, (rule, _) in examples().items()}
    assert wanted - found(folder, {path: text for path, (_, text) in examples().items()}) == set()


def test_where_it_belongs_it_is_allowed(folder):
    assert found(folder, ALLOWED) == set()
