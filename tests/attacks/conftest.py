"""What attacks count, said at the end of the run."""

from collections import Counter

import pytest

from tests.hub.identity.conftest import issuer

__all__ = ["issuer"]

COUNTED = "counted: "


@pytest.fixture
def count(record_property):
    """Count something that is worth telling at the end of the run."""

    def count(what: str, number: int = 1) -> None:
        record_property(f"{COUNTED}{what}", number)

    return count


def pytest_terminal_summary(terminalreporter) -> None:
    """Say how much was tried: the properties come from every process that ran tests."""
    counted: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, number in getattr(report, "user_properties", ()):
                if name.startswith(COUNTED) and getattr(report, "when", "") == "call":
                    counted[name.removeprefix(COUNTED)] += number
    for what, number in sorted(counted.items()):
        terminalreporter.write_line(f"{number:>7,} {what}")
