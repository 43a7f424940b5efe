"""What a connector delivers of a company's books. Plugins import these from :mod:`hub.sdk.accounting`."""

from typing import Any

from msgspec import Struct

from hub.sdk.books import Account, Dimension, FiscalYear, Period, Receipt
from hub.sdk.invoices import Invoice, InvoiceSweep, Side

__all__ = ["AccountTotal", "Batch", "Preview", "Sweep"]


class Sweep(Struct, frozen=True):
    """The complete set of receipt ids of a date range: what the store holds there besides is gone at the source."""

    period: Period
    source_ids: frozenset[str]


class Batch(Struct, frozen=True):
    """One portion of a pull, stored with its cursor in one transaction; delivering it again changes nothing.

    ``None`` for a register means *not told*; a list replaces what is stored.

    :param cursor: where to go on after this batch; JSON values only
    :param covered: fiscal years or ranges whose receipts are wholly delivered with this batch
    :param invoices: sales and purchase invoices, each with all its payments, where the source has them besides
    :param invoices_covered: the sides whose invoices are wholly delivered with this batch
    :param phase: what is being read, for people, e.g. ``Receipts of 2025``
    :param done, total: receipts read so far and expected in this pull, total None while unknown
    """

    cursor: dict[str, Any]
    receipts: tuple[Receipt, ...] = ()
    accounts: tuple[Account, ...] | None = None
    fiscal_years: tuple[FiscalYear, ...] | None = None
    dimensions: tuple[Dimension, ...] | None = None
    sweep: Sweep | None = None
    covered: tuple[Period, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    invoice_sweep: InvoiceSweep | None = None
    invoices_covered: tuple[Side, ...] = ()
    phase: str = ""
    done: int = 0
    total: int | None = None


class AccountTotal(Struct, frozen=True):
    """The source's own figure for one account in a period, minor units, debit positive."""

    account: str
    amount: int


class Preview(Struct, frozen=True):
    """The source's own figures of its running fiscal year, shown until the receipts themselves have been read.

    :param period: the days that they are of
    :param totals: what moved on each account by official receipts, openings left out
    :param accounts: those that have totals, as far as their names are told; they stand until the chart itself does
    """

    period: Period
    totals: tuple[AccountTotal, ...]
    accounts: tuple[Account, ...] | None = None
