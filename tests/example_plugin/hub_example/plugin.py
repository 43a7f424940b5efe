"""The plugin's index: every hook it takes part in, one line each; the work is in the other modules."""

from hub.sdk import hookimpl
from hub_example.cashbook import CashBook
from hub_example.commands import greet
from hub_example.listeners import HEARD
from hub_example.login import ExampleLogin, ExampleSettings
from hub_example.report import LargestEntries
from hub_example.store import ExampleStore


@hookimpl
def register_settings():
    return [ExampleSettings]


@hookimpl
def register_commands():
    return [greet]


@hookimpl
def register_identity_providers():
    return [ExampleLogin.from_environment()]


@hookimpl
def allow_sign_in(identity, tenant):
    return identity.email != "barred@example.com"


@hookimpl
def register_activation_flows():
    return [ExampleStore()]


@hookimpl
def register_connectors():
    return [CashBook()]


@hookimpl
def register_report_builders():
    return [LargestEntries()]


@hookimpl
def activation_finished(connection, person):
    HEARD.append(("activation_finished", connection.connector, person.email))


@hookimpl
def connection_attached(connection):
    HEARD.append(("connection_attached", connection.connector))


@hookimpl
def connection_detached(connection):
    HEARD.append(("connection_detached", connection.connector))


@hookimpl
def sync_finished(connection, outcome):
    HEARD.append(("sync_finished", connection.connector, outcome.succeeded))


@hookimpl
def tenant_opened(tenant):
    HEARD.append(("tenant_opened", tenant.subdomain))


@hookimpl
def tenant_closed(tenant):
    HEARD.append(("tenant_closed", tenant.subdomain))
