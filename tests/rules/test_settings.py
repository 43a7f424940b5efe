"""Every setting is declared, checked at start and in the README's table."""

import os
import re
import subprocess
import sys
from pathlib import Path

from hub.config import HubSettings
from hub.demo.settings import DemoSettings
from hub.pluginmanager import Plugins

PROJECT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"\bHUB_[A-Z][A-Z_]*[A-Z]\b")


def declared() -> set[str]:
    groups = [HubSettings, DemoSettings, *Plugins.discover().settings]
    return {field.metadata["name"] for group in groups for field in group.declared()}


def test_the_readme_has_a_row_for_every_setting_and_for_no_other():
    rows = re.findall(r"^\| `(HUB_\w+)` \|", (PROJECT / "README.md").read_text(), re.MULTILINE)
    assert sorted(rows) == sorted(declared())


def test_the_code_reads_no_setting_that_is_not_declared():
    sources = [path for package in ("hub", "tenants", "plugins") for path in (PROJECT / package).rglob("*.py")]
    read = {name for path in sources for name in NAME.findall(path.read_text())}
    assert read - declared() == set()


def test_a_setting_that_cannot_be_used_is_named_with_what_is_wrong():
    result = subprocess.run(
        [sys.executable, "-P", "-m", "hub.cli", "serve"],
        capture_output=True,
        text=True,
        env={"PATH": os.defpath, "HUB_WEB_WORKERS": "many"},
    )
    assert result.returncode == 1
    assert "HUB_WEB_WORKERS" in result.stderr
    assert "Traceback" not in result.stderr
