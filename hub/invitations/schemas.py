"""The form of an invitation."""

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, fields, pre_load, validate

from tenants.models import Role

__all__ = ["InvitationSchema"]

_MISSING = {"required": _l("Fill this in."), "null": _l("Fill this in.")}


class InvitationSchema(Schema):
    """Whom to invite, and as what."""

    email = fields.String(  # fields.Email takes no text that is translated later
        required=True,
        validate=[
            validate.Email(error=_l("This is not an e-mail address.")),
            validate.Length(max=254, error=_l("This is not an e-mail address.")),
        ],
        error_messages=_MISSING,
    )
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
