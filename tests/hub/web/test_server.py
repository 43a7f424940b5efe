"""What the web server answers where the application is not asked."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from hub.config import HubSettings
from hub.web.server import answer, worker_for
from tests.ports import free_port

BROKEN = [
    b"GARBAGE\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET /<script>alert(1)</script> HTTP/1.1\r\nno colon here <b>\r\n\r\n",
    b"GET /auth/handoff/callback?code=canary HTTP/1.1\r\nbad header name: x\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: canary\r\n\r\n",
    b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: y\r\n" % number for number in range(200)) + b"\r\n",
]
APPLICATION = "hub_test_app:app"
RAISES = "def app(environ, start_response):\n    raise RuntimeError('a fault of the application')\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[tuple[int, Path]]:
    """Gunicorn with our worker, and an application that always fails."""
    folder = tmp_path_factory.mktemp("app")
    (folder / "hub_test_app.py").write_text(RAISES)
    port = free_port()
    told = ["--bind", f"127.0.0.1:{port}", "--worker-class", "hub.web.server.Worker", "--chdir", str(folder)]
    command = [sys.executable, "-m", "gunicorn", *told, "--no-control-socket", APPLICATION]
    with (folder / "log").open("w") as log, subprocess.Popen(command, stderr=log) as process:
        while process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port, folder / "log"
        process.terminate()


def ask(port: int, request: bytes) -> tuple[bytes, dict[str, str], str]:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(request)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    return first.split(" ")[1].encode(), dict(line.split(": ", 1) for line in lines), body.decode()


@pytest.mark.parametrize("request_", BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_request_is_answered_in_one_constant_sentence(server, request_):
    status, headers, body = ask(server[0], request_)
    assert (status, body) == (b"400", "This request cannot be understood.\n")
    assert_protected(headers)


def test_v16_5_4_a_fault_outside_of_the_application_is_answered_without_its_words(server):
    status, headers, body = ask(server[0], b"GET /?code=canary-in-query HTTP/1.1\r\nHost: x\r\n\r\n")
    assert (status, body) == (b"500", "Something went wrong. Try again in a moment.\n")
    assert_protected(headers)
    assert "a fault of the application" in server[1].read_text()
    assert "canary" not in server[1].read_text()


@pytest.mark.parametrize(("address", "told"), [("https://hub.example.com", True), ("http://hub.localhost:8000", False)])
def test_a_hub_served_over_https_says_so_in_these_answers_too(address, told):
    settings = HubSettings.read({"HUB_BASE_URL": address})
    written = answer(HTTPStatus.BAD_REQUEST, worker_for(settings).headers)
    assert (b"Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n" in written) is told


def assert_protected(headers: dict[str, str]) -> None:
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; frame-ancestors 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Server" not in headers
