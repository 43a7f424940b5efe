"""Procountor as an accounting system of the hub."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import quote
from zoneinfo import ZoneInfo

from marshmallow import Schema
from msgspec import Struct
from msgspec.structs import replace

from hub.sdk.accounting import (
    Access,
    AccountingConnector,
    AccountTotal,
    Batch,
    Event,
    Finding,
    KeyLogin,
    Period,
    Preview,
    Severity,
)
from hub.sdk.errors import Refused
from hub.sdk.fetching import one_after_the_other
from hub.sdk.proving import IncomeStatement, Totals
from hub.sdk.refs import CompanyRef
from hub.sdk.rights import Right
from hub.sdk.secrets import Secret
from hub.sdk.texts import text as _
from plugins.procountor import access as probe
from plugins.procountor import closings, hooks, previews, registers, totals
from plugins.procountor.attach import ProcountorKeyLogin
from plugins.procountor.client import ProcountorAccess, ProcountorClient
from plugins.procountor.errors import ApiClosed, how_to_open_the_api
from plugins.procountor.fetching import ProcountorFetching, client_of
from plugins.procountor.layers import OFFICIAL_STATUSES, PENDING_STATUSES
from plugins.procountor.names import STATUSES, TYPES
from plugins.procountor.needs import RIGHTS
from plugins.procountor.plan import Cursor
from plugins.procountor.schemas import ConnectionSchema
from plugins.procountor.settings import RECEIPT, totals_as_set
from plugins.procountor.settings import settings as settings_now
from plugins.procountor.statement import own_statement

__all__ = ["ProcountorAccess", "ProcountorConnector"]


def today_in_finland() -> dt.date:
    """Tell the day by which Procountor's fiscal years and receipts go, wherever the hub runs."""
    return dt.datetime.now(ZoneInfo("Europe/Helsinki")).date()


class _Session(Struct, rename="camel"):
    company_id: int | None = None


class ProcountorConnector(AccountingConnector):
    """Reads one company's books with its API key."""

    key: ClassVar[str] = "procountor"
    label: ClassVar[str] = "Procountor"
    settings_schema: ClassVar[type[Schema]] = ConnectionSchema
    key_login: ClassVar[KeyLogin | None] = ProcountorKeyLogin()
    receipt_types: ClassVar[Mapping[str, str]] = {name: each.en for name, each in TYPES.items()}
    receipt_statuses: ClassVar[Mapping[str, str]] = {name: each.en for name, each in STATUSES.items()}
    official_statuses = tuple(sorted(OFFICIAL_STATUSES))
    pending_statuses = tuple(sorted(PENDING_STATUSES))
    rights: ClassVar[tuple[Right, ...]] = RIGHTS
    payroll_accounts: ClassVar[tuple[str, ...]] = probe.PAYROLL_ACCOUNTS

    def __init__(self, *, today: Callable[[], dt.date] = today_in_finland) -> None:
        self._today = today
        self.fetching: ProcountorFetching = ProcountorFetching(today)

    def connect(self, settings: Mapping[str, str | Secret]) -> ProcountorAccess:
        """Open a connection and make sure that the key is of the company it is said to be of.

        :raises NeedsReauth: the key is not accepted
        :raises Refused: the company's API is closed, or the key is another company's
        """
        client = ProcountorClient(settings_now(), _secret(settings["api_key"]))
        session = client.get("/sessioninfo", _Session)
        expected = str(settings.get("company_id") or "")
        if expected and session.company_id is not None and str(session.company_id) != expected:
            raise Refused(_("This key belongs to another company in Procountor. Make a key in the right company."))
        return ProcountorAccess(client)

    def company(self, access: Access) -> CompanyRef:
        """Tell whose books these are."""
        return registers.company(client_of(access))

    def check(self, access: Access) -> list[Finding]:
        """Probe what the key may read; a closed API is a finding too."""
        try:
            return probe.findings(client_of(access), self._today())
        except ApiClosed:
            title = _("The company's API is not open in Procountor: nothing can be read.")
            return [Finding("api_closed", Severity.WARNING, title, how_to_open_the_api())]

    def pull(self, access: Access, since: Mapping[str, Any] | None) -> Iterator[Batch]:
        """Deliver the books, the current fiscal year first; from a cursor on, only what is still to come."""
        return one_after_the_other(self.fetching, access, since)

    def control_totals(self, access: Access, period: Period) -> Sequence[AccountTotal]:
        """Procountor's own figure for each account's movement in a period.

        :raises Refused: the key may not read reports
        """
        return totals.control_totals(client_of(access), period)

    def income_statement(self, access: Access, period: Period) -> IncomeStatement:
        """Procountor's own income statement of a fiscal year, in the company's own layout.

        :raises Refused: the key may not read reports
        """
        return own_statement(client_of(access), period)

    @property
    def totals(self) -> Totals | None:
        """How Procountor's account report is to be read, where the operator has set it."""
        return totals_as_set(settings_now())

    def receipt_page(self, source_id: str) -> str | None:
        """Procountor's own page of a receipt, where the operator has set its address: none is documented."""
        address = settings_now().receipt_page
        return address.replace(RECEIPT, quote(source_id, safe="")) if address else None

    def read_again(self, since: Mapping[str, Any], periods: Sequence[Period]) -> dict[str, Any] | None:
        """Have the receipts of some days read once more with the next sync."""
        cursor = Cursor.read(since)
        days = {each.start: each for each in (*cursor.again, *periods)}
        return replace(cursor, again=list(days.values())).stored()

    def preview(self, access: Access, period: Period) -> Preview | None:
        """Procountor's own figures of the running fiscal year.

        :raises Refused: the key may not read reports
        """
        return previews.preview(client_of(access), period)

    def closing_balances(self, access: Access, day: dt.date) -> Sequence[AccountTotal] | None:
        """Procountor's own balances at the end of a fiscal year, of all the years that are not closed before it.

        :raises Refused: the key may not read reports
        """
        return closings.closing_balances(client_of(access), day)

    def subscribe(self, access: Access, address: str, secret: Secret) -> str | None:
        """Have Procountor tell when users' rights or tracking periods change.

        :raises HubError: it will not
        """
        return hooks.subscribe(client_of(access), settings_now(), address, secret)

    def receive(self, headers: Mapping[str, str], body: bytes, secret: Secret) -> Sequence[Event]:
        """Read a webhook of Procountor's.

        :raises Refused: it is not signed by Procountor
        """
        return hooks.read(settings_now(), headers, body, secret)

    def unsubscribe(self, access: Access, subscription: str) -> None:
        """Have Procountor call no more."""
        hooks.unsubscribe(client_of(access), subscription)


def _secret(value: str | Secret) -> Secret:
    return value if isinstance(value, Secret) else Secret(value)
