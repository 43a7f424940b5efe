"""What others need for the same: hledger and beancount for statements, DuckDB for what belongs to a cost centre."""

import csv
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from sqlalchemy import text

from bench.reports.made import ITEMS, WHOLE, made
from bench.reports.shelf import Held
from hub import db
from hub.ledger.hledger import journal

__all__ = ["beancount_seconds", "duckdb_ratio", "hledger_seconds"]

THREE = (("is", "-M"), ("bse", "-M"), ("bal",))
ITEM = text(
    """
    SELECT account, month, net FROM item_balance
     WHERE tenant_id = :tenant AND book_id = :book AND layer = 'movement' AND item = :item ORDER BY account, month
    """
)
SCAN = """
SELECT account, date_trunc('month', date), sum(amount) FROM lines WHERE item = ? GROUP BY 1, 2 ORDER BY 1, 2
"""
ROUNDS = 9
TYPES = {"1": "Assets", "2": "Liabilities", "3": "Income", "~": "Liabilities"}


class Unequal(SystemExit):
    """A peer comes to other figures: one of the two has not done the work."""


def hledger_seconds(held: Held, place: Path) -> float | None:
    """Let hledger read the book's journal and print its three reports; None where it is not installed."""
    program, file = shutil.which("hledger"), place / "book.journal"
    if program is None:
        return None
    with db.transaction(held.tenant_id) as session, file.open("w") as out:
        out.writelines(f"{line}\n" for line in journal(session, held.ref, payroll_detail=True, today=WHOLE.end))
    began = time.perf_counter()
    for command in THREE:
        subprocess.run([program, "-f", str(file), *command], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def beancount_seconds(held: Held, place: Path) -> float | None:
    """Let beancount load the same book and sum it by account and month; None where it is not installed."""
    if not find_spec("beancount"):
        return None
    from beancount import loader

    file = place / "book.beancount"
    with file.open("w") as out:
        out.writelines(_beancount(held.lines))
    began = time.perf_counter()
    entries, errors, _options = loader.load_file(str(file))
    sums: dict[tuple[str, int, int], object] = {}
    for entry in entries:
        for posting in getattr(entry, "postings", ()):
            key = posting.account, entry.date.year, entry.date.month
            sums[key] = sums.get(key, 0) + posting.units.number
    seconds = time.perf_counter() - began
    if errors or not sums:
        raise Unequal(f"beancount does not take the book: {errors[:1]}")
    return seconds


def _beancount(lines: int) -> Iterator[str]:
    opened: set[str] = set()
    for each in made(lines):
        for account in {_account(row.account) for row in each.lines} - opened:
            opened.add(account)
            yield f"{WHOLE.start} open {account} EUR\n"
        yield f'{each.day} * "{each.name}" ""\n'
        for row in each.lines:
            sign, amount = "-" if row.amount < 0 else "", abs(row.amount)
            yield f"  {_account(row.account)}  {sign}{amount // 100}.{amount % 100:02} EUR\n"


def _account(code: str) -> str:
    return f"{TYPES.get(code[0], 'Expenses')}:A{code.removeprefix('~')}"


def duckdb_ratio(held: Held, place: Path) -> float | None:
    """Divide our time for a cost centre's months by account by DuckDB's over its own table, in turn; None without it.

    :raises Unequal: they do not come to the same
    """
    if not find_spec("duckdb"):
        return None
    import duckdb

    file = place / "book.csv"
    with file.open("w", newline="") as out:
        csv.writer(out).writerows(
            (each.day, row.account, row.amount, row.item) for each in made(held.lines) for row in each.lines
        )
    with duckdb.connect(str(place / "book.duckdb")) as other, db.transaction(held.tenant_id) as session:
        columns = "{'date': 'DATE', 'account': 'VARCHAR', 'amount': 'BIGINT', 'item': 'VARCHAR'}"
        other.execute(f"CREATE TABLE lines AS FROM read_csv('{file}', header = false, columns = {columns})")
        other.execute(f"COPY lines TO '{place / 'book.parquet'}' (FORMAT parquet, COMPRESSION zstd)")
        given = {"tenant": held.tenant_id, "book": held.book_id, "item": ITEMS[2]}
        ours = lambda: [tuple(row) for row in session.execute(ITEM, given)]  # noqa: E731 - two ways to the same
        theirs = lambda: other.execute(SCAN, [ITEMS[2]]).fetchall()  # noqa: E731
        if _comparable(ours()) != _comparable(theirs()):
            raise Unequal("DuckDB and the hub's balances of a cost centre differ.")
        times = [(_seconds(ours), _seconds(theirs)) for _ in range(ROUNDS)]
    one, two = (median(each) for each in zip(*times, strict=True))
    return one / two


def _comparable(rows: list[tuple[str, object, int]]) -> list[tuple[str, str, int]]:
    return sorted((account, str(month)[:7], int(amount)) for account, month, amount in rows)


def _seconds(way: Callable[[], object]) -> float:
    began = time.perf_counter()
    way()
    return time.perf_counter() - began
