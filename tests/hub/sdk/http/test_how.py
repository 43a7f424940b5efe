"""How the hub calls: the other side is proved, no redirect is followed, and nothing is endless."""

import gzip
import socket
import threading
import time
from types import SimpleNamespace

import pytest

from hub.sdk.errors import GiveUp, TryLater
from hub.sdk.http import Client, lines

MEGABYTE = 2**20


@pytest.fixture
def passed(monkeypatch) -> list[float]:
    """How many seconds the hub's clock is ahead, so that nobody has to wait until a time is over."""
    passed = [0.0]
    monkeypatch.setattr(lines, "time", SimpleNamespace(monotonic=lambda: time.monotonic() + passed[0]))
    return passed


def called(vendor, **more) -> Client:
    return Client(f"http://127.0.0.1:{vendor.port}", set_by_operator=True, **more)


def test_v12_3_2_a_self_signed_certificate_is_refused(names, internet, tls_vendor, certificate):
    vendor = tls_vendor(certificate())
    names.tells = [["1.1.1.1"]]
    with pytest.raises(TryLater, match="prove"):
        Client(f"https://api.vendor.example:{vendor.port}").send("GET", "/")
    assert vendor.requests == []


def test_v12_3_2_a_certificate_of_another_name_is_refused(names, internet, tls_vendor, trusted):
    vendor = tls_vendor(trusted("other.vendor.example"))
    names.tells = [["1.1.1.1"]]
    with pytest.raises(TryLater, match="prove"):
        Client(f"https://api.vendor.example:{vendor.port}").send("GET", "/")
    assert vendor.requests == []


def test_v12_3_2_a_certificate_out_of_date_is_refused(names, internet, tls_vendor, trusted):
    vendor = tls_vendor(trusted(days=-1))
    names.tells = [["1.1.1.1"]]
    with pytest.raises(TryLater, match="prove"):
        Client(f"https://api.vendor.example:{vendor.port}").send("GET", "/")
    assert vendor.requests == []


@pytest.mark.parametrize("place", ["http://169.254.169.254/latest/meta-data", "/elsewhere", "file:///etc/passwd"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_v15_3_2_a_redirect_is_an_answer_and_not_followed(vendor, status, place):
    def redirect(to) -> None:
        to.send_response(status)
        to.send_header("Location", place)
        to.send_header("Content-Length", "0")
        to.end_headers()

    vendor.respond = redirect
    assert called(vendor).send("GET", "/").status_code == status
    assert [path for path, _ in vendor.requests] == ["/"]


def announced(to) -> None:
    to.send_response(200)
    to.send_header("Content-Length", str(1024 * MEGABYTE))
    to.end_headers()
    while True:
        to.wfile.write(b" " * MEGABYTE)


def unannounced(to) -> None:
    to.send_response(200)
    to.send_header("Transfer-Encoding", "chunked")
    to.end_headers()
    for _ in range(1024):
        to.wfile.write(b"%x\r\n" % MEGABYTE + b" " * MEGABYTE + b"\r\n")


def compressed(to) -> None:
    body = gzip.compress(b" " * (256 * MEGABYTE), 1)
    to.send_response(200)
    to.send_header("Content-Encoding", "gzip")
    to.send_header("Content-Length", str(len(body)))
    to.end_headers()
    to.wfile.write(body)


@pytest.mark.parametrize("respond", [announced, unannounced, compressed])
def test_an_answer_without_end_is_cut(vendor, respond):
    vendor.respond = respond
    with pytest.raises(GiveUp, match="longer than 2 MB"):
        called(vendor, max_bytes=2 * MEGABYTE, timeout=120).send("GET", "/")


def test_an_answer_of_the_allowed_size_arrives_whole(vendor):
    def respond(to) -> None:
        to.send_response(200)
        to.send_header("Content-Length", str(MEGABYTE))
        to.end_headers()
        to.wfile.write(b"x" * MEGABYTE)

    vendor.respond = respond
    assert called(vendor, max_bytes=MEGABYTE).send("GET", "/").content == b"x" * MEGABYTE


def drip_body(to) -> None:
    to.send_response(200)
    to.send_header("Content-Length", "100000")
    to.end_headers()
    drip(to)


def drip_headers(to) -> None:
    to.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for _ in range(90):
        to.wfile.write(b"X-Slow: ")
        drip(to, 20)
        to.wfile.write(b"\r\n")


def drip_status(to) -> None:
    to.wfile.write(b"HTTP/1.1 200 ")
    drip(to)


def drip(to, times: int = 1000) -> None:
    for _ in range(times):
        to.wfile.write(b"x")
        time.sleep(0.05)


@pytest.mark.parametrize("respond", [drip_status, drip_headers, drip_body])
def test_an_answer_in_drips_is_given_up_when_its_whole_time_is_over(vendor, respond, passed):
    ended = threading.Event()

    def told(to) -> None:
        passed[0] = 61
        try:
            respond(to)
        except OSError:  # the hub has hung up
            ended.set()

    vendor.respond = told
    with pytest.raises(TryLater):
        called(vendor, timeout=60).send("GET", "/")
    assert ended.wait(60)


def test_drips_over_tls_are_given_up_too(names, internet, tls_vendor, trusted):
    vendor = tls_vendor(trusted())
    names.tells = [["1.1.1.1"]]
    vendor.respond = drip_body
    with pytest.raises(TryLater):
        Client(f"https://api.vendor.example:{vendor.port}", timeout=1).send("GET", "/")


def test_a_time_that_is_over_does_not_hurry_the_next_request(vendor, passed):
    client = called(vendor, timeout=60)
    client.send("GET", "/")
    passed[0] = 61
    assert client.send("GET", "/").content == b"ok"
    assert vendor.connections == 1


def test_a_server_that_hangs_up_in_the_middle_is_asked_later():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up() -> None:
            line, _ = server.accept()
            line.recv(1000)
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            line.close()

        threading.Thread(target=hang_up).start()
        with pytest.raises(TryLater):
            Client(f"http://127.0.0.1:{server.getsockname()[1]}", set_by_operator=True).send("GET", "/")


def test_nothing_in_the_environment_changes_where_or_as_whom_the_hub_calls(vendor, monkeypatch, tmp_path):
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login anna password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    assert called(vendor).send("GET", "/").content == b"ok"
    assert "Authorization" not in vendor.requests[0][1]


def test_a_line_break_in_a_path_or_a_header_does_not_begin_a_header(vendor):
    called(vendor).send("GET", "/a\r\nX-Forged: 1", query={"b": "c\r\nX-Forged: 2"})
    assert "X-Forged" not in vendor.requests[0][1]
    with pytest.raises(GiveUp):
        called(vendor).send("GET", "/", headers={"X-Name": "Anna\r\nX-Forged: 3"})
    assert len(vendor.requests) == 1
