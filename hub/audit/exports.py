"""The audit log as a file: JSON Lines, which proves itself, and CSV for reading."""

import csv
import io
from collections.abc import Iterable, Iterator

from hub.audit.canonical import canonical
from hub.audit.chain import NOTHING, Head, closing_line
from hub.audit.documents import document_of
from hub.audit.models import Event
from hub.audit.telling import Told
from hub.reports.exports.cells import harmless

__all__ = ["csv_lines", "json_lines"]


def json_lines(events: Iterable[Event], chain: str) -> Iterator[bytes]:
    """Write every event as a line of canonical JSON, and a closing line that names the head."""
    head = NOTHING
    for event in events:
        yield canonical(document_of(event)) + b"\n"
        head = Head(event.sequence, event.hash)
    yield canonical(closing_line(chain, head)) + b"\n"


def csv_lines(told: Iterable[Told], headings: Iterable[str]) -> Iterator[bytes]:
    """Write events as CSV for people: UTF-8 with a byte-order mark, no text that a spreadsheet would compute."""
    yield "\ufeff".encode() + _line(headings)
    for each in told:
        yield _line(
            (
                str(each.event.sequence),
                each.event.at.isoformat(timespec="seconds"),
                each.actor,
                each.account,
                each.assurance,
                each.event.action,
                each.sentence,
                *(canonical(facts).decode() if facts else "" for facts in (each.event.before, each.event.after)),
                canonical(each.event.details).decode() if each.event.details else "",
                each.event.request_id,
                each.event.hash,
            )
        )


def _line(cells: Iterable[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerow([harmless(each) for each in cells])
    return out.getvalue().encode()
