"""Ten seeds of ``python -m bench.chaos``: whatever breaks, the ledger equals the source, and no job is lost."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUNS = 5
"""Of each half."""


def test_ten_hubs_that_everything_happened_to_come_right(tmp_path):
    halves = [begun(tmp_path, first_seed) for first_seed in (1, 1 + RUNS)]
    for process, figures in halves:
        _, said = process.communicate(timeout=1500)
        assert process.returncode == 0, said[-5000:]
        found = {figure["name"]: figure["value"] for figure in json.loads(figures.read_text())}
        assert found["Runs"] == RUNS
        assert found["Runs whose ledger differs from the source"] == 0
        assert found["Jobs lost or given up"] == 0
        assert found["Runs that do not come to rest"] == 0
        assert 0 < found["Recovery, median"] <= found["Recovery, worst"]


def begun(place: Path, first_seed: int) -> tuple[subprocess.Popen[str], Path]:
    """Begin half of the runs: a hub that recovers mostly waits, and two can do so at once."""
    figures = place / f"{first_seed}.json"
    order = [sys.executable, "-m", "bench.chaos", f"--runs={RUNS}", f"--seed={first_seed}", f"--json={figures}"]
    return subprocess.Popen(order, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True), figures
