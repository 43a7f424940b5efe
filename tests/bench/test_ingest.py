"""A small run of ``python -m bench.ingest``: every figure is there, and none where what it stored is wrong."""

import json
import subprocess
import sys
from pathlib import Path

from bench.ingest import peers
from bench.ingest.made import PAGE, make
from plugins.procountor.receipts import decode_receipts

ROOT = Path(__file__).parents[2]
OURS = {
    "first_load",
    "first_load_receipts",
    "stream_ratio",
    "redelivery_ratio",
    "copy_floor_ratio",
    "copy_floor_ratio_together",
    "peak_mb_1500",
    "peak_mb_3000",
    "peak_mb",
}
OTHERS = {"dlt_ratio", "singer_ratio"}


def test_the_hub_s_way_in_is_measured_beside_the_others(tmp_path):
    figures = tmp_path / "figures.json"
    order = [sys.executable, "-m", "bench.ingest", "--lines=3000", "--rounds=1", "--memory-sizes", "1500", "3000"]
    done = subprocess.run(
        [*order, f"--json={figures}"], cwd=ROOT, capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, done.stderr[-5000:]
    found = {figure["name"]: figure["value"] for figure in json.loads(figures.read_text())}
    assert set(found) == OURS | (OTHERS if peers.installed() else set())
    assert all(value > 0 for value in found.values())
    assert found["first_load"] > found["first_load_receipts"]
    assert 20 < found["peak_mb"] == max(found["peak_mb_1500"], found["peak_mb_3000"])
    assert (peers.HOW in done.stderr) != peers.installed()


def test_the_answers_are_the_api_s_and_the_same_every_time(tmp_path):
    made, again = make(tmp_path / "one", 3000), make(tmp_path / "two", 3000)
    assert made.file.read_bytes() == again.file.read_bytes()
    pages = [decode_receipts(body) for body in made.bodies()]
    receipts = [receipt for page in pages for receipt in page]
    assert all(len(page) == PAGE for page in pages[:-1])
    assert len({receipt.id for receipt in receipts}) == len(receipts) == made.receipts
    assert 3000 <= sum(len(receipt.transactions or ()) for receipt in receipts) == made.lines < 3100
