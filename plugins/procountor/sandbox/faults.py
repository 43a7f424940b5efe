"""Answers that go wrong on purpose: as servers, networks and proxies do."""

import socket
from threading import Lock

from flask import Response, request

from .switches import Switches


class Mishaps:
    """Decides which answers go wrong, and remembers how many did since the switches were last turned."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._position: tuple[object, ...] = ()
        self._matching = 0
        self._done = 0

    def next(self, switches: Switches, path: str) -> str:
        """Give what goes wrong with the next answer of an API path, or `none`."""
        if switches.fault == "none" or not path.startswith(switches.fault_path):
            return "none"
        with self._lock:
            self._start_anew_if_turned(switches)
            if switches.fault_times and self._done >= switches.fault_times:
                return "none"
            self._matching += 1
            if self._matching % max(1, switches.fault_every):
                return "none"
            self._done += 1
            return switches.fault

    def _start_anew_if_turned(self, switches: Switches) -> None:
        position = (switches.fault, switches.fault_path, switches.fault_every, switches.fault_times)
        if position != self._position:
            self._position, self._matching, self._done = position, 0, 0


def spoil(fault: str, answer: Response) -> Response:
    """Make an answer what the fault says; a dropped connection is closed before a byte of it is sent."""
    if fault == "500":
        return Response("<html><body><h1>500 Internal Server Error</h1></body></html>", 500, mimetype="text/html")
    if fault == "malformed":
        body = answer.get_data()
        answer.set_data(body[: max(1, len(body) // 2)])
    if fault == "drop":
        _close_connection()
    return answer


def _close_connection() -> None:
    connection = request.environ.get("gunicorn.socket") or request.environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        connection.shutdown(socket.SHUT_RDWR)
