"""Who belongs to the environment, and who of them sees salaries by name. For Admins."""

from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from hub.audit import Actor
from hub.db import transaction
from hub.members import service
from hub.sdk.errors import Refused
from hub.web.context import request_id
from hub.web.security import admin_required, recent_sign_in
from tenants.errors import NotAdmin

__all__ = ["bp"]

bp = Blueprint("members", __name__)


@bp.get("/members")
@admin_required
def index() -> ResponseReturnValue:
    """List the members."""
    with transaction(g.tenant.id) as db:
        members = service.list_members(db, g.tenant.id)
    return render_template("members/index.html", members=members)


@bp.post("/members/<uuid:person_id>/payroll-detail")
@admin_required
@recent_sign_in
def payroll_detail(person_id: UUID) -> ResponseReturnValue:
    """Let a member see salaries by name, or not any more."""
    actor = Actor(current_user.person_id, current_user.identity_id, request_id())
    granted = request.form.get("granted") == "1"
    try:
        with transaction(g.tenant.id) as db:
            if not service.grant_payroll_detail(db, g.tenant.id, person_id, actor, granted=granted):
                abort(404)
    except NotAdmin:
        raise Refused(_("Only an Admin of this environment can do this. Ask one of its Admins.")) from None
    return redirect(url_for("members.index"), 303)
