"""Everything that can be turned in a running sandbox: limits, faults, and both answers to what is not published."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any


class UnknownSwitch(ValueError):
    """There is no such switch, or it cannot have that value."""


def _switch(default: Any, meaning: str, *choices: str) -> Any:
    return field(default=default, metadata={"meaning": meaning, "choices": choices})


@dataclass(frozen=True, slots=True)
class Switches:
    """The present position of every switch."""

    rate: float = _switch(20.0, "Requests a second for one client; 0 is no limit. More are answered 429.")
    retry_after: int = _switch(0, "Seconds in the Retry-After header of a 429; 0 sends no such header.")
    latency: float = _switch(0.0, "Seconds every API answer takes longer.")
    list_latency: float = _switch(0.0, "Seconds a page of receipts takes longer besides.")
    batch_latency: float = _switch(0.0, "Seconds a batch of receipts takes longer besides.")
    fault: str = _switch("none", "What goes wrong with an API answer.", "none", "500", "malformed", "drop")
    fault_path: str = _switch("", "Only answers of API paths that begin so, e.g. /ledgerreceipts; empty is all.")
    fault_every: int = _switch(1, "Each how many-eth matching answer goes wrong.")
    fault_times: int = _switch(0, "How many answers go wrong before all is well again; 0 is no end.")
    token_life: int = _switch(3600, "Seconds an access token is valid.")
    code_life: int = _switch(300, "Seconds a code of /login or /keylogin is valid.")
    activation_life: int = _switch(86400, "Seconds until an activation request expires (410).")
    initiator_shared: bool = _switch(True, "Whether an activation request names its initiator and the companies.")
    revoked_keys_kill_tokens: bool = _switch(True, "Whether live access tokens of a revoked key end at once.")
    auth_errors: str = _switch("oauth", "The shape of refusals at /oauth.", "oauth", "errors")
    na_status: str = _switch("absent", "The status of receipt types that have none.", "absent", "null", "EMPTY")
    total_count: bool = _switch(True, "Whether lists say how many rows there are in all.")
    vat_percent: str = _switch("always", "Whether rows without VAT carry vatPercent 0.", "always", "missing")
    hidden_receipt: str = _switch("404", "The answer when one hidden receipt is asked for alone.", "404", "403")
    report_balances: str = _switch(
        "change",
        "What /reports/ledgeraccounts shows of balance sheet accounts: with *balance* their opening, too.",
        "change",
        "closing",
        "balance",
    )
    report_sign: str = _switch("debit", "Which side is positive in /reports/ledgeraccounts.", "debit", "credit")
    report_label: str = _switch(
        "code name", "How /reports/ledgeraccounts names an account.", "code name", "code, name", "name (code)", "name"
    )
    report_layout: str = _switch(
        "standard", "Whose rows the income statement of /reports/accounting has: *own* a company's.", "standard", "own"
    )
    report_formula: str = _switch(
        "-3000..3599",
        "How /reports/accounting writes which accounts a row sums up.",
        "-3000..3599",
        "3000-3599",
        "[3000:3599]",
        "none",
    )
    webhook_header: str = _switch("X-Procountor-Signature", "The header that carries a webhook's signature.")
    webhook_algorithm: str = _switch("sha256", "How a webhook is signed.", "sha256", "sha384", "sha512")
    webhook_encoding: str = _switch("hex", "How a webhook's signature is written.", "hex", "base64")
    payments_move_versions: bool = _switch(True, "Whether a payment changes the version of its invoice.")
    payment_sign: str = _switch("invoice", "Whose sign payments of invoices have.", "invoice", "bank")
    payment_fields: str = _switch(
        "transactions", "What /payments/paymentevents tells of a payment.", "transactions", "events"
    )
    reports_follow_rights: bool = _switch(False, "Whether reports leave out what the key may not read.")

    def turned(self, values: Mapping[str, Any]) -> "Switches":
        """Give the switches with some of them set anew; texts are read as the switch's own type.

        :raises UnknownSwitch: a name or a value is not known; nothing is changed.
        """
        return replace(self, **{name: _read(name, value) for name, value in values.items()})

    def as_dict(self) -> dict[str, Any]:
        """Give every switch by name."""
        return asdict(self)


_FIELDS = {entry.name: entry for entry in fields(Switches)}


def describe() -> list[dict[str, Any]]:
    """List every switch with its meaning, choices and default, in the order to show them."""
    return [
        {"name": name, "default": entry.default, **entry.metadata, "kind": type(entry.default).__name__}
        for name, entry in _FIELDS.items()
    ]


def _read(name: str, value: Any) -> Any:
    if name not in _FIELDS:
        raise UnknownSwitch(f"There is no switch {name!r}. There are: {', '.join(_FIELDS)}.")
    entry = _FIELDS[name]
    choices = entry.metadata["choices"]
    if choices and str(value) not in choices:
        raise UnknownSwitch(f"{name} is one of {', '.join(choices)}, not {value!r}.")
    try:
        return _convert(value, type(entry.default))
    except (TypeError, ValueError):
        raise UnknownSwitch(f"{name} needs a {type(entry.default).__name__}, not {value!r}.") from None


def _convert(value: Any, kind: type) -> Any:
    if kind is bool:
        return _truth(value)
    if kind is str:
        return str(value)
    number = kind(value)
    if number < 0:
        raise ValueError(value)
    return number


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("true", "yes", "on", "1"):
        return True
    if str(value).lower() in ("false", "no", "off", "0", ""):
        return False
    raise ValueError(value)
