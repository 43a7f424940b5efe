"""What a connection to Procountor needs."""

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, fields, validate

__all__ = ["ConnectionSchema"]


class ConnectionSchema(Schema):
    """The settings of one company's connection; the company id is checked against the key where it is known."""

    api_key = fields.String(
        required=True,
        validate=validate.Length(min=8, max=4000, error=_l("Paste the whole API key.")),
        metadata={
            "secret": True,
            "label": _l("API key"),
            "help": _l("In Procountor: the menu of your name → API client keys → New API key. It is shown once."),
        },
    )
    company_id = fields.String(
        load_default="",
        validate=validate.Regexp(r"\d{0,10}\Z", error=_l("The company's id in Procountor consists of digits.")),
        metadata={
            "label": _l("Company id in Procountor"),
            "help": _l("May be left empty: the key belongs to one company."),
        },
    )
