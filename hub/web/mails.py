"""The demo's mail page: messages that were kept instead of sent. Only with ``HUB_DEMO=1``, only from this machine."""

from ipaddress import ip_address

from flask import Blueprint, abort, render_template, request

from hub import mail
from hub.db import transaction
from hub.web.context import hub
from hub.web.security import apex_only, public

__all__ = ["bp"]

bp = Blueprint("mails", __name__)


@bp.get("/demo/mails")
@apex_only
@public
def index() -> str:
    """Show the newest messages."""
    if not hub().settings.demo or not _is_this_machine(request.remote_addr or ""):
        abort(404)
    with transaction() as db:
        return render_template("mails/index.html", mails=mail.kept(db))


def _is_this_machine(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
