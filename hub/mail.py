"""Mail: written in the transaction of what it tells, sent by a worker over SMTP.

Without ``HUB_SMTP_URL`` mail is only kept, which the demo shows on a page. A message that was sent keeps no body:
it may have carried a one-time code.
"""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit
from uuid import UUID

from sqlalchemy import func, select

from hub import queue
from hub.config import HubSettings
from hub.db import Db
from hub.models import Mail
from hub.sdk.errors import TryLater
from hub.sdk.texts import text as _
from hub.texts import written

__all__ = ["InvalidRecipient", "kept", "message", "send", "server"]

TIMEOUT = 20
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_ADDRESS = re.compile(r"[^\s@<>,;:\"\x00-\x1f\x7f]+@[^\s@<>,;:\"\x00-\x1f\x7f]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


class InvalidRecipient(ValueError):
    """The text is no single address; it could smuggle a header or a second recipient."""


def send(db: Db, recipient: str, subject: str, body: str, *, language: str | None = None) -> Mail:
    """Have a plain text message sent after this transaction has committed.

    :param subject: line breaks and control characters in it become spaces; cut at 200 characters
    :param language: that of who reads it, where they have chosen one: see :func:`hub.texts.written`
    :raises InvalidRecipient: the recipient is not one plain address
    """
    if len(recipient) > 254 or not _ADDRESS.fullmatch(recipient):
        raise InvalidRecipient("A message goes to one address")
    heading = _CONTROL.sub(" ", written(subject, language))[:200].strip()
    mail = Mail(recipient=recipient, subject=heading, body=written(body, language))
    db.add(mail)
    db.flush()
    queue.later(db, "send_mail", args={"mail_id": str(mail.id)})
    return mail


def kept(db: Db, limit: int = 50) -> list[Mail]:
    """List the newest messages that were kept."""
    return list(db.scalars(select(Mail).order_by(Mail.created_at.desc(), Mail.id).limit(limit)))


@queue.task("send_mail")
def deliver(lease: queue.Lease) -> None:
    """Send one message; what was sent is not sent again, short of a crash between the server's answer and ours."""
    with lease.transaction(final=True) as db:
        mail = db.get_one(Mail, UUID(lease.args["mail_id"]), with_for_update=True)
        if mail.sent_at is not None or lease.settings.smtp_url is None:
            return
        _hand_over(message(mail, lease.settings.mail_from), lease.settings)
        mail.sent_at = func.now()
        mail.body = ""


def message(mail: Mail, sender: str) -> EmailMessage:
    """Write a kept message as mail; its id stays the same when it is sent again."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = formatdate(mail.created_at.timestamp())
    message["Message-ID"] = f"<{mail.id}@{sender.rsplit('@', 1)[-1].rstrip('>')}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    return message


def _hand_over(message: EmailMessage, settings: HubSettings) -> None:
    try:
        with server(settings.smtp_url or "") as connection:
            connection.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise TryLater(
            _("The mail server did not take a message: %(reason)s", reason=type(error).__name__), after=60
        ) from None


@contextmanager
def server(url: str) -> Iterator[smtplib.SMTP]:
    """Connect as ``smtp://`` (STARTTLS, which only this machine may lack) or ``smtps://`` (TLS from the start) says."""
    parts = urlsplit(url)
    host, context = parts.hostname or "", ssl.create_default_context()
    if parts.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=context)
    else:
        connection = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT)
    with connection:
        if parts.scheme != "smtps" and host not in LOOPBACK:
            connection.starttls(context=context)
        if parts.username:
            connection.login(unquote(parts.username), unquote(parts.password or ""))
        yield connection
