"""The contract of a plugin that reads an accounting system, and the canonical shapes it delivers.

Money is an int of the currency's minor units (cents), debit positive, credit negative. A connector delivers receipts
whose entries sum to zero; what its source leaves open it books on :data:`VAT_CLEARING` or :data:`UNBALANCED`, never
elsewhere, so that nothing is plugged.
"""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from marshmallow import Schema
from msgspec import Struct

from hub.sdk.proving import Totals
from hub.sdk.refs import CompanyRef
from hub.sdk.rights import Right
from hub.sdk.secrets import Secret

if TYPE_CHECKING:
    from hub.sdk.fetching import Fetching
    from hub.sdk.invoices import Invoice, InvoiceSweep, Side

__all__ = [
    "EARLIER_RESULT",
    "UNBALANCED",
    "VAT_CLEARING",
    "Access",
    "Account",
    "AccountTotal",
    "AccountingConnector",
    "Approval",
    "Batch",
    "Dimension",
    "DimensionItem",
    "Entry",
    "Event",
    "EventKind",
    "Finding",
    "FiscalYear",
    "KeyLogin",
    "Layer",
    "Period",
    "Preview",
    "Receipt",
    "Severity",
    "Share",
    "Sweep",
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
    invoices: "tuple[Invoice, ...]" = ()
    invoice_sweep: "InvoiceSweep | None" = None
    invoices_covered: "tuple[Side, ...]" = ()
    phase: str = ""
    done: int = 0
    total: int | None = None


class AccountTotal(Struct, frozen=True):
    """The source's own figure for one account in a period, minor units, debit positive."""

    account: str
    amount: int


class Preview(Struct, frozen=True):
    """The source's own figures of its running fiscal year, shown until the receipts themselves have been read.

    :param period: from the year's first day to today
    :param totals: what moved on each account by official receipts, openings left out
    :param accounts: those that have totals, as far as their names are told; they stand until the chart itself does
    """

    period: Period
    totals: tuple[AccountTotal, ...]
    accounts: tuple[Account, ...] | None = None
    fiscal_years: tuple[FiscalYear, ...] | None = None


class Severity(StrEnum):
    """How much a finding matters to somebody who reads the reports."""

    NOTICE = "notice"
    WARNING = "warning"
    """Figures are incomplete or in doubt: affected reports carry a banner."""


class Finding(Struct, frozen=True):
    """Something a person should know about the books or the connection.

    :param code: stable name, e.g. ``payroll_hidden``
    :param title: one plain sentence: what is wrong, and what it does to the figures
    :param remedy: what to do about it and where, one or two sentences
    :param accounts: prefixes of the accounts whose figures are affected; empty means all
    :param rights: keys of the :class:`hub.sdk.rights.Right` that are missing; a report that stands on none of them is
        not marked. Empty where it is not about a right
    """

    code: str
    severity: Severity
    title: str
    remedy: str = ""
    accounts: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()


class EventKind(StrEnum):
    """What a source has told by a webhook, as what there is to be looked at."""

    RIGHTS = "rights"
    """Somebody's rights were changed: the key is examined again."""
    BOOKS = "books"
    """Something may be new in the books: they are read."""


class Event(Struct, frozen=True):
    """Something the source told by a webhook. It is no fact: the hub asks the source itself."""

    kind: EventKind
    source_id: str | None = None


class Access:
    """An opened connection to one company, made by :meth:`AccountingConnector.connect`; for one thread at a time."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Where to send the browser so that a person lets us in, and what to compare when it comes back."""

    url: str
    state: str


class KeyLogin(ABC):
    """Optional part of a connector: get a key by sending the admin's browser to the accounting system once."""

    @abstractmethod
    def begin(self, redirect_uri: str, state: str) -> Approval:
        """Say where the browser goes; ``state`` comes back unchanged."""

    @abstractmethod
    def finish(self, redirect_uri: str, query: Mapping[str, str]) -> Mapping[str, str | Secret]:
        """Redeem what came back into the connector's settings.

        :raises Refused: the person declined, or the code is no longer good
        """


class AccountingConnector(ABC):
    """One accounting system.

    :cvar settings_schema: what a connection needs, one marshmallow field each; a secret carries
        ``metadata={"secret": True}`` and is handed over as :class:`hub.sdk.secrets.Secret`
    :cvar receipt_types: what people call the source's own types of receipts, sentences of :mod:`hub.sdk.texts` by
        :attr:`Receipt.type`; a type without one is shown as the source writes it
    :cvar receipt_statuses: the same by :attr:`Receipt.status`
    :cvar official_statuses: the statuses that make a receipt official bookkeeping
    :cvar pending_statuses: those of a receipt that awaits approval
    :cvar rights: what a credential may be allowed or not at the source; findings name these by their keys
    :cvar payroll_accounts: prefixes of the accounts that salaries are booked on: wages, social costs, and the
        liabilities that they are paid from
    :ivar fetching: how the source's pages are asked for many at a time; None where :meth:`pull` alone reads the books
    """

    key: ClassVar[str]
    label: ClassVar[str]
    settings_schema: ClassVar[type[Schema]]
    key_login: ClassVar[KeyLogin | None] = None
    receipt_types: ClassVar[Mapping[str, str]] = {}
    receipt_statuses: ClassVar[Mapping[str, str]] = {}
    official_statuses: ClassVar[tuple[str, ...]] = ()
    pending_statuses: ClassVar[tuple[str, ...]] = ()
    rights: ClassVar[tuple[Right, ...]] = ()
    payroll_accounts: ClassVar[tuple[str, ...]] = ()
    fetching: "Fetching | None" = None

    @abstractmethod
    def connect(self, settings: Mapping[str, str | Secret]) -> Access:
        """Open a connection. May call the source.

        :raises NeedsReauth: the credential is not accepted
        :raises Refused: the company does not let programs in (say how to open it)
        """

    @abstractmethod
    def company(self, access: Access) -> CompanyRef:
        """Tell whose books these are, as the source says it."""

    @abstractmethod
    def check(self, access: Access) -> list[Finding]:
        """Probe what the credential may read: a handful of calls, some seconds at the most.

        Asked as soon as a credential arrives, at every sync, once a day and when the source says that rights changed.
        What is not found any more counts as mended.

        :raises NeedsReauth, Refused, TryLater, GiveUp: the probe could not be made
        """

    @abstractmethod
    def pull(self, access: Access, since: Mapping[str, Any] | None) -> Iterator[Batch]:
        """Deliver the books from a stored cursor on, or from the start; the current fiscal year first."""

    @abstractmethod
    def control_totals(self, access: Access, period: Period) -> Sequence[AccountTotal] | None:
        """The source's own totals per account, to prove ours against: of official receipts, openings left out.

        Asked after every sync for whole fiscal years, and for single months of a year that differs.

        :returns: None where the source has no such totals; an account that is not among them counts as zero
        :raises HubError: the source does not tell; the sync goes on, and the period is *not provable* for this reason
        """

    def result(self, access: Access, period: Period) -> int | None:
        """The source's own result of a fiscal year as its income statement prints it: minor units, a profit positive.

        Shown beside ours; a difference to it is told, too.

        :returns: None where the source has no such statement
        :raises HubError: the source does not tell

        .. versionadded:: 0.1
        """
        return None

    def receipt_page(self, source_id: str) -> str | None:
        """Give the address of the source's own page of a receipt, for a link; it may ask its reader to sign in there.

        :returns: None where there is none to link to

        .. versionadded:: 0.2
        """
        return None

    @property
    def totals(self) -> Totals | None:
        """How :meth:`control_totals` are to be read; None has the hub find it out by comparing them with its ledger.

        .. versionadded:: 0.1
        """
        return None

    def read_again(self, since: Mapping[str, Any], periods: Sequence[Period]) -> dict[str, Any] | None:
        """Give the cursor from which the receipts of some days are read once more besides what is new.

        Asked when months differ from the source's own totals for no reason that reading would not mend.

        :param since: the cursor as it is
        :returns: None where single days cannot be read again

        .. versionadded:: 0.1
        """
        return None

    def preview(self, access: Access) -> Preview | None:
        """The source's own figures of its running fiscal year: a handful of requests, so that people see some at once.

        Asked once, before anything of a company has been read, and shown as the source's until it has.

        :returns: None where the source has none, or no year runs
        :raises HubError: the source does not tell; the reading goes on all the same

        .. versionadded:: 0.1
        """
        return None

    def closing_balances(self, access: Access, day: dt.date) -> Sequence[AccountTotal] | None:
        """The source's own balance of every account at the end of a day, all years before it included.

        Asked for the day before a fiscal year whose receipts are here while those of the year before are not, and which
        has no opening receipt: these balances stand in for its opening, marked as provisional, and are never added to
        what receipts tell. Income and expenses count with their sums: the hub carries them as earlier results. What the
        balances lack to zero it books on :data:`UNBALANCED`; only what the source itself says to be VAT that no summary
        has booked may come on :data:`VAT_CLEARING`. May be called between the batches of a pull.

        :returns: None where the source cannot tell; balances then wait for the receipts
        :raises HubError: the source does not answer this; the pull goes on all the same

        .. versionadded:: 0.1
        """
        return None

    def subscribe(self, access: Access, address: str, secret: Secret) -> str | None:
        """Ask the source to call an address when something changes; earlier addresses of this hub are forgotten there.

        :param address: ``…/hooks/<connector>/<token>`` of one connection; whoever knows it may knock
        :param secret: what the source signs its calls with
        :returns: what the source calls this subscription; None where it calls nobody
        :raises HubError: it will not call; it is asked another day

        .. versionadded:: 0.1
        """
        return None

    def receive(self, headers: Mapping[str, str], body: bytes, secret: Secret) -> Sequence[Event]:
        """Read a webhook that came to ``/hooks/<connector>/<token>``; the same may come again, early or late.

        :param secret: what :meth:`subscribe` was given for this address
        :raises Refused: it is not signed with the secret, or makes no sense
        """
        return ()

    def unsubscribe(self, access: Access, subscription: str) -> None:
        """Ask the source to call no more; the connection is being detached.

        .. versionadded:: 0.1
        """
        return

    def release(self, access: Access) -> None:
        """Hear that the connection is being detached; tidy up at the source where that is possible."""
        return
