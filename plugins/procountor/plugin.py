"""What Procountor brings to the hub."""

from click import Command

from hub.sdk import hookimpl
from hub.sdk.accounting import AccountingConnector
from hub.sdk.activation import ActivationFlow
from hub.sdk.reports import ReportBuilder
from hub.sdk.settings import Settings
from plugins.procountor.activation import ProcountorActivation
from plugins.procountor.connector import ProcountorConnector
from plugins.procountor.settings import ProcountorSettings


@hookimpl
def register_settings() -> list[type[Settings]]:
    """Declare where Procountor is and what the hub is known by there."""
    return [ProcountorSettings]


@hookimpl
def register_activation_flows() -> list[ActivationFlow]:
    """Offer activations from the Procountor Store."""
    return [ProcountorActivation()]


@hookimpl
def register_connectors() -> list[AccountingConnector]:
    """Offer Procountor's books."""
    return [ProcountorConnector()]


@hookimpl
def register_report_builders() -> list[ReportBuilder]:
    """Offer the Finnish statements and ledgers."""
    from plugins.procountor.reports import BUILDERS

    return list(BUILDERS)


@hookimpl
def register_commands() -> list[Command]:
    """Offer ``hub sandbox``, a Procountor of one's own."""
    from plugins.procountor.sandbox.cli import sandbox  # Flask is wanted only by those who start it

    return [sandbox]
