"""What tests count and what is worth telling at the end of a run. A plugin of pytest."""

from collections import Counter
from collections.abc import Callable

import pytest

__all__ = ["count", "tell"]

COUNTED = "counted: "
TOLD = "told: "


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Count something that is told at the end of the run."""

    def count(what: str, number: int = 1) -> None:
        record_property(f"{COUNTED}{what}", number)

    return count


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Say a sentence at the end of the run, also of a test that fails."""
    return lambda sentence: record_property(f"{TOLD}{sentence}", "")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much was tried: the properties come from every process that ran tests."""
    counted: Counter[str] = Counter()
    told: list[str] = []
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, number in getattr(report, "user_properties", ()) if getattr(report, "when", "") == "call" else ():
                if name.startswith(COUNTED):
                    counted[name.removeprefix(COUNTED)] += number
                elif name.startswith(TOLD):
                    told.append(name.removeprefix(TOLD))
    for what, number in sorted(counted.items()):
        terminalreporter.write_line(f"{number:>7,} {what}")
    for sentence in told:
        terminalreporter.write_line(sentence)
