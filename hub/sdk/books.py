"""What books are made of: accounts and years, receipts and their entries. Plugins import these from
:mod:`hub.sdk.accounting`.

Money is an int of the currency's minor units (cents), debit positive, credit negative.
"""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from msgspec import Struct

__all__ = [
    "EARLIER_RESULT",
    "UNBALANCED",
    "VAT_CLEARING",
    "Account",
    "Dimension",
    "DimensionItem",
    "Entry",
    "FiscalYear",
    "Layer",
    "Period",
    "Receipt",
    "Share",
    "TrackingPeriod",
    "VatType",
    "is_result_account",
]

VAT_CLEARING = "~vat"
"""Virtual account *VAT not yet summarised*: VAT that receipts explain and no VAT summary has booked yet."""

UNBALANCED = "~unbalanced"
"""Virtual account *Does not balance*: what a receipt lacks and nothing explains; the receipt is named."""

EARLIER_RESULT = "~result"
"""Virtual account *Earlier results*: results of earlier years that no opening receipt has put on an account yet."""

VatType = Literal["sales", "purchase"]
"""The two sides of a VAT return."""

RESULT_DIGITS = frozenset("3456789")


def is_result_account(code: str) -> bool:
    """Tell an income statement account, which starts every fiscal year at zero, from one that is carried over.

    In the Nordic charts the first digit tells: 1 and 2 are the balance sheet, 3 to 9 income and expenses.

    >>> is_result_account("3000"), is_result_account("29391"), is_result_account(VAT_CLEARING)
    (True, False, False)
    """
    return code[:1] in RESULT_DIGITS


class Layer(StrEnum):
    """Which figures an entry belongs to."""

    MOVEMENT = "movement"
    """Official bookkeeping of the period."""
    OPENING = "opening"
    """Opening balances of a fiscal year; never summed with the movements before it."""
    PENDING = "pending"
    """Awaiting approval: real business transactions that are not official bookkeeping yet."""
    LEFT_OUT = "left_out"
    """Not official and not awaiting approval (invalidated, orders, period openings); counted and said, never summed."""


class Period(Struct, frozen=True):
    """Days from *start* to *end*, both included."""

    start: dt.date
    end: dt.date


class Account(Struct, frozen=True):
    """A ledger account; ``names`` by ISO 639-1 language, ``name`` where there is no translation."""

    code: str
    name: str
    active: bool = True
    names: dict[str, str] = {}


class TrackingPeriod(Struct, frozen=True):
    """A part of a fiscal year, usually a month, that the source opens and closes by itself.

    :param state: one that is ``pending`` is about to be closed and may still change
    """

    start: dt.date
    end: dt.date
    state: Literal["open", "closed", "pending"] = "open"


class FiscalYear(Struct, frozen=True):
    """A financial year of the source; ``modified`` moves when the source changes its state.

    :param tracking: its tracking periods, oldest first; None where the source does not tell whether there are any
    """

    source_id: str
    start: dt.date
    end: dt.date
    is_open: bool = True
    modified: dt.datetime | None = None
    tracking: tuple[TrackingPeriod, ...] | None = None


class DimensionItem(Struct, frozen=True):
    """A value of a dimension, e.g. a cost centre."""

    source_id: str
    code: str
    name: str = ""

    @property
    def label(self) -> str:
        """What people call it: its code, and its name where that says more.

        >>> DimensionItem("11", "100", "Production").label, DimensionItem("12", "Sales", "Sales").label
        ('100 Production', 'Sales')
        """
        return self.code if self.name in ("", self.code) else f"{self.code} {self.name}"


class Dimension(Struct, frozen=True):
    """A way to split the books."""

    source_id: str
    name: str
    items: tuple[DimensionItem, ...] = ()


class Share(Struct, frozen=True, gc=False):
    """The part of an entry that belongs to a dimension item (its source id), in minor units."""

    item: str
    amount: int


class Entry(Struct, frozen=True, gc=False):
    """One row of a receipt.

    :param line: position in the receipt, unique there; virtual rows carry the line of the row they explain in ``of``
    :param amount: minor units, debit positive, net of VAT where the source books it so
    :param source_id: the row's id in the source; None for a virtual row
    :param vat_status: how VAT is handled, by the source's own number
    :param vat_type: on which side of the VAT return the row belongs; None where it belongs on neither
    """

    line: int
    account: str
    amount: int
    date: dt.date
    source_id: str | None = None
    of: int | None = None
    text: str = ""
    vat_percent: Decimal | None = None
    vat_status: int | None = None
    vat_deduction_percent: Decimal | None = None
    vat_type: VatType | None = None
    shares: tuple[Share, ...] = ()


class Receipt(Struct, frozen=True, gc=False):
    """One document of the books; its entries sum to zero.

    :param type: the source's own type, e.g. ``SALES_INVOICE``
    :param status: the source's own status, or empty where it keeps none
    :param private: personal pay: shown by name only to members with the right *payroll detail*; the message of an
        error, which every member reads, has to be silent about it, too
    :param number: the number people know the receipt by, e.g. ``B1`` or ``10023``
    :param partner_code: only ever a valid business id; personal identity codes and bank accounts are dropped
    :param vat_month: first day of the month whose VAT summary covers the receipt; None without VAT
    :param finding: why the receipt stands on *Does not balance*, for people; empty when it balances
    """

    source_id: str
    type: str
    status: str
    layer: Layer
    name: str
    date: dt.date
    entries: tuple[Entry, ...]
    number: str = ""
    private: bool = False
    partner_code: str | None = None
    invoice_id: str | None = None
    text: str = ""
    vat_month: dt.date | None = None
    version: dt.datetime | None = None
    finding: str = ""
