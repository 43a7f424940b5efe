"""Who belongs to the environment, in which role, and who of them sees salaries by name. For Admins."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from hub.access import service as access
from hub.db import Db, transaction
from hub.invitations import service as invitations
from hub.members import service
from hub.members.listing import STALE, Member, list_members
from hub.sdk.errors import Refused, UserFault
from hub.web.acting import actor
from hub.web.context import hub
from hub.web.csrf import submitted
from hub.web.security import admin_required, recent_sign_in
from hub.web.signed_in import limits
from tenants.errors import LastAdmin, NotAdmin
from tenants.models import Role

__all__ = ["bp"]

bp = Blueprint("members", __name__)
MEMBER = "/members/<uuid:person_id>"


@bp.get("/members")
@admin_required
def index() -> ResponseReturnValue:
    """List the members and the invitations that are not answered."""
    with transaction(g.tenant.id) as db:
        members = list_members(db, g.tenant.id, limits())
        waiting = invitations.waiting(db, g.tenant.id)
        is_restricted = bool(access.rules(db, g.tenant.id))
    return render_template(
        "members/index.html",
        members=members,
        waiting=waiting,
        is_restricted=is_restricted,
        only_admin=sum(each.is_admin for each in members) == 1,
        providers=_labels(),
        stale_days=STALE.days,
    )


@bp.post(f"{MEMBER}/payroll-detail")
@admin_required
@recent_sign_in
def payroll_detail(person_id: UUID) -> ResponseReturnValue:
    """Let a member see salaries by name, or not any more."""
    granted = request.form.get("granted") == "1"
    _carry_out(lambda db: service.grant_payroll_detail(db, g.tenant.id, person_id, actor(), granted=granted))
    return redirect(url_for("members.index"), 303)


@bp.get(f"{MEMBER}/role")
@admin_required
@recent_sign_in
def ask_role(person_id: UUID) -> ResponseReturnValue:
    """Say what another role means before it is given."""
    return render_template("members/role.html", member=_member_or_404(person_id))


@bp.post(f"{MEMBER}/role")
@admin_required
@recent_sign_in
def change_role(person_id: UUID) -> ResponseReturnValue:
    """Make a member an Admin, or an Admin a member."""
    member = _member_or_404(person_id)
    role = _role_asked_for()
    _carry_out(lambda db: service.change_role(db, g.tenant.id, person_id, role, actor()))
    if person_id == current_user.person_id and role != Role.ADMIN:
        return redirect("/", 303)
    said = _("%(name)s is an Admin now.") if role == Role.ADMIN else _("%(name)s is a member now, and no Admin.")
    flash(said % {"name": member.name})
    return redirect(url_for("members.index"), 303)


@bp.get(f"{MEMBER}/remove")
@admin_required
@recent_sign_in
def ask_remove(person_id: UUID) -> ResponseReturnValue:
    """Say what happens when somebody is removed, before it does."""
    return render_template("members/remove.html", member=_member_or_404(person_id))


@bp.post(f"{MEMBER}/remove")
@admin_required
@recent_sign_in
def remove(person_id: UUID) -> ResponseReturnValue:
    """End somebody's membership."""
    member = _member_or_404(person_id)
    _carry_out(lambda db: service.remove(db, g.tenant.id, person_id, actor()))
    if person_id == current_user.person_id:
        return redirect(f"{hub().settings.base_url}/", 303)
    flash(_("%(name)s is removed and signed out of this environment.", name=member.name))
    return redirect(url_for("members.index"), 303)


@bp.post(f"{MEMBER}/end-sessions")
@admin_required
@recent_sign_in
def end_sessions(person_id: UUID) -> ResponseReturnValue:
    """Sign a member out of this environment everywhere."""
    member = _member_or_404(person_id)
    _carry_out(lambda db: service.end_sessions(db, g.tenant.id, person_id, actor()))
    flash(
        _(
            "%(name)s is signed out of this environment in every browser, and has to sign in again to come back.",
            name=member.name,
        )
    )
    return redirect(url_for("members.index"), 303)


def _carry_out(deed: Callable[[Db], bool]) -> None:
    """Do something about a member, who must be one of this environment.

    :raises Refused: says what to do first
    """
    try:
        with transaction(g.tenant.id) as db:
            if not deed(db):
                abort(404)
    except NotAdmin:
        raise Refused(_("Only an Admin of this environment can do this. Ask one of its Admins.")) from None
    except LastAdmin:
        raise Refused(
            _(
                "Nobody would be left who can manage this environment: it needs at least one Admin whose account is "
                "accepted here. Make somebody else an Admin first, then try again."
            )
        ) from None


def _member_or_404(person_id: UUID) -> Member:
    with transaction(g.tenant.id) as db:
        members = list_members(db, g.tenant.id, limits())
    return next((each for each in members if each.person_id == person_id), None) or abort(404)


def _labels() -> dict[str, str]:
    return {key: each.label for key, each in hub().plugins.known_providers.items()}


def _role_asked_for() -> Role:
    try:
        return Role(submitted().get("role", ""))
    except ValueError:
        raise UserFault(_("There is no such role. Go back and choose Admin or Member."), field="role") from None
