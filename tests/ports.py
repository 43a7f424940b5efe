"""Ports for the servers that tests start."""

import random
import socket

__all__ = ["free_port"]

FIRST, END = 20_000, 32_000
"""Below the ports that systems give to connections, one of which might take a port between our look and its use."""


def free_port() -> int:
    """Find a port of this machine that nobody listens on; while this process lives, nobody else is given it.

    The processes of a run, and what they start, cannot know what the others were given and have not used yet.
    """
    while True:
        port = random.randrange(FIRST, END)
        if _is_reserved(port) and _is_free(port):
            return port


def _is_reserved(port: int) -> bool:
    """Take the port's number for this process by its UDP half, which no test uses: a server is still free to listen."""
    reserved = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        reserved.bind(("127.0.0.1", port))
    except OSError:
        reserved.close()
        return False
    reserved.detach()  # open until this process ends
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
