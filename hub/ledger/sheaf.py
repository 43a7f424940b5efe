"""Receipts laid out as PostgreSQL's COPY reads them: by the threads that fetch, before anything of a book is locked.

Laying out is the greater part of Python's work in storing, and needs nothing that another thread may be writing.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import Self

from hub.ledger.clearing import share_of
from hub.sdk.accounting import VAT_CLEARING, Receipt, Share
from hub.sdk.errors import GiveUp
from hub.sdk.texts import Money
from hub.sdk.texts import text as _
from hub.texts import kept

__all__ = ["BadReceipt", "Laid", "Sheaf"]

NOTHING = "\\N"
"""How COPY reads that there is no value."""

NO_SHARES = f"{NOTHING}\t{NOTHING}"

DIGEST = b"\\\\x"
"""What bytes begin with, written as hexadecimal digits."""

NO_FINDING = '""'
"""What nearly every receipt has to say, as JSON."""

_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": None})
"""How COPY reads what would end a value or a line; PostgreSQL's texts have no zero bytes."""


class BadReceipt(GiveUp):
    """A receipt was delivered that cannot be booked; nothing of its batch was stored."""


@dataclass(frozen=True, slots=True)
class Laid:
    """One receipt, ready to be stored.

    :param digest: everything that it says in a few bytes, by which a re-delivery is known
    :param line: the receipt in the order of ``RECEIPT_COLUMNS``
    :param entries: its entries in the order of ``ENTRY_COLUMNS``
    """

    receipt: Receipt
    digest: bytes
    line: bytes
    entries: bytes

    @classmethod
    def of(cls, receipt: Receipt) -> Self:
        """Lay a receipt out.

        :raises BadReceipt: its entries do not sum to zero or share a line number
        """
        _check(receipt)
        told, entries = _line(receipt).encode(), "".join(_entries(receipt)).encode()
        digest = blake2b(told + entries, digest_size=16)
        return cls(receipt, digest.digest(), b"%s\t%s%s\n" % (told, DIGEST, digest.hexdigest().encode()), entries)


@dataclass(frozen=True, slots=True)
class Sheaf:
    """Receipts by their id at the source; of two with one id the last counts."""

    receipts: Mapping[str, Laid] = field(default_factory=dict)

    @classmethod
    def of(cls, receipts: Iterable[Receipt]) -> Self:
        """Lay receipts out.

        :raises BadReceipt: the entries of one do not sum to zero or share a line number
        """
        return cls({receipt.source_id: Laid.of(receipt) for receipt in receipts})

    @classmethod
    def joined(cls, sheaves: Iterable[Self]) -> Self:
        """Join what came one after the other."""
        return cls({source_id: laid for each in sheaves for source_id, laid in each.receipts.items()})


def _check(receipt: Receipt) -> None:
    total = sum([entry.amount for entry in receipt.entries])
    if total:
        raise BadReceipt(
            _(
                "%(receipt)s was delivered with entries that %(sum)s. Nothing of its batch was stored; this is a fault "
                "of the connector.",
                receipt=_called(receipt),
                sum=_("do not sum to zero")
                if receipt.private
                else _("sum to %(amount)s, not to zero", amount=Money(total)),
            )
        )
    if len({entry.line for entry in receipt.entries}) < len(receipt.entries):
        raise BadReceipt(
            _(
                "%(receipt)s was delivered with two entries on one line number. Nothing of its batch was stored; this "
                "is a fault of the connector.",
                receipt=_called(receipt),
            )
        )


def _called(receipt: Receipt) -> str:
    """Name a receipt to everybody who reads how a sync went."""
    return _("A salary") if receipt.private else _("Receipt %(receipt)s", receipt=receipt.source_id)


def _line(receipt: Receipt) -> str:
    finding = _text(json.dumps(kept(receipt.finding))) if receipt.finding else NO_FINDING
    month, version = receipt.vat_month, receipt.version
    return (
        f"{_text(receipt.source_id)}\t{_text(receipt.type)}\t{_text(receipt.status)}\t{receipt.layer.value}"
        f"\t{_text(receipt.name)}\t{_day(receipt.date)}\t{_text(receipt.number)}\t{'t' if receipt.private else 'f'}"
        f"\t{_text(receipt.partner_code)}\t{_text(receipt.invoice_id)}\t{_text(receipt.text)}"
        f"\t{NOTHING if month is None else _day(month)}\t{NOTHING if version is None else version.isoformat()}"
        f"\t{finding}"
    )


def _entries(receipt: Receipt) -> Iterator[str]:
    whose, layer = _text(receipt.source_id), receipt.layer.value
    for entry in receipt.entries:
        shares = (share_of(receipt, entry),) if entry.account == VAT_CLEARING else entry.shares
        yield (
            f"{whose}\t{entry.line}\t{_text(entry.account)}\t{_day(entry.date)}\t{entry.amount}\t{layer}"
            f"\t{_text(entry.source_id)}\t{_plain(entry.of)}\t{_text(entry.text)}\t{_plain(entry.vat_percent)}"
            f"\t{_plain(entry.vat_status)}\t{_plain(entry.vat_deduction_percent)}\t{_plain(entry.vat_type)}"
            f"\t{_arrays(shares) if shares else NO_SHARES}\n"
        )


def _arrays(shares: Sequence[Share]) -> str:
    """Write the dimension items that an entry belongs to, and their parts of it, as two arrays."""
    items, amounts = [_element(share.item) for share in shares], [str(share.amount) for share in shares]
    return f"{{{','.join(items)}}}\t{{{','.join(amounts)}}}"


def _element(text: str) -> str:
    """Write a text as an element of an array, whatever is in it."""
    if text.isalnum():
        return f'"{text}"'
    inside = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_text(inside)}"'


def _text(value: str | None) -> str:
    if value is None:
        return NOTHING
    return value if value.isprintable() and "\\" not in value else value.translate(_ESCAPED)


def _plain(value: object) -> str:
    return NOTHING if value is None else str(value)


_day = lru_cache(maxsize=4096)(date.isoformat)
