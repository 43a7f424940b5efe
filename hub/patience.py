"""How long work that fails is tried again: the same for jobs and for single requests to a source."""

import random

__all__ = ["MAX_FAILURES", "PATIENCE", "jittered", "wait_after"]

MAX_FAILURES = 7
"""Failures in a row after which work is given up: about ten minutes."""

PATIENCE = 24 * 3600
"""Seconds for which work may be put off because the other side cannot answer."""


def wait_after(failures: int) -> float:
    """Give the seconds to wait after so many failures in a row: doubling, with jitter, at most ten minutes."""
    return float(min(600, 5 * 2**failures) * random.uniform(0.6, 1))  # noqa: S311 (jitter is no secret)


def jittered(seconds: float) -> float:
    """Give at least a second, and a little more than was asked for: not everybody shall come back at once."""
    return max(seconds, 1) * random.uniform(1, 1.2)  # noqa: S311 (jitter is no secret)
