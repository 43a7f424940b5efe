"""Ports for the servers that tests start."""

import os
import random
import socket

__all__ = ["free_port"]

FIRST, END = 20_000, 32_000
"""Below the ports that systems give to connections, one of which might take a port between our look and its use."""

PROCESSES = 16
_given: set[int] = set()


def free_port() -> int:
    """Find a port of this machine that nobody listens on; no two calls of a run give the same one."""
    ours = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % PROCESSES
    while True:
        port = random.randrange(FIRST + ours, END, PROCESSES)
        if port not in _given and not _is_taken(port):
            _given.add(port)
            return port


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
