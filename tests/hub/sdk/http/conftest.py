"""A server of this machine that answers as a test wants, and a name service that tells what it likes."""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAME = "api.vendor.example"
Respond = Callable[[BaseHTTPRequestHandler], None]


class Vendor(ThreadingHTTPServer):
    """Remembers what reached it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.connections = 0
        self.names_asked_for: list[str | None] = []
        self.respond: Respond = fine

    def get_request(self) -> tuple[socket.socket, Any]:
        accepted = super().get_request()
        self.connections += 1
        return accepted

    def handle_error(self, *_: Any) -> None:
        """A client that hangs up is what some tests are about."""

    @property
    def port(self) -> int:
        return self.server_address[1]


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Vendor

    def do_GET(self) -> None:
        self.server.requests.append((self.path, dict(self.headers)))
        self.server.respond(self)

    def log_message(self, *_: Any) -> None:
        """Stay silent."""


def fine(to: BaseHTTPRequestHandler) -> None:
    to.send_response(200)
    to.send_header("Content-Length", "2")
    to.end_headers()
    to.wfile.write(b"ok")


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    """A vendor's server over plain http."""
    yield from _running(Vendor())


@pytest.fixture
def tls_vendor(tmp_path: Path) -> Iterator[Callable[..., Vendor]]:
    """Start a vendor's server over TLS with a certificate of one's own making."""
    started: list[Iterator[Vendor]] = []

    def start(certificate: Path) -> Vendor:
        server = Vendor()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        context.sni_callback = lambda _line, name, _context: server.names_asked_for.append(name)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        running = _running(server)
        started.append(running)
        return next(running)

    yield start
    for each in started:
        next(each, None)


def _running(server: Vendor) -> Iterator[Vendor]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def certificate(tmp_path: Path) -> Callable[..., Path]:
    """Make a self-signed certificate with its key; trusted only by who is told to."""

    def make(name: str = NAME, days: int = 1) -> Path:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        now = dt.datetime.now(dt.UTC)
        names: list[x509.GeneralName] = [x509.DNSName(name)]
        if name.replace(".", "").isdigit():
            names = [x509.IPAddress(ipaddress.ip_address(name))]
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=10))
            .not_valid_after(now + dt.timedelta(days=days))
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        file = tmp_path / f"{name}.pem"
        form = serialization.Encoding.PEM
        kind, secret = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        file.write_bytes(key.private_bytes(form, kind, secret) + made.public_bytes(form))
        return file

    return make


@pytest.fixture
def trusted(certificate: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Make a certificate that counts as issued by an authority everybody knows."""

    def make(name: str = NAME, days: int = 1) -> Path:
        file = certificate(name, days)
        monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(file))
        return file

    return make


class NameService:
    """Tells addresses in the order given, the last one for ever, and remembers who was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.tells: list[list[str]] = []

    def getaddrinfo(self, host: str, port: int, *_: Any, **__: Any) -> list[tuple[Any, ...]]:
        self.asked.append(host)
        told = self.tells.pop(0) if len(self.tells) > 1 else self.tells[0]
        return [
            (socket.AF_INET6 if ":" in each else socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port))
            for each in told
        ]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> NameService:
    service = NameService()
    monkeypatch.setattr(socket, "getaddrinfo", service.getaddrinfo)
    return service


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Lead every connection to a public address to this machine; gives the addresses that were connected to."""
    reached: list[str] = []
    connect = socket.socket.connect

    def lead(line: socket.socket, address: tuple[str, int]) -> None:
        reached.append(address[0])
        connect(line, ("127.0.0.1", address[1]))

    monkeypatch.setattr("hub.sdk.http.lines._Socket.connect", lead, raising=False)
    return reached
