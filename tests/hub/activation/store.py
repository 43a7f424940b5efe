"""A small store and its accounting system, over the contracts only: what they are asked is counted."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from marshmallow import Schema, fields

from hub.sdk import hookimpl
from hub.sdk.accounting import Access, AccountingConnector, AccountTotal, Batch, Finding, Period
from hub.sdk.activation import ActivationFlow, Arrival, Credential, Decision, Initiator, Step, Ticket
from hub.sdk.errors import Refused, UserFault
from hub.sdk.refs import CompanyRef, TenantRef
from hub.sdk.secrets import Secret

LEIPA = CompanyRef("101", "Käpylän Leipä Oy", "FI", "12345671")
KONE = CompanyRef("102", "Kone ja Terä Oy", "FI", "20774740")
VALO = CompanyRef("103", "Valo Oy", "FI", "01120389")
SVENSK = CompanyRef("104", "Bageri AB", "SE", "5560360793")
NAMELESS = CompanyRef("105", "Nimetön Oy", "FI", None)
ANNA = "anna@kapylanleipa.example"


class KeySchema(Schema):
    api_key = fields.String(required=True, metadata={"secret": True})


class Books(Access):
    def __init__(self, company: CompanyRef) -> None:
        self.company = company


class Store:
    """What the store knows: requests, the keys it gave out, and faults to come."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.requests: dict[str, Ticket] = {}
        self.companies: dict[str, CompanyRef] = {}
        self.keys: dict[str, str] = {}
        self.told: list[tuple[str, tuple[Decision, ...]]] = []
        self.opened: list[str] = []
        self.expired: set[str] = set()
        self.fault: Callable[[str], None] = lambda _where: None
        self.shows_active = True
        self.advice: Mapping[str, str] = {}
        self.create_steps: Sequence[Step] = ()
        self.attach_steps: Sequence[Step] = ()

    def offer(self, reference: str, *companies: CompanyRef, initiator: str | None = ANNA) -> str:
        """Have somebody press Activate; gives the address the browser is sent to."""
        who = Initiator(initiator, "Anna Kirjanpitäjä") if initiator else None
        expires = datetime.now(UTC) + timedelta(hours=2)
        self.requests[reference] = Ticket(reference, who, companies or (LEIPA,), expires, "integration-1")
        self.companies.update({each.source_id: each for each in companies or (LEIPA,)})
        return f"/activate/corner?order={reference}"

    def decide(self, reference: str, decisions: Sequence[Decision]) -> list[Credential]:
        with self.lock:
            self.told.append((reference, tuple(decisions)))
            approved = [each.company for each in decisions if each.approve]
            for company in approved:
                self.keys.setdefault(company, f"key-of-{company}")
        return [Credential(each, {"api_key": Secret(self.keys[each])}) for each in approved]


class CornerStore(ActivationFlow):
    key = "corner"
    label = "Corner Store"
    connector = "ledgers"

    def __init__(self, store: Store) -> None:
        self.store = store

    def reference(self, arrival: Arrival) -> str:
        if not arrival.query.get("order", "").isdigit():
            raise UserFault("This address does not come from the Corner Store. Press Activate there again.")
        return arrival.query["order"]

    def open(self, reference: str) -> Ticket:
        self.store.opened.append(reference)
        self.store.fault("open")
        if reference in self.store.expired:
            raise Refused("The time to finish this activation has passed. Press Activate again.")
        if reference not in self.store.requests:
            raise UserFault("The Corner Store does not know this activation. Press Activate there again.")
        return self.store.requests[reference]

    def confirm(self, ticket: Ticket, decisions: Sequence[Decision]) -> list[Credential]:
        self.store.fault("before confirm")
        credentials = self.store.decide(ticket.reference, decisions)
        self.store.fault("after confirm")
        return credentials

    def is_active(self, ticket: Ticket, company: str) -> bool | None:
        self.store.fault("is_active")
        return self.store.shows_active and company in self.store.keys

    def create_steps(self, ticket: Ticket) -> Sequence[Step]:
        return self.store.create_steps

    def attach_steps(self, ticket: Ticket, tenant: TenantRef) -> Sequence[Step]:
        return self.store.attach_steps

    def mended_by(self) -> Mapping[str, str]:
        return self.store.advice


class Ledgers(AccountingConnector):
    key = "ledgers"
    label = "Ledgers"
    settings_schema = KeySchema

    def __init__(self, store: Store) -> None:
        self.store = store

    def connect(self, settings: Mapping[str, str | Secret]) -> Access:
        self.store.fault("connect")
        key = settings["api_key"]
        assert isinstance(key, Secret)
        return Books(self.store.companies[key.reveal().removeprefix("key-of-")])

    def company(self, access: Access) -> CompanyRef:
        assert isinstance(access, Books)
        self.store.fault("company")
        return access.company

    def check(self, access: Access) -> list[Finding]:
        return []

    def pull(self, access: Access, since: Mapping[str, Any] | None) -> Iterator[Batch]:
        yield Batch({})

    def control_totals(self, access: Access, period: Period) -> Sequence[AccountTotal]:
        return ()


class StorePlugin:
    """The plugin, which also listens."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.heard: list[tuple[str, str]] = []

    @hookimpl
    def register_activation_flows(self) -> list[ActivationFlow]:
        return [CornerStore(self.store)]

    @hookimpl
    def register_connectors(self) -> list[AccountingConnector]:
        return [Ledgers(self.store)]

    @hookimpl
    def tenant_opened(self, tenant) -> None:
        self.heard.append(("tenant_opened", tenant.subdomain))

    @hookimpl
    def connection_attached(self, connection) -> None:
        self.heard.append(("connection_attached", connection.tenant.subdomain))

    @hookimpl
    def activation_finished(self, connection, person) -> None:
        self.heard.append(("activation_finished", person.email))
