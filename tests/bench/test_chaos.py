"""Ten seeds of ``python -m bench.chaos``: whatever breaks, the ledger equals the source, and no job is lost."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_ten_hubs_that_everything_happened_to_come_right(tmp_path):
    figures = tmp_path / "figures.json"
    order = [sys.executable, "-m", "bench.chaos", "--runs=10", f"--json={figures}"]
    done = subprocess.run(order, cwd=ROOT, capture_output=True, text=True, timeout=1500, check=False)
    assert done.returncode == 0, done.stderr[-5000:]
    found = {figure["name"]: figure["value"] for figure in json.loads(figures.read_text())}
    assert found["Runs"] == 10
    assert found["Runs whose ledger differs from the source"] == 0
    assert found["Jobs lost or given up"] == 0
    assert found["Runs that do not come to rest"] == 0
    assert 0 < found["Recovery, median"] <= found["Recovery, worst"]
