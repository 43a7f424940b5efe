"""The forms of an activation."""

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, ValidationError, fields, pre_load, validate

from hub.texts import shown
from hub.web.fields import MISSING, email_address
from tenants import naming
from tenants.errors import InvalidLabel, LabelFault

__all__ = ["CodeSchema", "CompanySchema", "LabelQuerySchema", "address", "messages_of"]

FAULTS = {
    LabelFault.LENGTH: _l("An address has 3 to 40 characters."),
    LabelFault.CHARACTERS: _l("An address has only the letters a to z, digits and hyphens."),
    LabelFault.HYPHEN: _l("An address begins and ends with a letter or a digit."),
    LabelFault.PUNYCODE: _l("An address cannot have two hyphens in the third and fourth place."),
    LabelFault.DIGITS: _l("An address needs at least one letter."),
    LabelFault.RESERVED: _l("This address is kept for the service itself. Choose another."),
}


def address(label: str) -> None:
    """Accept what can be an environment's address."""
    try:
        naming.check(label)
    except InvalidLabel as error:
        raise ValidationError(str(FAULTS[error.fault])) from None


def messages_of(error: ValidationError) -> dict[str, list[str]]:
    """Give a form's messages by field, in the reader's language."""
    messages = error.normalized_messages().items()
    return {
        str(name): [str(shown(each)) for each in (found if isinstance(found, list) else [found])]
        for name, found in messages
    }


def one_line(text: str) -> None:
    """Accept a text of printable characters."""
    if not text.isprintable():
        raise ValidationError(str(_l("Write this on one line, without special control characters.")))


class CompanySchema(Schema):
    """Who a new environment is for. Whose books it reads is not asked: the store tells the business id."""

    name = fields.String(
        required=True,
        validate=[validate.Length(min=2, max=120, error=_l("Use 2 to 120 characters.")), one_line],
        error_messages=MISSING,
    )
    email = email_address()
    subdomain = fields.String(required=True, validate=address, error_messages=MISSING)
    terms = fields.Boolean(
        required=True,
        validate=validate.Equal(True, error=_l("Accept the terms to go on.")),
        error_messages={"required": _l("Accept the terms to go on."), "invalid": _l("Accept the terms to go on.")},
    )

    @pre_load
    def trim(self, submitted: dict[str, str], **_: object) -> dict[str, str]:
        """Ignore blanks around what was entered, and capitals in addresses."""
        trimmed = {name: value.strip() for name, value in submitted.items()}
        for name in ("subdomain", "email"):
            if name in trimmed:
                trimmed[name] = trimmed[name].lower()
        return trimmed


class CodeSchema(Schema):
    """The one-time code of the initiator; blanks and hyphens between the digits are what mail programs add."""

    code = fields.String(
        required=True,
        validate=validate.Regexp(r"\d{6}\Z", error=_l("The code has six digits.")),
        error_messages=MISSING,
    )

    @pre_load
    def bare(self, submitted: dict[str, str], **_: object) -> dict[str, str]:
        """Drop what stands between the digits."""
        code = "".join(each for each in submitted.get("code", "") if each not in " -\u00a0\t")
        return {**submitted, "code": code}


class LabelQuerySchema(Schema):
    """What the company form asks while somebody types: an address for a name, or whether an address is free."""

    name = fields.String(validate=validate.Length(max=200))
    label = fields.String(validate=validate.Length(max=200))
