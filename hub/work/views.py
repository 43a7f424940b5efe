"""The page *Work*: what the hub does for this environment in the background, and how it goes."""

from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub import queue
from hub.db import transaction
from hub.patience import MAX_FAILURES
from hub.web.limits import limited
from hub.web.security import admin_required
from hub.work import service
from hub.work.words import title

__all__ = ["bp"]

bp = Blueprint("work", __name__)


@bp.get("/work")
@admin_required
def index() -> ResponseReturnValue:
    """List the work that is not done."""
    with transaction(g.tenant.id) as db:
        work = service.list_work(db, g.tenant.id)
    return render_template("work/index.html", work=work, title=title, most=MAX_FAILURES)


@bp.post("/work/<uuid:job_id>/try")
@admin_required
@limited("sync")
def try_now(job_id: UUID) -> ResponseReturnValue:
    """Have a job tried at once that waits for its next try or was given up."""
    with transaction(g.tenant.id) as db:
        if not queue.try_now(db, g.tenant.id, job_id):
            abort(404)
    return redirect(url_for("work.index"), 303)
