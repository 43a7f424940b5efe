"""A small run of ``python -m bench.reports``: every figure is there, and the made-up book is the same every time."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from bench.reports.made import made

ROOT = Path(__file__).parents[2]
SIZES = ("2000", "4000")
OF_EACH_SIZE = {
    "statements_ms",
    "statements_html_ms",
    *(f"gl_page{of}_ms_{part}" for of in ("", "_all_accounts") for part in ("p99", "median")),
}
ONCE = {
    *("flatness", "flatness_html", "page_kb_income_statement", "page_kb_ledger_first", "page_kb_ledger_middle"),
    *("hledger_ratio", "csv_copy_ratio", "pl_pdf_s", "gl_pdf_s", "gl_xlsx_s"),
    *("by_dimension_ms", "one_item_ms", "gj_csv_s", "peak_mb_gj_csv"),
    *("peak_mb_gl_pdf", "peak_mb_gl_xlsx", "peak_mb_gl_csv"),
}
INSTALLED = {f"{name}_ratio" for name in ("duckdb", "beancount") if find_spec(name)}


def test_reports_are_measured_beside_the_others(tmp_path):
    figures = tmp_path / "figures.json"
    order = [sys.executable, "-m", "bench.reports", "--sizes", *SIZES, "--files=4000", f"--json={figures}"]
    done = subprocess.run(order, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr[-5000:]
    found = {figure["name"]: figure["value"] for figure in json.loads(figures.read_text())}
    assert set(found) == ONCE | INSTALLED | {f"{name}_{size}" for name in OF_EACH_SIZE for size in SIZES}
    assert all(value > 0 for value in found.values())
    assert found["page_kb_ledger_middle"] < 100 > found["page_kb_income_statement"]


def test_the_book_is_the_same_every_time_and_balances():
    book = list(made(5_000))
    assert book == list(made(5_000))
    assert all(sum(row.amount for row in each.lines) == 0 for each in book)
    assert 5_000 <= sum(len(each.lines) for each in book) < 5_010
    assert {each.kind for each in book} >= {"SALARY", "SALES_INVOICE", "PURCHASE_INVOICE", "BANK_STATEMENT"}
