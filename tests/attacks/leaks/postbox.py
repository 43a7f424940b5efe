"""A mail server that wants a password, and keeps what it is brought."""

import email
import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message

from tests.journeys.demo import eventually

__all__ = ["Postbox", "open_postbox"]


class _Conversation(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as a message needs."""

    server: "Postbox"

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline():
            verb = line.split()[0].upper() if line.split() else b""
            if verb == b"EHLO":
                self._say("250-here")
                self._say("250 AUTH PLAIN")
            elif verb == b"AUTH":
                self.server.passwords.append(line.split()[-1].decode())
                self._say("235 come in")
            elif verb == b"DATA":
                self._say("354 go on")
                self.server.messages.append(email.message_from_bytes(self._data()))
                self._say("250 kept")
            else:
                self._say("221 bye" if verb == b"QUIT" else "250 ok")

    def _data(self) -> bytes:
        return b"".join(iter(self.rfile.readline, b".\r\n"))

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


class Postbox(socketserver.ThreadingTCPServer):
    """What has been brought, and the passwords it was brought with, in base64 as they came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.messages: list[Message] = []
        self.passwords: list[str] = []

    def wait_for(self, recipient: str, pattern: str) -> str:
        """Wait for a message to somebody in which something is found, and give that."""

        def look() -> str:
            for message in self.messages:
                body = message.get_payload(decode=True)
                assert isinstance(body, bytes)
                if message["To"] == recipient and (found := re.search(pattern, body.decode())):
                    return found[0]
            return ""

        return eventually(look, f"a message to {recipient}", patience=60)


@contextmanager
def open_postbox() -> Iterator[Postbox]:
    """Listen on a port of this machine."""
    with Postbox() as postbox:
        thread = threading.Thread(target=postbox.serve_forever)
        thread.start()
        try:
            yield postbox
        finally:
            postbox.shutdown()
            thread.join()
