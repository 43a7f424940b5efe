"""What it takes to write a report as a file, each in a process of its own, and COPY beside the CSV."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator

import psycopg
from sqlalchemy.dialects.postgresql.psycopg import dialect

from bench.figures import Figure
from bench.reports.made import ACCOUNTS, YEARS
from bench.reports.shelf import Held
from hub.embedded.postgres import RunningPostgres
from hub.ledger.lines import LINES
from hub.sdk.accounting import VAT_CLEARING, Period

__all__ = ["files"]

YEAR = Period(YEARS[-1].start, YEARS[-1].end)
SCOPE = "SELECT set_config('hub.tenant_id', %s, true)"


def files(server: RunningPostgres, held: Held, lines: int) -> Iterator[Figure]:
    """Write profit and loss, general journal and general ledger of the last year.

    :param lines: about how many rows the ledger of that year has
    """
    aims = {"pdf": (20 * lines / 100_000, 300), "xlsx": (5 * lines / 100_000, 300), "csv": (0, 300)}
    statement = written(server, held, "income-statement", "pdf")
    yield Figure("pl_pdf_s", statement["seconds"], "s", "0.5 s as the aim, twelve months and their total")
    journal = written(server, held, "journal", "csv")
    rows = f"{journal['rows']:,.0f} rows"
    yield Figure("gj_csv_s", journal["seconds"], "s", f"gl_xlsx_s, {rows} with those of the receipts themselves")
    yield Figure("peak_mb_gj_csv", journal["peak_mb"], "MB", f"300 MB as the aim for 100,000 rows, {rows}")
    for form, (seconds, megabytes) in aims.items():
        told = written(server, held, "general-ledger", form)
        rows = f"{told['rows']:,.0f} rows"
        if form == "csv":
            copied = copy_seconds(server, held)
            yield Figure("csv_copy_ratio", told["seconds"] / copied, "×", f"2 as the aim; 1 is COPY of the same {rows}")
        else:
            yield Figure(f"gl_{form}_s", told["seconds"], "s", f"{seconds:.3g} s as the aim, {rows}")
        yield Figure(f"peak_mb_gl_{form}", told["peak_mb"], "MB", f"{megabytes} MB as the aim for 100,000 rows, {rows}")


def written(server: RunningPostgres, held: Held, report: str, form: str) -> dict[str, float]:
    """Let a new process build a report and write it; seconds without its start, and the most memory it had."""
    order = [sys.executable, "-m", "bench.reports.worker", report, form]
    order += ["--database", server.app_url, "--tenant", str(held.tenant_id), "--book", str(held.book_id)]
    done = subprocess.run(order, stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def copy_seconds(server: RunningPostgres, held: Held) -> float:
    """Let PostgreSQL write the rows of the same ledger as CSV, as the application's role."""
    given = {
        "tenant": held.tenant_id,
        "book": held.book_id,
        "accounts": [*ACCOUNTS, VAT_CLEARING],
        "start": YEAR.start,
        "end": YEAR.end,
        "month_start": YEAR.start,
        "starts": [YEAR.start],
        "ends": [YEAR.end],
        "detail": False,
        "layers": ["movement"],
        "whole": True,
        "rest": False,
        "listed": [],
        "items": [],
        "with_pay": True,
    }
    statement = str(LINES.compile(dialect=dialect()))
    with psycopg.connect(server.app_url.replace("+psycopg", ""), cursor_factory=psycopg.ClientCursor) as connection:
        cursor = connection.cursor()
        cursor.execute(SCOPE, (str(held.tenant_id),))
        began = time.perf_counter()
        with cursor.copy(f"COPY ({cursor.mogrify(statement, given)}) TO STDOUT (FORMAT csv)") as copy:
            size = sum(len(block) for block in copy)
        if not size:
            raise SystemExit("COPY has written nothing.")
        return time.perf_counter() - began
