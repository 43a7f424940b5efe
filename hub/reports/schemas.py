"""What people enter about reports."""

from typing import get_args

from marshmallow import Schema, ValidationError, fields, post_load, validate

from hub.reports.view import Span
from hub.sdk.texts import text as _

__all__ = ["NameSchema", "SaveSchema"]


def _check_name(name: str) -> None:
    if not name.strip():
        raise ValidationError(_("Enter a name."))
    if not name.isprintable():
        raise ValidationError(_("A name is letters, digits and signs on one line."))


class NameSchema(Schema):
    """The name of a saved view."""

    name = fields.String(
        required=True,
        error_messages={"required": _("Enter a name.")},
        validate=(
            validate.Length(max=120, error=_("A name has at most 120 characters. Enter a shorter one.")),
            _check_name,
        ),
    )

    @post_load
    def _trimmed(self, data: dict[str, str], **_more: object) -> dict[str, str]:
        return data | {"name": data["name"].strip()}


class SaveSchema(NameSchema):
    """A view that is to be saved: these days, or always the newest."""

    span = fields.String(
        required=True,
        error_messages={"required": _("Choose which days the view is about.")},
        validate=validate.OneOf(("days", *get_args(Span)), error=_("Choose which days the view is about.")),
    )
