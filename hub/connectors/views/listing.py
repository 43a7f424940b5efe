"""Which companies are read, how they are, and how far a sync is."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import abort, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_login import current_user

from hub.connectors import overview
from hub.connectors.models import SyncRun, SyncState
from hub.connectors.overview import Progress
from hub.connectors.views.blueprint import bp
from hub.db import transaction
from hub.texts import shown
from hub.web.context import hub
from hub.web.limits import limited
from hub.web.security import tenant_only
from hub.web.signed_in import unattended
from hub.work import service as work
from tenants.models import Role

__all__ = ["index", "sync_progress"]


@bp.app_template_global()
def sync_sentence(run: SyncRun) -> str:
    """Say how far a sync is."""
    if run.state == SyncState.WAITING:
        return _("Waiting to begin")
    if run.message:
        return str(shown(run.message))
    phase = shown(run.phase) or _("Asking the accounting system")
    if not run.done:
        return phase
    done = format_decimal(run.done)
    if run.total is None:
        return _("%(phase)s: %(done)s receipts", phase=phase, done=done)
    return _("%(phase)s: %(done)s of %(total)s receipts", phase=phase, done=done, total=format_decimal(run.total))


@bp.get("/connections")
@tenant_only
def index() -> ResponseReturnValue:
    """List the connections of the environment."""
    with transaction(g.tenant.id) as db:
        listed = overview.list_connections(db)
        failing = work.failing(db, g.tenant.id)
    return render_template(
        "connectors/index.html",
        live=[each for each in listed if each.is_live],
        detached=[each for each in listed if not each.is_live],
        labels={key: each.label for key, each in hub().plugins.connectors.items()},
        right_names=_right_names,
        is_admin=current_user.role == Role.ADMIN,
        failing=failing,
    )


def _right_names(connector: str, rights: Sequence[str]) -> str:
    """Name rights at the source as people call them; what its connector does not declare any more is left out."""
    found = hub().plugins.connectors.get(connector)
    return ", ".join(str(shown(each.title)) for each in (found.rights if found else ()) if each.key in rights)


@bp.get("/sync")
@tenant_only
@unattended
@limited("script")
def sync_progress() -> ResponseReturnValue:
    """Tell scripts how far the syncs of the environment, or of one book, are."""
    book_id = _book_id(request.args.get("book"))
    with transaction(g.tenant.id) as db:
        found = overview.progress(db, book_id)
        figures, verdicts = overview.figures(db, book_id), overview.verdicts(db, book_id)
    running = any(each.is_open for each in found)
    syncs = [_told(each) for each in found]
    return jsonify({"running": running, "figures": figures, "verdicts": verdicts, "syncs": syncs})


def _book_id(given: str | None) -> UUID | None:
    try:
        return UUID(given) if given else None
    except ValueError:
        abort(404)


def _told(progress: Progress) -> dict[str, Any]:
    run = progress.run
    return {
        "connection": str(progress.connection_id),
        "state": run.state,
        "phase": shown(run.phase),
        "done": run.done,
        "total": run.total,
        "message": shown(run.message),
        "text": sync_sentence(run),
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
    }
