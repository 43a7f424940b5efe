"""A server that counts: when each request arrived, and more than its limit in any second it refuses."""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Counter", "counting", "most_in_a_second"]

ANSWER = b"HTTP/1.1 %s\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}"


class Counter:
    """What has arrived; refused requests have arrived, too."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.arrivals: list[float] = []
        self.refused = 0
        self.port = 0
        self._counted: deque[float] = deque()

    def arrived(self) -> bool:
        """Count a request; tells whether it is within the limit."""
        now = time.monotonic()
        self.arrivals.append(now)
        while self._counted and self._counted[0] <= now - 1:
            self._counted.popleft()
        if len(self._counted) >= self.limit:
            self.refused += 1
            return False
        self._counted.append(now)
        return True


class _Line(asyncio.Protocol):
    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        status = b"200 OK" if self._counter.arrived() else b"429 Too Many Requests"
        self._transport.write(ANSWER % status)


@contextmanager
def counting(limit: int) -> Iterator[Counter]:
    """Listen on loopback, in a thread of this process."""
    counter, loop, up = Counter(limit), asyncio.new_event_loop(), threading.Event()

    async def serve() -> None:
        server = await loop.create_server(lambda: _Line(counter), "127.0.0.1", 0)
        counter.port = server.sockets[0].getsockname()[1]
        up.set()

    def run() -> None:
        loop.run_until_complete(serve())
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    up.wait()
    try:
        yield counter
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def most_in_a_second(arrivals: list[float]) -> int:
    """Count the most arrivals in any second, wherever it begins.

    >>> most_in_a_second([0.0, 0.5, 0.99, 1.0, 1.4])
    4
    """
    most, first = 0, 0
    for last, arrival in enumerate(arrivals):
        while arrivals[first] <= arrival - 1:
            first += 1
        most = max(most, last - first + 1)
    return most
