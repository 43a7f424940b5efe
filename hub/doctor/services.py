import smtplib
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from hub import mail
from hub.config import HubSettings
from hub.doctor.findings import Finding, ill, note, well
from hub.sdk.errors import GiveUp, TryLater
from hub.sdk.http import Client
from hub.sdk.settings import InvalidSetting, Settings

PATIENCE = 5  # seconds


def look(settings: HubSettings, of_plugins: Iterable[type[Settings]], environ: Mapping[str, str]) -> Iterator[Finding]:
    """Try every service the hub is told to talk to."""
    for group in of_plugins:
        yield from _group(group, environ)
    yield from _mail(settings.smtp_url)


def _group(group: type[Settings], environ: Mapping[str, str]) -> Iterator[Finding]:
    try:
        values = group.read(environ)
    except InvalidSetting as error:
        yield ill("settings", str(error), "Correct the variable.")
        return
    if getattr(values, "client_id", "unasked") is None:
        name = next(each.metadata["name"] for each in group.declared() if each.name == "client_id")
        yield note("services", f"{name} is not set: this service is not offered")
        return
    yield from _secrets(values)
    for each in group.declared():
        value = getattr(values, each.name)
        if isinstance(value, str) and value.startswith(("http://", "https://")):
            yield _reached(each.metadata["name"], value)


def _secrets(values: Settings) -> Iterator[Finding]:
    """Miss the secret without which a service refuses us, and note the others: their help says what they are for."""
    for each in values.declared():
        name, meaning = each.metadata["name"], each.metadata["help"]
        if not each.metadata["secret"] or getattr(values, each.name):
            continue
        if each.name == "client_secret":
            yield ill("services", f"{name} is not set, so the service refuses this hub", meaning)
        else:
            yield note("services", f"{name} is not set", meaning)


def _reached(name: str, address: str) -> Finding:
    """Any answer below 500 will do: an address of an API need not have a page."""
    try:
        status = Client(address, set_by_operator=True, timeout=PATIENCE).send("GET", "").status_code
    except (TryLater, GiveUp) as error:
        return ill("services", f"{name}: {error.message}", "Check address and network.")
    if status >= 500:
        return ill("services", f"{name}: {address} answers {status}", "The service has a fault; try later.")
    return well("services", f"{name}: {address} answers")


def _mail(url: str | None) -> Iterator[Finding]:
    if url is None:
        yield note("mail", "HUB_SMTP_URL is not set: no mail leaves this hub", "Name a mail server before real use.")
        return
    parts = urlsplit(url)
    try:
        with mail.server(url) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        yield ill(
            "mail", f"The mail server {parts.hostname} does not answer ({type(error).__name__})", "Check HUB_SMTP_URL."
        )
    else:
        yield well("mail", f"The mail server {parts.hostname} answers")
