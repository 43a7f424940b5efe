"""The store and the accounting system that both twins use, over the contracts only."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from hub.pluginmanager import Plugins
from hub.sdk import hookimpl
from hub.sdk.accounting import Access, AccountingConnector, Approval, Event, EventKind, KeyLogin
from hub.sdk.activation import ActivationFlow, Advance, Outcome, Step, StepContext
from hub.sdk.errors import NeedsReauth, Refused
from hub.sdk.identity import IdentityProvider
from hub.sdk.reports import ReportBuilder
from hub.sdk.secrets import Secret
from plugins.procountor.reports import BUILDERS
from tests.hub.activation.store import Books, CornerStore, Ledgers, Store

__all__ = ["CODE", "STEP", "plugins_of"]

CODE = "good"
"""What the accounting system's own sign-in page sends along when somebody has let us in."""


class TillSchema(Schema):
    till = fields.String(required=True, metadata={"label": "Where is your till?"})


class Till(Step):
    name = "till"
    title = "Where is your till?"
    template = "activation/plugin_form.html"
    schema = TillSchema

    def run(self, context: StepContext, values: Mapping[str, Any]) -> Outcome:
        return Advance(values)


STEP = Till()


class SignInPage(KeyLogin):
    """The accounting system's own page; the code names whose key it is for."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def begin(self, redirect_uri: str, state: str) -> Approval:
        return Approval(f"https://ledgers.example/allow?redirect_uri={redirect_uri}&state={state}", state)

    def finish(self, redirect_uri: str, query: Mapping[str, str]) -> Mapping[str, str | Secret]:
        code, _, company = query.get("code", "").partition(":")
        if code != CODE or company not in self.store.keys:
            raise Refused("Ledgers sent no key.")
        return {"api_key": Secret(self.store.keys[company])}


class KnownKeys(Ledgers):
    """Opens the books that a key is for, and takes no other."""

    def connect(self, settings: Mapping[str, str | Secret]) -> Access:
        given = settings["api_key"]
        assert isinstance(given, Secret)
        for company, key in self.store.keys.items():
            if key == given.reveal():
                return Books(self.store.companies[company])
        raise NeedsReauth("Ledgers does not take this key.")

    def receive(self, headers: Mapping[str, str], body: bytes, secret: Secret) -> list[Event]:
        """Believe a call by the token in its address alone: signatures are the real plugin's."""
        if b"word=rights" not in body:
            raise Refused("Ledgers did not send this.")
        return [Event(EventKind.RIGHTS)]


class Shop:
    """The plugin."""

    def __init__(self, store: Store, providers: list[IdentityProvider]) -> None:
        self.store = store
        self.providers = providers

    @hookimpl
    def register_activation_flows(self) -> list[ActivationFlow]:
        return [CornerStore(self.store)]

    @hookimpl
    def register_connectors(self) -> list[AccountingConnector]:
        connector = KnownKeys(self.store)
        KnownKeys.key_login = SignInPage(self.store)
        return [connector]

    @hookimpl
    def register_identity_providers(self) -> list[IdentityProvider]:
        return self.providers

    @hookimpl
    def register_report_builders(self) -> list[ReportBuilder]:
        return list(BUILDERS)


def plugins_of(store: Store, providers: list[IdentityProvider]) -> Plugins:
    """Give what the twins' hub has installed: a store, a connector, providers, and the real reports."""
    plugins = Plugins()
    plugins.register(Shop(store, providers), "shop")
    return plugins
