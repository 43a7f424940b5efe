"""A sample of ``python -m bench.mutations``: what goes wrong is named, and nothing where all is right."""

import json
import subprocess
import sys
from pathlib import Path

from bench.mutations.kinds import KINDS

ROOT = Path(__file__).parents[2]


def test_each_way_to_go_wrong_is_reported_and_right_books_give_no_alarm(tmp_path):
    figures = tmp_path / "figures.json"
    sizes = ["--books=33", "--mutations=33", "--served=11"]
    order = [sys.executable, "-m", "bench.mutations", *sizes, f"--json={figures}"]
    done = subprocess.run(order, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr[-5000:]
    found = {figure["name"]: figure["value"] for figure in json.loads(figures.read_text())}
    assert found["false_alarms"] == 0
    assert found["reported_share"] == 1
    assert {f"reported_{kind}" for kind in KINDS} <= found.keys()
