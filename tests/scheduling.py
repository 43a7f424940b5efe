"""How the tests are shared out among the processes that run them."""

import pytest
from xdist.scheduler import LoadGroupScheduling

__all__ = ["WholeFiles", "group_by_demo"]


class WholeFiles(LoadGroupScheduling):
    """Gives a process whole files, whose tests share what is dear to make, and groups of tests beyond files."""

    def _split_scope(self, nodeid: str) -> str:
        return super()._split_scope(nodeid).split("::")[0]


def group_by_demo(items: list[pytest.Item]) -> None:
    """Keep the journeys through one demo together, and begin with them: at the end others would wait for them."""
    journeys = [item for item in items if item.nodeid.startswith("tests/journeys/")]
    for item in journeys:
        demo = "rough_demo" if "rough_demo" in getattr(item, "fixturenames", ()) else "demo"
        item.add_marker(pytest.mark.xdist_group(demo))
    items.sort(key=lambda item: item not in journeys)
