"""What a connection to Procountor needs."""

from marshmallow import Schema, fields, validate

from hub.sdk.texts import text as _

__all__ = ["ConnectionSchema"]


class ConnectionSchema(Schema):
    """The settings of one company's connection; the company id is checked against the key where it is known."""

    api_key = fields.String(
        required=True,
        validate=validate.Length(min=8, max=4000, error=_("Paste the whole API key.")),
        metadata={
            "secret": True,
            "label": _("API key"),
            "help": _("In Procountor: the menu of your name → API client keys → New API key. It is shown once."),
        },
    )
    company_id = fields.String(
        load_default="",
        validate=validate.Regexp(r"\d{0,10}\Z", error=_("The company's id in Procountor consists of digits.")),
        metadata={
            "label": _("Company id in Procountor"),
            "help": _("May be left empty: the key belongs to one company."),
        },
    )
