"""Whether a sign-in is recent enough for an act of consequence."""

from datetime import datetime, timedelta

from hub.identity.proof import SKEW
from hub.identity.sessions import SessionFacts

__all__ = ["is_recent"]


def is_recent(session: SessionFacts, policy: str, limit: timedelta, now: datetime) -> bool:
    """Say whether the person proved themselves at the provider within the limit.

    :param policy: ``strict`` believes only what the provider said about the time (``auth_time``), ``best_effort``
        also that the browser came back from the provider just now
    """
    if policy == "strict" and session.assurance != "fresh":
        return False
    return now - session.auth_time <= limit + timedelta(seconds=SKEW)
