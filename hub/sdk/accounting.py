"""The contract of a plugin that reads an accounting system, and the canonical shapes it delivers.

Money is an int of the currency's minor units (cents), debit positive, credit negative. A connector delivers receipts
whose entries sum to zero; what its source leaves open it books on :data:`VAT_CLEARING` or :data:`UNBALANCED`, never
elsewhere, so that nothing is plugged.
"""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from marshmallow import Schema

from hub.sdk.batches import AccountTotal, Batch, Preview, Sweep
from hub.sdk.books import (
    EARLIER_RESULT,
    UNBALANCED,
    VAT_CLEARING,
    Account,
    Dimension,
    DimensionItem,
    Entry,
    FiscalYear,
    Layer,
    Period,
    Receipt,
    Share,
    TrackingPeriod,
    VatType,
    is_result_account,
)
from hub.sdk.findings import Event, EventKind, Finding, Severity
from hub.sdk.proving import IncomeStatement, Totals
from hub.sdk.refs import CompanyRef
from hub.sdk.rights import Right
from hub.sdk.secrets import Secret

if TYPE_CHECKING:
    from hub.sdk.fetching import Fetching

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

    def income_statement(self, access: Access, period: Period) -> IncomeStatement | None:
        """The source's own income statement of a fiscal year, of official receipts.

        Its result is shown beside ours, and its rows are held against our accounts as far as it can be read what they
        sum up: where :meth:`control_totals` cannot be compared, they alone tell whether figures differ.

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

    def preview(self, access: Access, period: Period) -> Preview | None:
        """The source's own figures of its running fiscal year: a request or two, so that people see some at once.

        Asked once, before a receipt of a company has been read, and shown as the source's until they have.

        :param period: from the year's first day to today
        :returns: None where the source has none
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
