"""Forms around connections."""

from marshmallow import Schema, fields, validate

__all__ = ["DetachSchema"]


class DetachSchema(Schema):
    """What shall become of the figures; erasing asks for the company's name."""

    data = fields.String(required=True, validate=validate.OneOf(("keep", "erase")))
    name = fields.String(load_default="")
