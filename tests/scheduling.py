"""How the tests are shared out among the processes that run them."""

from xdist.scheduler import LoadFileScheduling

__all__ = ["WholeFiles", "is_journey"]

JOURNEYS = "tests/journeys/"
APART = (f"{JOURNEYS}test_crashes.py", f"{JOURNEYS}test_sentinel.py")
"""Files that a demo serves in which no other journey was: another process may take them, and start one for them."""


class WholeFiles(LoadFileScheduling):
    """Gives a process whole files, whose tests share what is dear to make, and most journeys, which share the demos."""

    def _split_scope(self, nodeid: str) -> str:
        shares_demo = is_journey(nodeid) and not nodeid.startswith(APART)
        return JOURNEYS if shares_demo else super()._split_scope(nodeid)


def is_journey(nodeid: str) -> bool:
    """Tell whether a test goes through a demo."""
    return nodeid.startswith(JOURNEYS)
