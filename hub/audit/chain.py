"""Proving a chain of events: nothing was changed, removed, inserted or moved since it was written.

Needs neither database nor settings, so that an exported file can be proved anywhere. What no chain can tell by itself
is whether its newest events were cut off: for that the head is compared with one that was noted earlier.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hub.audit.canonical import canonical, hash_of

__all__ = ["HUB", "NOTHING", "Broken", "Head", "closing_line", "read", "verify"]

HUB = "hub"
"""Name of the chain outside of environments; an environment's is its id."""
LONGEST_LINE = 2**20


@dataclass(frozen=True, slots=True)
class Head:
    """The newest event of a chain: whoever has noted it can tell later whether anything before it is missing."""

    sequence: int
    hash: str

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"

    @staticmethod
    def read(written: str) -> "Head":
        """Read what ``hub audit verify`` and the page *Audit log* show.

        >>> Head.read("3:" + "ab" * 32).sequence
        3

        :raises ValueError: it is no head
        """
        number, colon, digest = written.strip().partition(":")
        if not colon or not number.isdecimal() or len(digest) != 64 or set(digest) - set("0123456789abcdef"):
            raise ValueError("A head is a number, a colon and 64 hexadecimal digits, as `hub audit verify` prints it.")
        return Head(int(number), digest)


NOTHING = Head(0, "0" * 64)
"""Where every chain begins."""


class Broken(Exception):
    """A chain does not hold; the message names the first event that does not fit, and why."""


def verify(events: Iterable[Mapping[str, Any]], noted: Head = NOTHING) -> Head:
    """Follow a chain from its beginning.

    :param events: documents in their order, as :func:`hub.audit.documents.document_of` writes them
    :param noted: a head from earlier, which the chain must still contain
    :returns: the head
    :raises Broken: something was changed, removed, inserted or moved
    """
    head, chain, passed = NOTHING, None, noted == NOTHING
    for event in events:
        chain = chain or event.get("chain")
        _follow(event, head, chain)
        head = Head(event["sequence"], event["hash"])
        if head.sequence == noted.sequence:
            if head != noted:
                raise Broken(f"event {head.sequence} is another one than the noted head names: history was rewritten")
            passed = True
    if not passed:
        raise Broken(f"event {head.sequence + 1} is missing: the chain ends before the noted head {noted.sequence}")
    return head


def _follow(event: Mapping[str, Any], head: Head, chain: str | None) -> None:
    number, expected = event.get("sequence"), head.sequence + 1
    if number != expected:
        raise Broken(f"event {expected} is missing or out of order: event {number} stands in its place")
    if event.get("chain") != chain:
        raise Broken(f"event {number} belongs to another chain")
    if event.get("previous") != head.hash:
        raise Broken(f"event {number} does not follow from event {head.sequence}: its previous hash is another one")
    if event.get("hash") != hash_of(event):
        raise Broken(f"event {number} was changed: its hash does not fit what it says")


def read(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Read an exported file; gives the events.

    :raises Broken: a line is not as it was written, or the closing line is missing or does not fit
    """
    head, closed = NOTHING, False
    for number, line in enumerate(lines, start=1):
        if closed:
            raise Broken(f"line {number} stands after the closing line")
        document = _parsed(number, line)
        if "head" in document:
            if (document.get("events"), document["head"]) != (head.sequence, str(head)):
                raise Broken(f"the closing line names {document.get('events')} events, but there are {head.sequence}")
            closed = True
        else:
            head = Head(document.get("sequence", 0), document.get("hash", ""))
            yield document
    if not closed:
        raise Broken("the closing line is missing: the file was cut off")


def closing_line(chain: str, head: Head) -> dict[str, Any]:
    """Write what ends a file, so that a broken off download is told from a whole one."""
    return {"chain": chain, "events": head.sequence, "head": str(head)}


def _parsed(number: int, line: bytes) -> dict[str, Any]:
    try:
        if len(line) > LONGEST_LINE:
            raise ValueError("too long")
        document = json.loads(line)
        same = isinstance(document, dict) and canonical(document) == line.rstrip(b"\n")
    except (ValueError, RecursionError):
        same = False
    if not same:
        raise Broken(f"line {number} is not as the hub writes it")
    found: dict[str, Any] = document
    return found
