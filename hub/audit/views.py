"""The audit log of an environment, for its Admins: who did what, when, and a file of it that proves itself."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from flask import Blueprint, Response, g, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import get_timezone
from flask_babel import gettext as _

from hub import audit
from hub.audit import exports, service
from hub.audit.actions import KINDS
from hub.audit.chain import Head
from hub.audit.schemas import ExportSchema, WantedSchema, wanted_of
from hub.audit.telling import tell
from hub.db import transaction
from hub.reports.exports.formats import FORMATS
from hub.texts import shown
from hub.web.acting import actor
from hub.web.context import hub
from hub.web.csrf import submitted
from hub.web.limits import limited
from hub.web.security import admin_required, recent_sign_in

__all__ = ["bp"]

bp = Blueprint("audit", __name__)
KINDS_OF_FILE = {"jsonl": "application/jsonl; charset=utf-8", "csv": "text/csv; charset=utf-8"}


@bp.get("/audit")
@admin_required
def index() -> ResponseReturnValue:
    """Show what was done, the newest first."""
    asked = WantedSchema().load(request.args)
    with transaction(g.tenant.id) as db:
        page = service.page_of(db, g.tenant.id, wanted_of(asked, get_timezone()), asked.get("below"))
        people = service.people(db, g.tenant.id)
    labels = _labels()
    return render_template(
        "audit/index.html",
        told=[tell(each, labels) for each in page.events],
        older=page.older,
        people=people,
        kinds=KINDS,
        asked=_shown(asked),
    )


@bp.get("/audit/export")
@admin_required
@recent_sign_in
def choose_export() -> ResponseReturnValue:
    """Offer the ways to take the log out, and show the head to be noted."""
    asked = WantedSchema().load(request.args)
    with transaction(g.tenant.id) as db:
        head = service.head_of(db, g.tenant.id)
    return render_template("audit/export.html", head=head, asked=_shown(asked))


@bp.post("/audit/export")
@admin_required
@recent_sign_in
@limited("export")
def export() -> ResponseReturnValue:
    """Send the whole log as JSON Lines, or what is looked for as CSV; that it was taken out is the newest event."""
    asked = ExportSchema().load(submitted())
    looked_for = _shown(asked) if asked["format"] == "csv" else {}
    details = {"format": asked["format"], "looked_for": looked_for}
    with transaction(g.tenant.id) as db:
        audit.record(db, g.tenant.id, "audit.exported", g.tenant.name, details, actor())
    with transaction(g.tenant.id) as db:
        head = service.head_of(db, g.tenant.id)
    answer = Response(stream_with_context(_lines(asked, head)), content_type=KINDS_OF_FILE[asked["format"]])
    name = f"audit-{g.tenant.subdomain}-{head.sequence}.{asked['format']}"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _lines(asked: dict[str, Any], head: Head) -> Iterator[bytes]:
    opened = partial(transaction, g.tenant.id)
    if asked["format"] == "jsonl":
        return exports.json_lines(service.follow(opened, g.tenant.id, head), str(g.tenant.id))
    events = service.follow(opened, g.tenant.id, head, wanted_of(asked, get_timezone()))
    labels = _labels()
    return exports.csv_lines((tell(each, labels) for each in events), _headings())


def _headings() -> tuple[str, ...]:
    return (
        _("Number"),
        _("When"),
        _("Who"),
        _("Account"),
        _("Signed in how"),
        _("Action"),
        _("What"),
        _("Before"),
        _("After"),
        _("Details"),
        _("Request"),
        _("Hash"),
    )


def _labels() -> dict[str, dict[str, str]]:
    """Name what events keep by its key, in the reader's language."""
    plugins = hub().plugins
    return {
        "provider": {key: str(each.label) for key, each in plugins.providers.items()},
        "connector": {key: str(shown(each.label)) for key, each in plugins.connectors.items()},
        "report": {key: str(shown(each.title)) for key, each in plugins.builders.items()},
        "format": {key: str(shown(each.label)) for key, each in FORMATS.items()},
    }


def _shown(asked: dict[str, Any]) -> dict[str, str]:
    """Give the filter as it stands in an address."""
    schema = WantedSchema(exclude=("below",))
    return {key: str(value) for key, value in schema.dump(asked).items() if value}
