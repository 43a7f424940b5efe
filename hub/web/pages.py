"""Stand-ins for the operator's own texts, shown until ``HUB_TERMS_URL`` and ``HUB_PRIVACY_URL`` lead elsewhere."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from hub.web.security import any_host, public

__all__ = ["bp"]

bp = Blueprint("pages", __name__)


@bp.get("/terms")
@any_host
@public
def terms() -> ResponseReturnValue:
    """Show what stands in for the terms of service."""
    return render_template("pages/terms.html")


@bp.get("/privacy")
@any_host
@public
def privacy() -> ResponseReturnValue:
    """Show what stands in for the privacy policy."""
    return render_template("pages/privacy.html")
