"""Connections that go only where they may, and that end when the time for the whole answer is over.

The address is checked when a connection is made, and that very address is connected to: a name that is given another
address a moment later changes nothing. TLS still asks for, and proves, the name. Kept connections need no new check.
"""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError
from urllib3.util import create_urllib3_context

from hub.sdk.http.addresses import Place, Reach, look_up

__all__ = ["LocalPool", "OperatorsPool", "PublicPool", "tls", "within"]


class _Watch(threading.local):
    until = float("inf")


_watch = _Watch()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let everything that this thread reads from a connection fail with a time-out after so many seconds."""
    _watch.until = time.monotonic() + seconds
    try:
        yield
    finally:
        del _watch.until


def tls() -> ssl.SSLContext:
    """Make a context whose connections keep to :func:`within`; certificates are checked by who uses it."""
    context = create_urllib3_context()
    context.sslsocket_class = _TlsSocket
    return context


def _hurry(line: socket.socket) -> None:
    left = _watch.until - time.monotonic()
    if left <= 0:
        raise TimeoutError("the whole answer took too long")
    patience = line.gettimeout()
    if left < float("inf") and (patience is None or left < patience):
        line.settimeout(left)


class _Socket(socket.socket):
    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        _hurry(self)
        return super().recv_into(*args, **kwargs)


class _TlsSocket(ssl.SSLSocket):
    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        _hurry(self)
        return super().recv_into(*args, **kwargs)


class _Local(HTTPConnection):
    reach: ClassVar[Reach] = Reach.THIS_MACHINE

    def _new_conn(self) -> socket.socket:
        return _connected(self, self.reach)


class _Public(HTTPSConnection):
    reach: ClassVar[Reach] = Reach.PUBLIC

    def _new_conn(self) -> socket.socket:
        return _connected(self, self.reach)


class _Operators(_Public):
    reach = Reach.OPERATORS


class LocalPool(HTTPConnectionPool):
    """Plain http, on this machine."""

    ConnectionCls = _Local


class PublicPool(HTTPSConnectionPool):
    """https to public addresses."""

    ConnectionCls = _Public


class OperatorsPool(HTTPSConnectionPool):
    """https to public addresses and into the operator's network."""

    ConnectionCls = _Operators


def _connected(connection: HTTPConnection, reach: Reach) -> socket.socket:
    failure: OSError | None = None
    try:
        for place in look_up(connection.host, connection.port, reach):
            try:
                return _opened(connection, place)
            except OSError as error:
                failure = error
    except OSError as error:
        failure = error
    raise NewConnectionError(connection, f"cannot be reached: {failure}") from failure


def _opened(connection: HTTPConnection, place: Place) -> socket.socket:
    family, address = place
    line = _Socket(family, socket.SOCK_STREAM)
    try:
        for option in connection.socket_options or ():
            line.setsockopt(*option)
        line.settimeout(connection.timeout)
        _hurry(line)
        line.connect(address)
    except OSError:
        line.close()
        raise
    return line
