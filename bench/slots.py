"""Which slots of a budget were booked, as the database gave them.

When requests arrive is the machine's doing, too: one process that stands still for a moment, and they come bunched. How
many may be sent in a second is what the slots say; that none is sent without one, or before it, the arrivals tell.
"""

import time
from bisect import bisect_right
from collections.abc import Sequence

from sqlalchemy import create_engine, text

from hub import db

__all__ = ["booked", "keep_slots", "most_ahead"]

EARLY = 0.25
"""Seconds by which a request may come before its slot, which is told too early by what the database took to answer."""

KEEP = """
CREATE TABLE booked_slot (at timestamptz NOT NULL);
CREATE FUNCTION keep_slot() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_temp AS $$
    BEGIN INSERT INTO public.booked_slot VALUES (NEW.next_at); RETURN NULL; END
$$;
CREATE TRIGGER keep_slot AFTER INSERT OR UPDATE ON rate_slot FOR EACH ROW EXECUTE FUNCTION keep_slot();
"""
BOOKED = "SELECT extract(epoch FROM at) FROM booked_slot ORDER BY at"


def keep_slots(owner_url: str) -> None:
    """Let a database keep every slot that is booked from now on."""
    engine = create_engine(owner_url)
    with engine.begin() as connection:
        connection.execute(text(KEEP))
    engine.dispose()


def booked() -> list[float]:
    """Give when each slot that was booked begins, in order, by this machine's monotonic clock."""
    with db.system_transaction() as session:
        beginnings = session.scalars(text(BOOKED)).all()
    offset = time.monotonic() - time.time()
    return [float(each) + offset for each in beginnings]


def most_ahead(arrivals: Sequence[float], slots: Sequence[float], early: float = EARLY) -> int:
    """Count by how many the requests that had come were ever more than the slots that had.

    >>> most_ahead([1.0, 1.1, 3.0], [0.9, 1.05, 1.1], 0), most_ahead([1.0, 1.1, 1.2], [0.9, 2.0], 0)
    (0, 2)
    """
    ahead = (number - bisect_right(slots, each + early) for number, each in enumerate(sorted(arrivals), start=1))
    return max(0, *ahead)
