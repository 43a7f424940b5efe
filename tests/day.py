"""The day it is for the hub's readers, whatever the hour and the zone of the machine that runs the tests."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from hub.languages import TIMEZONE


def today() -> date:
    return datetime.now(ZoneInfo(TIMEZONE)).date()
