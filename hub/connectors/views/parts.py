"""What the pages around connections share."""

from uuid import UUID

from flask import abort
from flask_babel import gettext as _

from hub.connectors import deeds, overview, service, tasks
from hub.connectors.errors import AlreadyAttached, CompanyElsewhere, ForeignCompany, NoBusinessId, OtherCompany
from hub.connectors.models import Connection, ConnectionState
from hub.connectors.overview import Shown
from hub.connectors.service import AttachOrder
from hub.db import Db, transaction
from hub.sdk.accounting import AccountingConnector
from hub.sdk.errors import HubError, Refused
from hub.texts import shown
from hub.web.acting import actor
from hub.web.context import hub
from tenants.errors import NotAdmin

__all__ = ["carry_out", "connector_or_404", "live_or_404", "sentence", "shown_or_404"]


def connector_or_404(key: str) -> AccountingConnector:
    """Find a connector by its key."""
    return hub().plugins.connectors.get(key) or abort(404)


def shown_or_404(db: Db, connection_id: UUID) -> Shown:
    """Find a connection of this environment; another's is not there."""
    return overview.show(db, connection_id) or abort(404)


def live_or_404(db: Db, connection_id: UUID) -> Connection:
    """Find a connection of this environment that is not detached."""
    connection = service.find(db, connection_id)
    if connection is None or connection.state == ConnectionState.DETACHED:
        abort(404)
    return connection


def carry_out(order: AttachOrder) -> Connection:
    """Attach or renew, with the sync that follows and the note in the audit, in one transaction.

    :raises Refused: the person is no Admin of the environment any more
    :raises UserFault, Refused: as :func:`hub.connectors.service.attach_or_renew` says
    """
    try:
        with transaction(order.tenant_id) as db:
            connection = service.attach_or_renew(db, order)
            tasks.begin(db, order.tenant_id, connection.id)
            renewed = bool(connection.last_alive_at or order.renews)
            action = "connection.key_replaced" if renewed else "connection.attached"
            deeds.record(db, connection, action, actor())
            ref = service.reference(db, connection)
    except NotAdmin:
        raise Refused(_("Only an Admin of this environment can do this. Ask one of its Admins.")) from None
    if not renewed:
        hub().plugins.tell("connection_attached", connection=ref)
    return connection


def sentence(error: HubError, environment: str) -> str:
    """Say in the reader's language what is in the way of attaching to an environment."""
    match error:
        case CompanyElsewhere():
            return _("This company has another environment. Only an Admin of that one can attach it there.")
        case AlreadyAttached():
            return _("This company is attached already. Replace its key instead, or detach it first.")
        case NoBusinessId():
            return _("The accounting system does not tell the company's business id, so it cannot be attached.")
        case ForeignCompany(name=name):
            return _(
                "This key belongs to %(name)s, which is not a company of %(environment)s yet. If its books shall be "
                "read here too, say so with “another company”.",
                name=name,
                environment=environment,
            )
        case OtherCompany(found=found, expected=expected):
            return _(
                "This key belongs to %(found)s, not to %(expected)s. Make it in the right company.",
                found=found,
                expected=expected,
            )
        case _:
            return str(shown(error.message))
