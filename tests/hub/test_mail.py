import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from types import ModuleType

import pytest

from hub import mail
from hub.config import HubSettings
from hub.models import Job, Mail
from hub.pluginmanager import Plugins
from hub.queue.lease import Lease, claim
from hub.sdk.errors import TryLater
from hub.sdk.settings import InvalidSetting


class Postbox(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as a message needs."""

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline():
            verb = line.split()[0].upper() if line.split() else b""
            if verb == b"DATA":
                self.say("354 go on")
                self.server.messages.append(self.data())
                self.say("250 kept")
            elif verb == b"RCPT" and self.server.refuses:
                self.say("451 not now")
            else:
                self.say("221 bye" if verb == b"QUIT" else "250 ok")

    def data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return b"".join(lines)

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


@pytest.fixture
def postbox() -> Iterator[socketserver.TCPServer]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Postbox) as server:
        server.messages, server.refuses = [], False
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def smtp(postbox) -> HubSettings:
    return HubSettings.read({"HUB_SMTP_URL": f"smtp://127.0.0.1:{postbox.server_address[1]}"})


def written(db: ModuleType, *, subject: str = "A subject", body: str = "Some words\n") -> Mail:
    with db.transaction() as session:
        return mail.send(session, "anna@example.fi", subject, body)


def deliver(db: ModuleType, settings: HubSettings) -> None:
    with db.transaction() as session:
        job = session.query(Job).filter_by(kind="send_mail").one()
    claimed = claim(job.id)
    assert claimed is not None
    mail.deliver(Lease(claimed, settings, Plugins()))


def test_a_message_is_sent_once_and_its_body_is_not_kept(db, postbox, smtp):
    made = written(db, subject="Käpylä: your code", body="The code is 123456. Ääkköset.\n")

    deliver(db, smtp)

    (raw,) = postbox.messages
    sent = message_from_bytes(raw, policy=policy.default)
    assert sent["To"] == "anna@example.fi"
    assert sent["Subject"] == "Käpylä: your code"
    assert str(made.id) in sent["Message-ID"]
    assert sent.get_content().strip() == "The code is 123456. Ääkköset."
    with db.transaction() as session:
        kept = session.get_one(Mail, made.id)
        assert (kept.body, kept.sent_at is None) == ("", False)
        assert session.query(Job).one().state == "done"


def test_without_a_mail_server_the_message_is_only_kept(db):
    written(db)

    deliver(db, HubSettings.read({}))

    with db.transaction() as session:
        (kept,) = mail.kept(session)
        assert (kept.body, kept.sent_at) == ("Some words\n", None)


def test_a_mail_server_that_does_not_take_it_is_asked_again(db, postbox, smtp):
    written(db)
    postbox.refuses = True

    with pytest.raises(TryLater):
        deliver(db, smtp)

    with db.transaction() as session:
        assert mail.kept(session)[0].sent_at is None


def test_a_mail_server_elsewhere_without_tls_gets_nothing(db, postbox, smtp, monkeypatch):
    monkeypatch.setattr(mail, "LOOPBACK", set())
    written(db)

    with pytest.raises(TryLater):
        deliver(db, smtp)

    assert postbox.messages == []


def test_a_message_of_a_transaction_that_failed_is_never_sent(db):
    def fail() -> None:
        with db.transaction() as session:
            mail.send(session, "anna@example.fi", "A subject", "Words")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    with db.transaction() as session:
        assert session.query(Mail).count() == 0
        assert session.query(Job).count() == 0


def test_v1_3_11_a_subject_cannot_bring_headers_of_its_own(db, postbox, smtp):
    written(db, subject="Hello\r\nBcc: everybody@example.fi\u2028X: y")

    deliver(db, smtp)

    sent = message_from_bytes(postbox.messages[0], policy=policy.default)
    assert sent["Bcc"] is None
    assert sent["Subject"] == "Hello Bcc: everybody@example.fi X: y"


@pytest.mark.parametrize(
    "recipient",
    ["", "anna", "a@b, c@d", "a@b\r\nBcc: c@d", "Anna <a@b>", "a@b;c@d", "a b@c", "a@" + "b" * 260, "a@b\x00"],
)
def test_a_recipient_is_one_plain_address(db, recipient):
    with db.transaction() as session, pytest.raises(mail.InvalidRecipient):
        mail.send(session, recipient, "A subject", "Words")


def test_a_repeated_job_sends_no_second_message(db, postbox, smtp):
    written(db)
    deliver(db, smtp)
    with db.transaction() as session:
        job = session.query(Job).one()
        job.state = "pending"

    deliver(db, smtp)

    assert len(postbox.messages) == 1


@pytest.mark.parametrize("address", ["mail.example.com", "http://mail.example.com", "smtp://"])
def test_an_address_that_is_no_mail_server_is_refused_at_start(address):
    with pytest.raises(InvalidSetting, match="HUB_SMTP_URL"):
        HubSettings.read({"HUB_SMTP_URL": address})


@pytest.mark.parametrize("password", ["p%C3%A4ss", "päss"])
def test_a_password_that_no_mail_server_would_get_is_refused_at_the_start(password):
    with pytest.raises(InvalidSetting, match=r"HUB_SMTP_URL.*ASCII"):
        HubSettings.read({"HUB_SMTP_URL": f"smtp://hub:{password}@mail.example.com:587"})
