"""Finishing confirmed activations and ending forgotten ones.

:func:`finish` is safe to repeat and to run twice at once: the store answers a repetition with the same keys, and every
company is saved in one transaction that looks for its result first. The web process runs it right after *Confirm
connection*; the job that was written with the confirmation does what a killed process left.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from hub import queue
from hub.access.errors import NotAdmitted
from hub.activation.models import CompanyDecision
from hub.activation.service import announcing, concluding, expiring, finishing
from hub.activation.service.finishing import Delivered, Order, Pending, Saved
from hub.connectors.errors import CompanyElsewhere
from hub.connectors.tasks import begin as begin_sync
from hub.db import Db, transaction
from hub.pluginmanager import Plugins
from hub.sdk.accounting import AccountingConnector
from hub.sdk.activation import ActivationFlow, Credential
from hub.sdk.errors import GiveUp, HubError, Refused, TryLater, UserFault
from hub.sdk.texts import text as _
from tenants.errors import AlreadyOpen, LabelTaken, NotAdmin

__all__ = ["ANNOUNCE", "FINISH", "announce_environment", "expire_activations", "finish", "finish_activation"]

log = logging.getLogger(__name__)

FINISH = "finish_activation"
ANNOUNCE = "announce_environment"
TRIES = 3


@dataclass(frozen=True, slots=True)
class _Store:
    """The store's plugin and the connector that its credentials are for."""

    flow: ActivationFlow
    connector: AccountingConnector


@queue.task(FINISH)
def finish_activation(lease: queue.Lease) -> None:
    """Finish an activation that was confirmed."""
    finish(UUID(lease.args["activation"]), lease.plugins)


@queue.task(ANNOUNCE)
def announce_environment(lease: queue.Lease) -> None:
    """Tell the company that an environment was opened in its name."""
    if lease.tenant_id is None:
        raise ValueError("An opening is told of in an environment")
    with lease.transaction(final=True) as db:
        announcing.announce(db, lease.settings)


@queue.schedule(every=60)
def expire_activations(db: Db) -> None:
    """End activations and reservations that have run out."""
    expiring.expire(db)


def finish(activation_id: UUID, plugins: Plugins) -> None:
    """Tell the store what was decided, then open, attach and connect; nothing happens unless that is still to be done.

    :raises TryLater, NeedsReauth, GiveUp: store or accounting system cannot answer now; what is done stays done
    """
    with transaction() as db:
        order = finishing.order(db, activation_id)
    if order is None:
        return
    try:
        store = _store(order, plugins)
        credentials = {each.company: each for each in store.flow.confirm(order.ticket, order.decisions)}
    except (Refused, UserFault) as error:
        with transaction() as db:
            concluding.stop(db, activation_id, error.message)
        return
    except HubError as error:
        with transaction() as db:
            concluding.note(db, activation_id, error.message)
        raise
    later = _finish_companies(order, store, credentials, plugins)
    shown = {each.company: _is_active(store.flow, order, each.company) for each in order.decisions if each.approve}
    with transaction() as db:
        concluding.conclude(db, activation_id, shown)
    if later is not None:
        raise later


def _store(order: Order, plugins: Plugins) -> _Store:
    try:
        flow = plugins.flows[order.flow]
        return _Store(flow, plugins.connectors[flow.connector])
    except KeyError:
        raise GiveUp(_("The plugin of this store is not installed any more. Tell the support.")) from None


def _finish_companies(
    order: Order, store: _Store, credentials: Mapping[str, Credential], plugins: Plugins
) -> TryLater | None:
    """Finish every company that can be; gives the reason to come back for the others."""
    later: TryLater | None = None
    for pending in order.pending:
        try:
            delivered = _delivered(pending, store, credentials)
            saved = _saved(order, pending, delivered) if delivered else None
        except HubError as error:
            with transaction() as db:
                concluding.keep_for_later(db, pending.id, error.message)
            later = error if isinstance(error, TryLater) else later
            continue
        if saved is not None:
            _tell(saved, plugins)
    return later


def _delivered(pending: Pending, store: _Store, credentials: Mapping[str, Credential]) -> Delivered | None:
    """Ask the accounting system whose books the new key opens; None when they are not those of the request.

    :raises HubError: it cannot be asked: the API is closed, the key is not taken, the server is away
    """
    try:
        credential = credentials[pending.source_id]
    except KeyError:
        raise TryLater(_("The store confirmed the activation but sent no key for this company yet.")) from None
    connector = store.connector
    company = connector.company(connector.connect(credential.settings))
    if not finishing.is_same_company(pending, company):
        _fail(pending, f"other_company:{company.name} {company.business_id or ''}".rstrip())
        return None
    return Delivered(credential, replace(company, business_id=pending.business_id), connector, store.flow.key)


def _saved(order: Order, pending: Pending, delivered: Delivered) -> Saved | None:
    """Save a company in the scope of its environment; when a race was lost, do what is still possible."""
    scope = _scope(pending)
    for _try in range(TRIES):
        if scope is None:
            return None
        try:
            with transaction(scope, person_id=order.person_id) as db:
                saved = finishing.save(db, pending.id, order.person_id, delivered)
                if saved is not None:
                    begin_sync(db, saved.connection.tenant.id, saved.connection.id)
                    _have_announced(db, saved)
                return saved
        except LabelTaken as lost:
            with transaction() as db:
                finishing.move_address(db, pending.id, lost.label)
        except AlreadyOpen as held:
            scope = _turned(order, pending, held.tenant_id)
        except CompanyElsewhere:
            scope = _fail(pending, "open_meanwhile")
        except NotAdmin:
            scope = _fail(pending, "not_admin")
        except NotAdmitted:
            scope = _fail(pending, "not_admitted")
    raise TryLater(_("The address was lost again and again."))


def _have_announced(db: Db, saved: Saved) -> None:
    if saved.opened is not None:
        queue.later(db, ANNOUNCE, tenant_id=saved.opened.id, dedupe_key=str(saved.opened.id))


def _scope(pending: Pending) -> UUID | None:
    """Choose the environment to work in: a new id, the existing one, or the one another company has just opened."""
    if pending.decision == CompanyDecision.CREATE:
        return uuid4()
    if pending.decision == CompanyDecision.ATTACH:
        return pending.target
    with transaction() as db:
        tenant_id, result = finishing.target_of(db, pending)
    if tenant_id is None and result:
        return _fail(pending, "join_failed")
    if tenant_id is None:
        raise GiveUp(_("This company waits for the environment of another company of the activation."))
    return tenant_id


def _turned(order: Order, pending: Pending, tenant_id: UUID) -> UUID | None:
    with transaction(tenant_id, person_id=order.person_id) as db:
        if finishing.turn_to_attach(db, pending.id, tenant_id, order.person_id):
            return tenant_id
    return _fail(pending, "open_meanwhile")


def _fail(pending: Pending, message: str) -> UUID | None:
    """Give a company up after the store was told: there is no environment to go on in."""
    log.warning("company %s is not connected (%s), but the store keeps its approval", pending.source_id, message)
    with transaction() as db:
        concluding.fail(db, pending.id, message)
    return None


def _is_active(flow: ActivationFlow, order: Order, company: str) -> bool | None:
    try:
        return flow.is_active(order.ticket, company)
    except HubError:  # it is only a look: the connection stands whether or not the store can be asked
        return None


def _tell(saved: Saved, plugins: Plugins) -> None:
    if saved.opened is not None:
        plugins.tell("tenant_opened", tenant=saved.opened)
    plugins.tell("connection_attached", connection=saved.connection)
    plugins.tell("activation_finished", connection=saved.connection, person=saved.person)
