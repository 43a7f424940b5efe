"""A small run of ``python -m bench.first_report``: first a figure, then the year proved, then all of it."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_first_figure_then_the_year_then_all_of_it(tmp_path):
    figures = tmp_path / "figures.json"
    order = [sys.executable, "-m", "bench.first_report", "--sizes=300", f"--json={figures}"]
    done = subprocess.run(order, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr[-5000:]
    found = {figure["name"]: figure["value"] for figure in json.loads(figures.read_text())}
    assert 0 < found["first_pl_s_300"] <= found["current_year_s_300"] <= found["whole_ledger_s_300"]
    assert 0 < found["worst_second_booked_300"] <= 20
    assert found["without_slot_300"] == 0
    assert found["requests_300"] >= 12
