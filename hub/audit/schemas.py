"""What an Admin may look for in the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any
from uuid import UUID

from marshmallow import EXCLUDE, RAISE, Schema, fields, pre_load, validate

from hub.audit.actions import Kind

__all__ = ["ExportSchema", "Wanted", "WantedSchema", "wanted_of"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events are looked for; everything by default.

    :param person_id: who did it, or whom it was done to
    :param since, until: moments, the second one excluded
    """

    person_id: UUID | None = None
    kind: Kind | None = None
    since: datetime | None = None
    until: datetime | None = None


class WantedSchema(Schema):
    """The filter, as it stands in the address; empty fields are as good as none."""

    class Meta:
        """An address may be opened with what others have added to it."""

        unknown = EXCLUDE

    person = fields.UUID()
    kind = fields.Enum(Kind, by_value=True)
    since = fields.Date(data_key="from")
    until = fields.Date(data_key="to")
    below = fields.Integer(validate=validate.Range(min=1, max=2**62))

    @pre_load
    def _only_filled(self, data: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        return {key: value for key, value in data.items() if value}


class ExportSchema(WantedSchema):
    """What is to be taken out, and how it is written."""

    class Meta:
        """This one is a form of ours."""

        unknown = RAISE

    format = fields.String(required=True, validate=validate.OneOf(("jsonl", "csv")))


def wanted_of(loaded: Mapping[str, Any], zone: tzinfo) -> Wanted:
    """Say what is looked for; days are those of the reader's clock, the last one included."""
    until: date | None = loaded.get("until")
    return Wanted(
        loaded.get("person"),
        loaded.get("kind"),
        _midnight(loaded.get("since"), zone),
        _midnight(until + timedelta(days=1) if until and until < date.max else None, zone),
    )


def _midnight(day: date | None, zone: tzinfo) -> datetime | None:
    return datetime.combine(day, time.min, zone) if day else None
