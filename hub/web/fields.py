"""Form fields that several features ask for, with what is said when they are wrong."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

__all__ = ["MISSING", "email_address"]

MISSING = {"required": _l("Fill this in."), "null": _l("Fill this in.")}
"""What a field says that has to be filled in."""
NO_EMAIL = _l("This is not an e-mail address.")
LONGEST_EMAIL = 254


def email_address() -> fields.String:
    """Ask for an e-mail address; marshmallow's own field takes no text that is translated later."""
    checks = [validate.Email(error=NO_EMAIL), validate.Length(max=LONGEST_EMAIL, error=NO_EMAIL)]
    return fields.String(required=True, validate=checks, error_messages=MISSING)
