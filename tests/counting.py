"""What tests count and what is worth telling at the end of a run. A plugin of pytest."""

from collections import Counter
from collections.abc import Callable

import pytest

__all__ = ["count"]

COUNTED = "counted: "


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Count something that is told at the end of the run."""

    def count(what: str, number: int = 1) -> None:
        record_property(f"{COUNTED}{what}", number)

    return count


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much was tried: the properties come from every process that ran tests."""
    counted: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, number in getattr(report, "user_properties", ()):
                if name.startswith(COUNTED) and getattr(report, "when", "") == "call":
                    counted[name.removeprefix(COUNTED)] += number
    for what, number in sorted(counted.items()):
        terminalreporter.write_line(f"{number:>7,} {what}")
