"""Waiting for the store, and what came of it."""

from uuid import UUID

from flask import jsonify
from flask.typing import ResponseReturnValue

from hub.activation.flow import Page, Place
from hub.activation.models import Activation, ActivationCompany
from hub.activation.views.frame import bp, render, seen, visit
from hub.connectors.models import Connection
from hub.db import Db, transaction
from hub.ledger.books import books_of
from hub.sdk.refs import TenantRef
from hub.web.context import hub
from hub.web.limits import limited
from hub.web.security import apex_only
from hub.web.signed_in import unattended
from tenants.models import Tenant


@bp.get("/activations/<uuid:activation_id>/progress")
@apex_only
def progress(activation_id: UUID) -> ResponseReturnValue:
    """Say what is waited for; the page asks again by itself."""
    with visit(activation_id, Place(Page.PROGRESS)) as (_db, found):
        facts = {"waiting": _waiting(found.activation), "told": _told(found.activation)}
        return render("progress", Page.PROGRESS, found, **facts)


@bp.get("/activations/<uuid:activation_id>/status")
@apex_only
@unattended
@limited("script")
def status(activation_id: UUID) -> ResponseReturnValue:
    """Tell the waiting page whether there is something new to show."""
    with seen(activation_id) as (_db, found):
        known = found.activation if found.standing.mine else None
        return jsonify({"state": known.state if known else "", "told": _told(known) if known else ""})


@bp.get("/activations/<uuid:activation_id>/done")
@apex_only
def done(activation_id: UUID) -> ResponseReturnValue:
    """Show what was connected to what, and the way to it."""
    with visit(activation_id, Place(Page.DONE)) as (db, found):
        tenants = _tenants(db, found.activation)
    entrances = {row.id: _entrance(row, tenants) for row in found.activation.companies}
    return render("done", Page.DONE, found, tenants=tenants, entrances=entrances)


@bp.get("/activations/<uuid:activation_id>/ended")
@apex_only
def ended(activation_id: UUID) -> ResponseReturnValue:
    """Say why nothing was connected, and what to do."""
    with visit(activation_id, Place(Page.ENDED)) as (_db, found):
        return render("ended", Page.ENDED, found)


def _waiting(activation: Activation) -> str:
    """Give what is in the way of the whole request, or of one of its companies."""
    messages = [activation.message, *(each.result_message for each in activation.companies if not each.result)]
    return next((each for each in messages if each), "")


def _told(activation: Activation) -> str:
    return "|".join([activation.message, *(each.result + each.result_message for each in activation.companies)])


def _entrance(row: ActivationCompany, tenants: dict[UUID, TenantRef]) -> str:
    """Give the address where a company's own reports are: an environment of several opens with any of them."""
    if row.tenant_id is None:
        return ""
    address = hub().settings.tenant_url(tenants[row.tenant_id].subdomain)
    if row.connection_id is None:
        return f"{address}/"
    with transaction(row.tenant_id) as db:
        connection = db.get(Connection, row.connection_id)
        several = len(books_of(db)) > 1
    return f"{address}/analytics?book={connection.book_id}" if several and connection else f"{address}/"


def _tenants(db: Db, activation: Activation) -> dict[UUID, TenantRef]:
    ids = {each.tenant_id for each in activation.companies if each.tenant_id}
    rows = [db.get_one(Tenant, each) for each in ids]
    return {each.id: TenantRef(each.id, each.name, each.subdomain) for each in rows}
