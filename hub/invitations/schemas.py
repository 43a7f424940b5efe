"""The form of an invitation."""

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, fields, pre_load, validate

from hub.web.fields import email_address
from tenants.models import Role

__all__ = ["InvitationSchema"]


class InvitationSchema(Schema):
    """Whom to invite, and as what."""

    email = email_address()
    role = fields.String(
        required=True,
        validate=validate.OneOf(tuple(Role), error=_l("Choose what the person may do.")),
        error_messages={"required": _l("Choose what the person may do.")},
    )
    only_address = fields.Boolean(load_default=False)

    @pre_load
    def trim(self, submitted: dict[str, str], **_: object) -> dict[str, str]:
        """Ignore blanks and capitals in the address."""
        return {**submitted, "email": submitted.get("email", "").strip().lower()}
