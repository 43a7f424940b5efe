"""An application of this process behind a port of this machine, for browsers."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.serving import make_server

__all__ = ["serving"]

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
PATIENCE = 60  # seconds


class Counted:
    """Counts who is being answered: each of them may hold a connection to the database."""

    def __init__(self, app: Application) -> None:
        self.inside = 0
        self._app = app
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        with self._lock:
            self.inside += 1
        try:
            answer = self._app(environ, start_response)
            try:
                return list(answer)
            finally:
                if close := getattr(answer, "close", None):
                    close()
        finally:
            with self._lock:
                self.inside -= 1


@contextmanager
def serving(app: Application, port: int | None) -> Iterator[None]:
    """Answer at a port, and leave nobody in the middle: pages ask by themselves until their browser is closed.

    :raises AssertionError: somebody is still being answered after a minute
    """
    assert port is not None
    counted = Counted(app)
    server = make_server("127.0.0.1", port, counted, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        deadline = time.monotonic() + PATIENCE
        while counted.inside:
            assert time.monotonic() < deadline, "somebody is still being answered"
            time.sleep(0.01)
