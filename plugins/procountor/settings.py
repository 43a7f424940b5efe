"""Where Procountor is and what this hub is known by there."""

import os
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from hub.sdk.errors import GiveUp
from hub.sdk.proving import Balances, Totals
from hub.sdk.settings import Settings, choice, optional, positive_number, setting, text, web_address
from hub.sdk.texts import text as _

__all__ = ["ProcountorSettings", "balances", "page_address", "safe_address", "settings", "side", "totals_as_set"]

RECEIPT = "{receipt}"
LOOPBACK_NAMES = {"localhost", "ip6-localhost"}


def safe_address(value: str) -> str:
    """Accept an https address, or http on this very machine: keys and ledgers never travel unprotected.

    >>> safe_address("https://api.procountor.com/api/")
    'https://api.procountor.com/api'
    >>> safe_address("http://127.0.0.1:8001/api")
    'http://127.0.0.1:8001/api'
    """
    address = web_address(value)
    parts = urlsplit(address)
    if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
        raise ValueError("must begin with https:// (http:// is for this machine only)")
    return address


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in LOOPBACK_NAMES


def page_address(value: str) -> str:
    """Accept the address of a receipt's page, which says where the receipt's id stands.

    >>> page_address("https://app.example.com/receipt/{receipt}")
    'https://app.example.com/receipt/{receipt}'
    """
    if value.count(RECEIPT) != 1 or set("{}") & set(value.replace(RECEIPT, "")):
        raise ValueError(f"must have {RECEIPT} once, where the receipt's id stands")
    parts = urlsplit(value)
    if RECEIPT in parts.netloc:
        raise ValueError(f"must have {RECEIPT} behind the host")
    safe_address(f"{parts.scheme}://{parts.netloc}")
    return value


def balances(value: str) -> Balances | None:
    """Read what a report shows; ``auto`` has it found out.

    >>> balances("closing"), balances("auto")
    (<Balances.CLOSING: 'closing'>, None)
    """
    if value == "auto":
        return None
    if value not in [each.value for each in Balances]:
        raise ValueError(f"must be auto, {', '.join(Balances)}")
    return Balances(value)


def side(value: str) -> int | None:
    """Read which side is positive; ``auto`` has it found out.

    >>> side("credit"), side("auto")
    (-1, None)
    """
    sides = {"auto": None, "debit": 1, "credit": -1}
    if value not in sides:
        raise ValueError(f"must be {', '.join(sides)}")
    return sides[value]


@dataclass(frozen=True, kw_only=True)
class ProcountorSettings(Settings):
    """How this hub reaches Procountor; client id, secret and operator key are issued by Procountor."""

    api_url: str = setting(
        "HUB_PROCOUNTOR_API_URL",
        safe_address,
        default="https://api.procountor.com/api",
        help="Address of Procountor's API, with its path.",
    )
    login_url: str = setting(
        "HUB_PROCOUNTOR_LOGIN_URL",
        safe_address,
        default="https://api.procountor.com",
        help="Address of Procountor's sign-in pages, without /keylogin.",
    )
    client_id: str | None = setting(
        "HUB_PROCOUNTOR_CLIENT_ID", optional(text), default=None, help="Client id that Procountor gave this hub."
    )
    client_secret: str | None = setting(
        "HUB_PROCOUNTOR_CLIENT_SECRET",
        optional(text),
        default=None,
        secret=True,
        help="Secret that belongs to the client id.",
    )
    operator_key: str | None = setting(
        "HUB_PROCOUNTOR_OPERATOR_KEY",
        optional(text),
        default=None,
        secret=True,
        help="API key of the company that owns the integration specification; needed for activations from the Store.",
    )
    request_param: str = setting(
        "HUB_PROCOUNTOR_REQUEST_PARAM",
        text,
        default="requestId",
        help="Name of the callback's query parameter that carries the id of the activation request.",
    )
    rate: float = setting(
        "HUB_PROCOUNTOR_RATE",
        positive_number,
        default=5.0,
        help="Requests per second to Procountor, over all environments together.",
    )

    report_balances: Balances | None = setting(
        "HUB_PROCOUNTOR_REPORT_BALANCES",
        balances,
        default=None,
        help="What Procountor's account report shows of balance sheet accounts: change, closing or balance; default "
        "auto, found out for each company.",
    )
    report_sign: int | None = setting(
        "HUB_PROCOUNTOR_REPORT_SIGN",
        side,
        default=None,
        help="Which side is positive in Procountor's account report: debit or credit; default auto.",
    )
    receipt_page: str | None = setting(
        "HUB_PROCOUNTOR_RECEIPT_PAGE",
        optional(page_address),
        default=None,
        help="Address of a receipt's own page in Procountor, with {receipt} for its id; receipts link to it. "
        "Without it there is no link.",
    )
    webhook_header: str = setting(
        "HUB_PROCOUNTOR_WEBHOOK_HEADER",
        text,
        default="X-Procountor-Signature",
        help="Header in which Procountor sends the signature of a webhook.",
    )
    webhook_algorithm: str = setting(
        "HUB_PROCOUNTOR_WEBHOOK_ALGORITHM",
        choice("sha256", "sha384", "sha512"),
        default="sha256",
        help="Hash of the HMAC that Procountor signs webhooks with.",
    )
    webhook_encoding: str = setting(
        "HUB_PROCOUNTOR_WEBHOOK_ENCODING",
        choice("hex", "base64"),
        default="hex",
        help="How Procountor writes the signature of a webhook.",
    )
    webhook_secret_name: str = setting(
        "HUB_PROCOUNTOR_WEBHOOK_SECRET_NAME",
        text,
        default="secret",
        help="Name of the value in authenticationMeta that tells Procountor the secret to sign with.",
    )

    def need(self, name: str) -> str:
        """Give a setting that the work at hand cannot do without.

        :raises GiveUp: the operator has not set it
        """
        value = getattr(self, name)
        if value is None:
            variable = next(each.metadata["name"] for each in self.declared() if each.name == name)
            raise GiveUp(
                _("This hub is not set up for Procountor yet: its operator has to set %(name)s.", name=variable)
            )
        return str(value)


def totals_as_set(given: ProcountorSettings) -> Totals | None:
    """Give how account totals are to be read, where the operator has set it: their sign is turned at reading."""
    if given.report_balances is None and given.report_sign is None:
        return None
    return Totals(balances=given.report_balances or Balances.CHANGE)


def settings() -> ProcountorSettings:
    """Read the settings as they are now; nothing is read when the module is imported."""
    return ProcountorSettings.read(os.environ)
