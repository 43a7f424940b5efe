"""The hub's own way in, in a process of its own: from the bytes of answers to committed rows with balances kept.

What a fetch loop does is done here by its own code: the connector's ``fetch`` decodes and maps and its thread
lays out, as many answers at a time as are under way there, and one writer stores as many together as there.
"""

import argparse
import json
import resource
import sys
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec

from bench.books import OpenBook, open_book
from hub import db
from hub.fetching.loop import IN_FLIGHT, SWITCH, TOGETHER
from hub.ledger import service
from hub.ledger.sheaf import Sheaf
from hub.sdk.accounting import Batch
from hub.sdk.fetching import COMPUTING
from plugins.procountor.client import Header, ProcountorAccess, ProcountorClient
from plugins.procountor.fetching import ProcountorFetching

STATUS = Path("/proc/self/status")


class Answered(ProcountorClient):
    """A client whose one answer is here already."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def ask(self, method: str, path: str, **request: Any) -> bytes:
        """Give the answer."""
        return self._body


Answer = tuple[bytes, dict[str, Any]]


def answers(file: Path) -> Iterator[Answer]:
    """Read answers with the requests that they belong to: what a page of the list had named."""
    named = msgspec.json.Decoder(list[Header])
    with file.open("rb") as lines:
        for body in lines:
            yield body, {"receipts": msgspec.to_builtins(named.decode(body))}


def load(came: Iterator[Answer], book: OpenBook) -> None:
    """Store all answers."""
    fetching, turn = ProcountorFetching(date.today), Lock()

    def read() -> Sheaf | None:
        with turn:  # an answer comes in the thread that has asked for it
            body, request = next(came, (b"", {}))
        if not body:
            return None
        part = fetching.fetch(ProcountorAccess(Answered(body)), request)
        with COMPUTING:
            return Sheaf.of(part.receipts)

    with ThreadPoolExecutor(IN_FLIGHT) as pool:
        under_way = deque(pool.submit(read) for _ in range(IN_FLIGHT))
        while under_way:
            done = [under_way.popleft().result() for _ in range(min(TOGETHER, len(under_way)))]
            if sheaves := [sheaf for sheaf in done if sheaf]:
                under_way += [pool.submit(read) for _ in sheaves]
                _store(book, sheaves)


def _store(book: OpenBook, sheaves: list[Sheaf]) -> None:
    with db.transaction(book.tenant_id) as session:
        db.forgettable(session)  # as hub.fetching.service.keep_parts
        sheaf = Sheaf.joined(sheaves)
        service.store(session, book.book_id, Batch(cursor={}), sheaf=sheaf, sync_run_id=book.run_id)


def _seconds(came: Iterator[Answer], book: OpenBook) -> float:
    began = time.perf_counter()
    load(came, book)
    return time.perf_counter() - began


def peak_mb() -> float:
    """Give the most memory that this process ever had, in megabytes; what it was forked from does not count."""
    if STATUS.exists():
        kilobytes = next(line.split()[1] for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
        return int(kilobytes) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024**2 if sys.platform == "darwin" else peak / 1024


def _agrees(book: OpenBook) -> bool:
    with db.transaction(book.tenant_id) as session:
        return not service.verify(session, book.book_id)


def main() -> None:
    """Load a file into a new book, once and again, and print how that went as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--database", required=True, help="the application role's URL")
    parser.add_argument("--number", type=int, required=True, help="of the environment that is made")
    given = parser.parse_args()
    sys.setswitchinterval(SWITCH)
    db.connect(given.database)
    book = open_book(given.number)
    first, again = (_seconds(answers(given.file), book) for _ in range(2))
    peak = peak_mb()
    if not _agrees(book):
        raise SystemExit("The balances are not the sums of the entries: nothing that was measured counts")
    print(json.dumps({"first": first, "again": again, "peak_mb": peak}))
    db.disconnect()


if __name__ == "__main__":
    main()
