"""How the tests are shared out among the processes that run them."""

from xdist.scheduler import LoadFileScheduling

__all__ = ["WholeFiles", "is_journey"]

JOURNEYS = "tests/journeys/"


class WholeFiles(LoadFileScheduling):
    """Gives a process whole files, whose tests share what is dear to make, and all journeys, which share the demos."""

    def _split_scope(self, nodeid: str) -> str:
        return JOURNEYS if is_journey(nodeid) else super()._split_scope(nodeid)


def is_journey(nodeid: str) -> bool:
    """Tell whether a test goes through a demo."""
    return nodeid.startswith(JOURNEYS)
