"""Time as Procountor writes it: Finnish local time without a zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

FINLAND = "Europe/Helsinki"


def now() -> datetime:
    """Give the present moment in Finland, to the second and without a zone, as the API's date-times are."""
    return datetime.now(ZoneInfo(FINLAND)).replace(tzinfo=None, microsecond=0)
