"""Procountor's own totals per account, to prove ours against."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection
from decimal import Decimal

from hub.sdk.accounting import Account, AccountTotal, Period
from hub.sdk.errors import GiveUp
from hub.sdk.texts import text as _
from plugins.procountor.client import ProcountorClient
from plugins.procountor.layers import MOVEMENT_TYPES
from plugins.procountor.money import cents
from plugins.procountor.reported import Row, ledger_accounts
from plugins.procountor.settings import settings

__all__ = ["account_of", "control_totals", "named_totals", "totals_of"]

LEADING_CODE = re.compile(r"\s*(\d{3,8})(?!\d)")
TRAILING_CODE = re.compile(r"(?<!\d)(\d{3,8})\)?\s*$")
PUNCTUATION = " \t,;:.()-–"


def control_totals(client: ProcountorClient, period: Period) -> list[AccountTotal]:
    """Read what moved on each account in a period by official receipts, openings and orders left out.

    :raises GiveUp: the report names its accounts in a way that cannot be read
    """
    return totals_of(client, period, MOVEMENT_TYPES)


def totals_of(client: ProcountorClient, period: Period, types: Collection[str]) -> list[AccountTotal]:
    """Sum up the official receipts of some types by account; receipts without a status count as official.

    :raises GiveUp: the report names its accounts in a way that cannot be read
    """
    return _summed(ledger_accounts(client, period, types))


def named_totals(client: ProcountorClient, period: Period) -> tuple[list[AccountTotal], list[Account]]:
    """Read what moved on each account by official receipts, and the accounts as the report itself names them.

    :raises GiveUp: the report names its accounts in a way that cannot be read
    """
    rows = ledger_accounts(client, period, MOVEMENT_TYPES)
    code_of = _reader([row.name or "" for row in rows])
    labels = {code: row.name for row in rows if row.name and (code := code_of(row.name))}
    accounts = [Account(code, label.replace(code, "", 1).strip(PUNCTUATION)) for code, label in sorted(labels.items())]
    return _summed(rows), accounts


def _exact(code: str, value: Decimal) -> int:
    return cents(value, lambda: _("account %(code)s in its report", code=code))


def _summed(rows: list[Row]) -> list[AccountTotal]:
    sums: defaultdict[str, int] = defaultdict(int)
    sign = settings().report_sign or 1
    code_of = _reader([row.name or "" for row in rows])
    for row in rows:
        code = code_of(row.name or "")
        if code is not None and row.value is not None:  # headings and totals carry no code
            sums[code] += sign * _exact(code, row.value)
    if rows and not sums:
        raise GiveUp(_("Procountor's account report names no account code in its rows, so it cannot be compared."))
    return [AccountTotal(code, amount) for code, amount in sorted(sums.items())]


def _reader(labels: list[str]) -> Callable[[str], str | None]:
    """Choose the place where most labels have their account code; the beginning where it makes no difference."""
    places: tuple[Callable[[str], str | None], ...] = (account_of, trailing_account_of)
    return max(places, key=lambda place: len({place(each) for each in labels} - {None}))


def account_of(label: str) -> str | None:
    """Read the account code that a row's label begins with; its format is not published.

    >>> account_of("3000 Myynti"), account_of("3000, Myynti"), account_of("Yhteensä 2025")
    ('3000', '3000', None)
    """
    found = LEADING_CODE.match(label)
    return found[1] if found else None


def trailing_account_of(label: str) -> str | None:
    """Read the account code that a row's label ends with.

    >>> trailing_account_of("Myynti (3000)"), trailing_account_of("Myynti 3000"), trailing_account_of("3000 Myynti")
    ('3000', '3000', None)
    """
    found = TRAILING_CODE.search(label)
    return found[1] if found else None
