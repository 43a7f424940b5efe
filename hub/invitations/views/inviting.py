"""Sending invitations, once more too, and taking them back. For Admins."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from flask import abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import ValidationError

from hub.access import service as access
from hub.activation.schemas import messages_of
from hub.db import transaction
from hub.invitations import service
from hub.invitations.errors import AlreadyInvited, AlreadyMember, TooMany
from hub.invitations.schemas import InvitationSchema
from hub.invitations.service import LIFE, MOST_OPEN, MOST_SENDINGS, Order, Place
from hub.invitations.views.blueprint import bp
from hub.mail import InvalidRecipient
from hub.sdk.errors import Refused, UserFault
from hub.web.acting import actor
from hub.web.context import hub
from hub.web.csrf import submitted
from hub.web.limits import limited
from hub.web.security import admin_required, recent_sign_in
from tenants.errors import NotAdmin
from tenants.models import Role


@bp.get("/members/invite")
@admin_required
@recent_sign_in
def form() -> str:
    """Ask whom to invite."""
    return _form({"role": Role.MEMBER}, {})


@bp.post("/members/invite")
@admin_required
@recent_sign_in
@limited("invitation")
def invite() -> ResponseReturnValue:
    """Send an invitation."""
    entered = submitted()
    try:
        values = InvitationSchema().load(entered)
        _invite(Order(values["email"], Role(values["role"]), values["only_address"]))
    except ValidationError as error:
        return _form(entered, messages_of(error)), 422
    except UserFault as error:
        return _form(entered, {"email": [error.message]}), 422
    flash(_("The invitation to %(email)s is on its way.", email=values["email"]))
    return redirect(url_for("members.index"), 303)


@bp.post("/members/invitations/<uuid:invitation_id>/send-again")
@admin_required
@recent_sign_in
@limited("invitation")
def send_again(invitation_id: UUID) -> ResponseReturnValue:
    """Send a new link; the one before works no more."""
    try:
        with _by_an_admin(), transaction(g.tenant.id) as db:
            found = service.send_again(db, _place(), invitation_id, actor()) or abort(404)
            email = found.email
    except TooMany:
        flash(
            _(
                "This was not sent: an invitation is sent %(sendings)s times at most, and %(open)s can be open at a "
                "time. Ask the person another way, or withdraw what is not needed.",
                sendings=MOST_SENDINGS,
                open=MOST_OPEN,
            )
        )
    else:
        flash(_("A new link is on its way to %(email)s; the one before works no more.", email=email))
    return redirect(url_for("members.index"), 303)


@bp.post("/members/invitations/<uuid:invitation_id>/withdraw")
@admin_required
@recent_sign_in
def withdraw(invitation_id: UUID) -> ResponseReturnValue:
    """Take an invitation back."""
    with _by_an_admin(), transaction(g.tenant.id) as db:
        found = service.withdraw(db, g.tenant.id, invitation_id, actor()) or abort(404)
        email = found.email
    flash(_("The invitation to %(email)s is withdrawn; its link works no more.", email=email))
    return redirect(url_for("members.index"), 303)


def _invite(order: Order) -> None:
    try:
        with _by_an_admin(), transaction(g.tenant.id) as db:
            service.invite(db, _place(), order, actor())
    except AlreadyMember as member:
        raise UserFault(_("%(name)s is a member already and is known by this address.", name=member.name)) from None
    except AlreadyInvited:
        raise UserFault(
            _("This address is invited already. Send that invitation again, or withdraw it, on the page before.")
        ) from None
    except TooMany:
        raise UserFault(
            _("%(open)s invitations are open already. Withdraw some before you send more.", open=MOST_OPEN)
        ) from None
    except InvalidRecipient:
        raise UserFault(_("This is not an e-mail address.")) from None


@contextmanager
def _by_an_admin() -> Iterator[None]:
    try:
        yield
    except NotAdmin:
        raise Refused(_("Only an Admin of this environment can do this. Ask one of its Admins.")) from None


def _form(entered: dict[str, str], errors: dict[str, list[str]]) -> str:
    with transaction(g.tenant.id) as db:
        is_restricted = bool(access.rules(db, g.tenant.id))
    return render_template(
        "invitations/form.html", entered=entered, errors=errors, is_restricted=is_restricted, days=LIFE.days
    )


def _place() -> Place:
    return Place(g.tenant, hub().settings.base_url)
