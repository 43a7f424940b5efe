"""Addresses while somebody types: what to suggest, and what is free."""

from uuid import UUID

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import ValidationError

from hub.activation.flow import Page, Place
from hub.activation.schemas import LabelQuerySchema, address
from hub.activation.service import deciding
from hub.activation.views.decisions import COMPANY
from hub.activation.views.frame import bp, company_of, visit
from hub.db import Db
from hub.web.limits import limited
from hub.web.security import apex_only
from tenants import directory, naming


@bp.get(f"{COMPANY}/subdomain")
@apex_only
@limited("script")
def subdomain(activation_id: UUID, company_id: UUID) -> ResponseReturnValue:
    """Suggest a free address for ``name``, or tell whether ``label`` can be had."""
    asked = LabelQuerySchema().load(request.args.to_dict())
    with visit(activation_id, Place(Page.FORM, company_id)) as (db, found):
        row = company_of(found, company_id).row
        if "label" in asked:
            return jsonify(_checked(db, naming.spelled(asked["label"]) or asked["label"], row.id))
        return jsonify(_checked(db, deciding.suggested(db, row, asked.get("name", row.name)), row.id))


def _checked(db: Db, label: str, holder: UUID) -> dict[str, object]:
    try:
        address(label)
    except ValidationError as error:
        return {"subdomain": label, "free": False, "message": str(error.messages[0])}
    if directory.is_free(db, label, holder):
        return {"subdomain": label, "free": True, "message": _("%(label)s is free.", label=label)}
    offer = directory.free_like(db, label, holder)
    message = _("The address %(label)s is taken. %(offer)s is free.", label=label, offer=offer)
    return {"subdomain": label, "free": False, "message": message, "offer": offer}
