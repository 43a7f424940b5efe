"""How long somebody waits for the embedded servers."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack

from bench.figures import Figure, report
from bench.place import folder
from hub.embedded import postgres, valkey

WHEEL = "0.86 s of the wheel's own start code"
WARM = "0.12 s of the wheel's own start code"


def measure() -> Iterator[Figure]:
    """Start PostgreSQL and Valkey in an empty folder, stop them and start them again."""
    with folder() as place:
        yield Figure("PostgreSQL, first start", _seconds(lambda: postgres.start(place)), "s", WHEEL)
        yield Figure("PostgreSQL, second start", _seconds(lambda: postgres.start(place)), "s", WARM)
        yield Figure(
            "Valkey, start", _seconds(lambda: valkey.start(place)), "s", "0.05 s of the wheel's own start code"
        )


def _seconds(start: Callable[[], AbstractContextManager[object]]) -> float:
    with ExitStack() as stack:
        began = time.perf_counter()
        stack.enter_context(start())
        return time.perf_counter() - began


if __name__ == "__main__":
    report(measure)
