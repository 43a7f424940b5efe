"""Counts of what was asked of the API, and the limit on how much may be asked in a second."""

import time
from collections import Counter, deque
from dataclasses import asdict, dataclass
from threading import Lock
from typing import Any

REMEMBERED_REQUESTS = 20_000


@dataclass(frozen=True, slots=True)
class Visit:
    """One answered request; `path` has {} instead of ids, `target` is what was really asked."""

    at: float  # seconds on the monotonic clock, when it arrived
    method: str
    path: str
    target: str
    status: int
    client_id: str
    company_id: int | None


class Traffic:
    """The latest requests, and counts of all since the last reset."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._visits: deque[Visit] = deque(maxlen=REMEMBERED_REQUESTS)
        self._counts: Counter[tuple[str, int]] = Counter()

    def note(self, visit: Visit) -> None:
        """Remember a request."""
        with self._lock:
            self._visits.append(visit)
            self._counts[f"{visit.method} {visit.path}", visit.status] += 1

    def forget(self) -> None:
        """Start counting anew."""
        with self._lock:
            self._visits.clear()
            self._counts.clear()

    def visits(self) -> list[dict[str, Any]]:
        """List the latest requests, oldest first."""
        with self._lock:
            return [asdict(visit) for visit in self._visits]

    def counts(self) -> dict[str, Any]:
        """Count requests by path and by status, and the most that arrived within any one second."""
        with self._lock:
            by_path: Counter[str] = Counter()
            by_status: Counter[str] = Counter()
            for (path, status), count in self._counts.items():
                by_path[path] += count
                by_status[str(status)] += count
            arrivals = sorted(visit.at for visit in self._visits)
        return {
            "total": by_path.total(),
            "paths": dict(by_path),
            "statuses": dict(by_status),
            "most_in_a_second": _most_in_a_second(arrivals),
        }


class Limiter:
    """How many requests of one client came in the last second; those refused do not count."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._arrivals: dict[str, deque[float]] = {}

    def admits(self, client_id: str, rate: float) -> bool:
        """Say whether one more request of the client is within `rate` a second (0 is no limit), and count it."""
        if not rate:
            return True
        window = max(1.0, 1.0 / rate)
        with self._lock:
            moment = time.monotonic()
            arrivals = self._arrivals.setdefault(client_id, deque())
            while arrivals and arrivals[0] <= moment - window:
                arrivals.popleft()
            if len(arrivals) >= max(1, int(rate * window)):
                return False
            arrivals.append(moment)
            return True


def _most_in_a_second(arrivals: list[float]) -> int:
    most = first = 0
    for last, moment in enumerate(arrivals):
        while arrivals[first] <= moment - 1:
            first += 1
        most = max(most, last - first + 1)
    return most
