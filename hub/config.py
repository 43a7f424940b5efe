"""The hub's own settings. Plugins declare theirs by the hook ``register_settings``."""

import base64
import binascii
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from hub.sdk.secrets import Secret
from hub.sdk.settings import (
    InvalidSetting,
    Settings,
    optional,
    positive_int,
    setting,
    text,
    web_address,
    yes_no,
)

__all__ = ["HubSettings", "Network", "load"]

Network = IPv4Network | IPv6Network
PROJECT = Path(__file__).resolve().parent.parent


def base_url(value: str) -> str:
    """Accept https, or http on ``localhost`` names, where browsers keep ``__Host-`` cookies."""
    address = web_address(value)
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.path:
        raise ValueError("must have no path")
    if parts.scheme == "http" and host != "localhost" and not host.endswith(".localhost"):
        raise ValueError("must be https: over http browsers drop the session cookie except on *.localhost")
    return address


def folder(value: str) -> Path:
    """Accept a folder's path."""
    return Path(text(value)).expanduser().resolve()


def secret_keys(value: str) -> tuple[Secret, ...]:
    """Accept one or more keys of 32 bytes in base64, separated by commas, the newest first."""
    keys = [part.strip() for part in value.split(",") if part.strip()]
    if not keys:
        raise ValueError("must hold at least one key")
    for key in keys:
        try:
            size = len(base64.b64decode(key, validate=True))
        except binascii.Error:
            size = 0
        if size != 32:
            raise ValueError("must hold keys of 32 bytes in base64, separated by commas, the newest first")
    return tuple(Secret(key) for key in keys)


def networks(value: str) -> tuple[Network, ...]:
    """Accept addresses and networks, separated by commas."""
    try:
        return tuple(ip_network(each.strip()) for each in value.split(",") if each.strip())
    except ValueError:
        raise ValueError("must be addresses or networks such as 10.0.0.5 or 172.18.0.0/16, with commas") from None


def mail_server(value: str) -> str:
    """Accept the address of a mail server."""
    parts = urlsplit(value.strip())
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("must be an address such as smtp://user:password@mail.example.com:587, or smtps://…")
    # what Python's smtplib signs in with
    if not unquote(f"{parts.username or ''}{parts.password or ''}").isascii():
        raise ValueError("must have a user and a password of ASCII characters: others cannot be sent to a mail server")
    return value.strip()


def at_most(most: int, least: int = 1) -> Callable[[str], int]:
    """Accept a whole number in bounds that cannot be widened."""

    def parse(value: str) -> int:
        if not value.strip().isdecimal() or not least <= int(value) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(value)

    return parse


@dataclass(frozen=True, kw_only=True)
class HubSettings(Settings):
    """Everything the hub itself can be told by the environment."""

    base_url: str = setting(
        "HUB_BASE_URL",
        base_url,
        default="http://hub.localhost:8000",
        help="Address of the hub; environments live one label below it.",
    )
    bind: str = setting("HUB_BIND", text, default="127.0.0.1:8000", help="Where the web server listens.")
    web_workers: int | None = setting(
        "HUB_WEB_WORKERS", optional(positive_int), default=None, help="Web processes; default one per core."
    )
    proxies: int = setting(
        "HUB_PROXIES", int, default=0, help="Reverse proxies in front whose X-Forwarded-* headers are believed."
    )
    proxy_addresses: tuple[Network, ...] = setting(
        "HUB_PROXY_ADDRESSES",
        networks,
        default=(),
        help="Addresses or networks of these proxies, separated by commas: nobody else's headers are believed. "
        "Needed where HUB_BIND is neither private nor a Unix socket.",
    )
    data_dir: Path = setting(
        "HUB_DATA_DIR",
        folder,
        default=PROJECT / ".hub",
        help="Where embedded servers keep data, sockets and logs.",
    )
    service_user: str | None = setting(
        "HUB_SERVICE_USER",
        optional(text),
        default=None,
        help="User of the embedded servers when started by root; default hub if it exists, else nobody.",
    )
    database_url: str | None = setting(
        "HUB_DATABASE_URL",
        optional(text),
        default=None,
        secret=True,
        help="PostgreSQL as the application role; default the embedded server.",
    )
    database_system_url: str | None = setting(
        "HUB_DATABASE_SYSTEM_URL",
        optional(text),
        default=None,
        secret=True,
        help="PostgreSQL as the system role: relay, sweeper and reconciler.",
    )
    database_owner_url: str | None = setting(
        "HUB_DATABASE_OWNER_URL",
        optional(text),
        default=None,
        secret=True,
        help="PostgreSQL as the owner: migrations only.",
    )
    redis_url: str | None = setting(
        "HUB_REDIS_URL",
        optional(text),
        default=None,
        secret=True,
        help="Redis or Valkey for the queue and for limits; default the embedded server.",
    )
    secret_keys: tuple[Secret, ...] = setting(
        "HUB_SECRET_KEYS",
        secret_keys,
        default=(),
        secret=True,
        help="Key-encryption keys, 32 bytes in base64 each, newest first, separated by commas. Back them up.",
    )
    smtp_url: str | None = setting(
        "HUB_SMTP_URL",
        optional(mail_server),
        default=None,
        secret=True,
        help="Mail server, e.g. smtp://user:password@mail.example.com:587; without it mail is only kept.",
    )
    mail_from: str = setting("HUB_MAIL_FROM", text, default="Hub <no-reply@hub.localhost>", help="Sender of mail.")
    terms_url: str = setting(
        "HUB_TERMS_URL", web_address, default="http://hub.localhost:8000/terms", help="Your terms of service."
    )
    terms_version: str = setting(
        "HUB_TERMS_VERSION", text, default="1", help="Version that people accept; change it with the text."
    )
    privacy_url: str = setting(
        "HUB_PRIVACY_URL", web_address, default="http://hub.localhost:8000/privacy", help="Your privacy policy."
    )
    support_url: str = setting(
        "HUB_SUPPORT_URL",
        text,
        default="mailto:support@hub.localhost",
        help="Where people ask for help: an address of a page or mailto:.",
    )
    session_idle_minutes: int = setting(
        "HUB_SESSION_IDLE_MINUTES",
        at_most(30),
        default=30,
        help="A session ends after so many minutes without use; 30 at most.",
    )
    session_hours: int = setting(
        "HUB_SESSION_HOURS", at_most(12), default=12, help="A session ends after so many hours; 12 at most."
    )
    step_up_minutes: int = setting(
        "HUB_STEP_UP_MINUTES",
        at_most(15, least=5),
        default=15,
        help="How many minutes ago the sign-in may be for what needs a recent one; 5 to 15.",
    )
    demo: bool = setting(
        "HUB_DEMO", yes_no, default=False, help="1 shows kept mail on a page; never on a public machine."
    )

    @property
    def host(self) -> str:
        """The apex host without port, e.g. ``hub.localhost``."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def step_up_limit(self) -> timedelta:
        """How old a sign-in may be where a recent one is needed."""
        return timedelta(minutes=self.step_up_minutes)

    def tenant_url(self, subdomain: str) -> str:
        """Give the address of an environment."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{subdomain}.{parts.netloc}"


def load(environ: Mapping[str, str] = os.environ) -> HubSettings:
    """Read and check the hub's settings.

    :raises InvalidSetting: names the variable and says what is wrong with it
    """
    settings = HubSettings.read(environ)
    if settings.proxies < 0:
        raise InvalidSetting("HUB_PROXIES cannot be used: it must be 0 or more")
    return settings
