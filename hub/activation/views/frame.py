"""What every page of an activation needs: where it stands, who looks at it, and the way to the page that comes next."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from hub.activation.flow import Page, Place, is_reachable, next_place
from hub.activation.models import Activation
from hub.activation.service import arriving
from hub.activation.service.looking import CompanyLook, Look, look
from hub.activation.service.proving import Prover
from hub.activation.texts import left_active, say, untold
from hub.db import Db, transaction
from hub.sdk.activation import ActivationFlow
from hub.sdk.errors import GiveUp
from hub.web.context import hub
from tenants import business_id

__all__ = ["address_of", "bp", "company_of", "flow_of", "go_on", "prover", "render", "seen", "visit"]

bp = Blueprint("activation", __name__)

PROGRESS = {Page.PROVE: 0, Page.CONFIRM: 2, Page.PROGRESS: 2, Page.DONE: 3, Page.ENDED: 3}
COMPANY = 1


def flow_of(activation: Activation) -> ActivationFlow:
    """Find the plugin that an activation belongs to.

    :raises GiveUp: it is not installed any more
    """
    try:
        return hub().plugins.flows[activation.flow]
    except KeyError:
        raise GiveUp(_("The store of this activation is not connected to this hub any more.")) from None


def prover() -> Prover:
    """Tell who is in front of the screen."""
    return Prover(current_user.person_id, current_user.identity_id, current_user.identity)


@contextmanager
def seen(activation_id: UUID) -> Iterator[tuple[Db, Look]]:
    """Look at an activation; what changes it has its row to itself. An unknown one is not found."""
    find = arriving.get if request.method in ("GET", "HEAD") else arriving.locked
    with transaction(person_id=current_user.person_id) as db:
        activation = find(db, activation_id)
        if activation is None:
            abort(404)
        yield db, look(db, activation, current_user.person_id, flow_of(activation))


@contextmanager
def visit(activation_id: UUID, place: Place) -> Iterator[tuple[Db, Look]]:
    """Look at an activation from one of its pages; from a page that is not to be reached, go to the one that comes."""
    with seen(activation_id) as (db, found):
        if not is_reachable(found.standing, place):
            abort(go_on(found))
        yield db, found


def company_of(found: Look, company_id: UUID) -> CompanyLook:
    """Find a company of an activation, else 404."""
    return found.company(company_id) or abort(404)


def go_on(found: Look) -> Any:
    """Send the browser to the page that comes next."""
    return redirect(address_of(found.activation.id, next_place(found.standing)), 303)


def address_of(activation_id: UUID, place: Place) -> str:
    """Give the address of a page."""
    values: dict[str, Any] = {"activation_id": activation_id}
    if place.company is not None:
        values["company_id"] = place.company
    if place.step is not None:
        values["step"] = place.step
    return url_for(f"activation.{place.page}", **values)


def render(template: str, page: Page, found: Look, **facts: Any) -> str:
    """Show a page with its place in the whole."""
    flow = flow_of(found.activation)
    return render_template(
        f"activation/{template}.html",
        activation=found.activation,
        companies=found.companies,
        flow=flow,
        source=hub().plugins.connectors[flow.connector].label,
        standing=found.standing,
        titles=[_("Sign in"), _("Company"), _("Confirm"), _("Ready")],
        current=PROGRESS.get(page, COMPANY),
        say=say,
        left_active=left_active,
        untold=untold,
        shown_id=_shown_id,
        vat_id=_vat_id,
        **facts,
    )


def _shown_id(business: str | None) -> str:
    return business_id.shown(business) if business and len(business) == 8 else business or _("not told")


def _vat_id(business: str) -> str:
    return business_id.vat_number(business_id.canonical(business))
