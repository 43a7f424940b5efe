"""How long a bookkeeper waits after *Confirm connection*: for a first figure, for this year proved, for all of it."""

import argparse
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import func, select

from bench.fairness.counter import most_in_a_second
from bench.figures import Figure, report
from bench.slots import booked, most_ahead
from bench.stage import RATE, Attached, Stage, bound, stage
from hub import db
from hub.connectors.models import SyncRun, SyncState
from hub.ledger.models import Book, CoveredPeriod, FiscalYear, Receipt
from hub.ledger.proof.models import Proof
from hub.ledger.proof.verdicts import Status
from plugins.procountor.timeline import BEGINNING, END

SIZES = (1_000, 10_000, 30_000, 100_000)
MONTHS = 36
LOOK = 0.05
"""Seconds between two looks."""


def measure(sizes: tuple[int, ...] = SIZES) -> Iterator[Figure]:
    """Activate a company of each size against a source with the latencies that the real one is taken to have."""
    for size in sizes:
        with stage([f"--receipts={size}", f"--months={MONTHS}"]) as hub:
            time.sleep(3)  # the worker is up before anybody activates
            yield from _activate(hub, size)


def _activate(hub: Stage, size: int) -> Iterator[Figure]:
    company = hub.attach()
    first = current = whole = ended = 0.0
    while not ended:
        time.sleep(LOOK)
        first = first or ((_previewed(company) or _current_year(company)) and _since(company))
        current = current or (_proved(company, running=True) and _since(company))
        whole = whole or (current and _read(company) and _proved(company) and _since(company))
        ended = _ended(company) and _since(company)
    if not _proved(company):
        raise SystemExit("The ledger was read, and is not equal to the source's own totals.")
    receipts = _receipts(company)
    least = bound(receipts)
    yield Figure(f"first_pl_s_{size}", first, "s", "3 s as the aim, whatever the size")
    yield Figure(f"current_year_s_{size}", current, "s", "10 s as the aim for 30,000 receipts, proved")
    yield Figure(f"whole_ledger_s_{size}", whole, "s", f"{least:.1f} s, the least at {RATE:g} requests a second")
    yield Figure(f"invoices_s_{size}", ended, "s", "with the invoices, which come after the ledger")
    yield Figure(f"over_bound_s_{size}", whole - least / 0.95, "s", "6 s as the aim")
    yield Figure(f"bound_ratio_{size}", whole / least, "×", "1.2 as the aim for 100,000 receipts")
    yield Figure(f"requests_{size}", float(_of_ledger(hub)), "", f"{least * RATE:.0f} at the least, without invoices")
    arrivals, slots = hub.arrivals(), booked()
    yield Figure(f"worst_second_{size}", most_in_a_second(sorted(arrivals)), "", f"{RATE:g}, the limit, and bunching")
    yield Figure(f"worst_second_booked_{size}", most_in_a_second(slots), "slots", f"{RATE:g}, the limit")
    yield Figure(f"without_slot_{size}", most_ahead(arrivals, slots), "requests", "0")


def _since(company: Attached) -> float:
    return time.monotonic() - company.begun


def _of_ledger(hub: Stage) -> int:
    """Count the requests that were not about invoices, which are read when the ledger is here."""
    paths: Any = hub.counters()["paths"]
    return sum(number for path, number in paths.items() if not path.startswith(("GET /invoices", "GET /payments")))


def _previewed(company: Attached) -> bool:
    """Tell whether the source's own figures of the running year are here, to be shown until its receipts are."""
    with db.transaction(company.tenant_id) as session:
        return session.scalar(select(Book.preview_end)) is not None


def _current_year(company: Attached) -> bool:
    """Tell whether the running fiscal year is read to this day, be it proved or not."""
    today = date.today()
    with db.transaction(company.tenant_id) as session:
        year = select(FiscalYear.start_date).where(FiscalYear.start_date <= today, FiscalYear.end_date >= today)
        start = session.scalar(year)
        if start is None:
            return False
        covered = select(CoveredPeriod).where(CoveredPeriod.start_date <= start, CoveredPeriod.end_date >= today)
        return session.scalar(covered) is not None


def _read(company: Attached) -> bool:
    """Tell whether the receipts of all time are here."""
    with db.transaction(company.tenant_id) as session:
        covered = session.execute(select(CoveredPeriod.start_date, CoveredPeriod.end_date)).all()
        return [tuple(each) for each in covered] == [(BEGINNING, END)]


def _proved(company: Attached, *, running: bool = False) -> bool:
    """Tell whether every fiscal year, or the running one, was found equal to the source's own totals."""
    years, today = select(FiscalYear.start_date), date.today()
    if running:
        years = years.where(FiscalYear.start_date <= today, FiscalYear.end_date >= today)
    with db.transaction(company.tenant_id) as session:
        proved = set(session.scalars(select(Proof.start_date).where(Proof.status == Status.PROVED)))
        known = set(session.scalars(years))
        return bool(known) and known <= proved


def _ended(company: Attached) -> bool:
    with db.transaction(company.tenant_id) as session:
        run = session.scalars(select(SyncRun)).one()
        if run.state == SyncState.FAILED:
            raise SystemExit(f"The sync failed: {run.message}")
        return run.state == SyncState.DONE


def _receipts(company: Attached) -> int:
    with db.transaction(company.tenant_id) as session:
        book = session.scalars(select(Book.id)).one()
        return session.scalar(select(func.count()).select_from(Receipt).where(Receipt.book_id == book)) or 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    chosen, rest = parser.parse_known_args()
    report(lambda: measure(tuple(chosen.sizes)), rest)
