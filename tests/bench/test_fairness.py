"""A small run of ``python -m bench.fairness``: every figure is there, and no company was served before it could be."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from bench.fairness.counter import Counter, most_in_a_second
from bench.fairness.limiter import RATE
from bench.fairness.source import Books
from bench.slots import most_ahead

ROOT = Path(__file__).parents[2]
LIMITER = {"worst_second", "worst_second_booked", "without_slot", "used", "refused", "killed", "settled"}
ACTIVATION = {
    "last_current_year_ratio",
    "mean_ratio",
    "mean_ratio_without_totals",
    "everything_read_ratio",
    "everything_ratio",
    "requests_ratio",
}
TODAY = date(2026, 12, 31)


def test_the_limit_and_the_policy_are_measured(tmp_path):
    figures = tmp_path / "figures.json"
    order = [sys.executable, "-m", "bench.fairness", "--seconds=4", "--workers=3"]
    order += ["--companies=2", "--median=300", "--large=900"]
    done = subprocess.run(
        [*order, f"--json={figures}"], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr[-5000:]
    found = {figure["name"]: figure["value"] for figure in json.loads(figures.read_text())}
    assert set(found) == LIMITER | ACTIVATION | {f"{name}_beside_large" for name in ACTIVATION}
    assert found["used"] > 0
    assert 0 < found["worst_second_booked"] <= RATE
    assert found["without_slot"] == 0
    assert found["worst_second"] > 0
    assert found["settled"] > 0
    assert all(found[name] > 0.9 for name in found if name.startswith(("last", "mean", "everything", "requests")))


def test_the_counter_counts_any_second_and_refuses_what_is_too_much():
    assert most_in_a_second([]) == 0
    assert most_in_a_second([0.0, 0.9, 1.0, 1.05, 1.89]) == 4
    counter = Counter(3)
    assert [counter.arrived() for _ in range(5)] == [True, True, True, False, False]
    assert (len(counter.arrivals), counter.refused) == (5, 2)


def test_requests_without_a_slot_are_counted_and_late_ones_are_not():
    slots = [0.05 * number for number in range(40)]
    held_up = [max(each, 1.5) for each in slots]
    assert most_ahead(held_up, slots) == 0
    assert most_ahead([*slots, *slots[:10]], slots) > 0
    assert most_ahead([0.5 * each for each in slots], slots) > 0


@pytest.mark.parametrize("receipts", [1, 7, 1_000, 4_999])
def test_the_simulated_source_lists_every_receipt_once_in_whatever_ranges(receipts):
    books = Books(receipts, TODAY)
    ranges = [
        {"endDate": "2023-12-31"},
        *({"startDate": f"{year}-01-01", "endDate": f"{year}-12-31"} for year in (2024, 2025, 2026)),
        {"startDate": "2027-01-01"},
    ]
    listed: list[int] = []
    for each in ranges:
        after, page = 0, books.listed({"size": 200, **each})
        total = page["meta"]["totalCount"]
        before = len(listed)
        while page["results"]:
            assert all(
                each.get("startDate", "") <= header["receiptDate"] <= each.get("endDate", "9")
                for header in page["results"]
            )
            listed += [header["id"] for header in page["results"]]
            after = listed[-1]
            page = books.listed({"size": 200, "previousId": after, **each})
        assert len(listed) - before == total
    assert listed == list(range(1, receipts + 1))
    assert "meta" not in Books(receipts, TODAY, counts=False).listed({"size": 1})
