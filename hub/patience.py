"""How long work that fails is tried again: the same for jobs and for single requests to a source."""

import random

__all__ = ["MAX_FAILURES", "PATIENCE", "wait_after"]

MAX_FAILURES = 7
"""Failures in a row after which work is given up: about ten minutes."""

PATIENCE = 24 * 3600
"""Seconds for which work may be put off because the other side cannot answer."""


def wait_after(failures: int) -> float:
    """Give the seconds to wait after so many failures in a row: doubling, with jitter, at most ten minutes."""
    return float(min(600, 5 * 2**failures) * random.uniform(0.6, 1))  # noqa: S311 (jitter is no secret)
