"""Whether the key reads enough: without payroll rights the ledger does not add up, and nothing says so by itself."""

import datetime as dt
from typing import Any

from msgspec import Struct

from hub.sdk.accounting import UNBALANCED, Finding, Period, Receipt, Severity
from hub.sdk.errors import GiveUp
from hub.sdk.texts import text as _
from hub.sdk.texts import together
from plugins.procountor.client import Page, ProcountorClient
from plugins.procountor.errors import Forbidden, NotFound
from plugins.procountor.layers import SALARY
from plugins.procountor.mapping import receipt_from
from plugins.procountor.needs import DIMENSIONS, NAMES, PAYROLL, REPORTS
from plugins.procountor.rights import ALL, NONE, NOT_ENABLED, Rights, Salaries, read_rights
from plugins.procountor.totals import totals_of

__all__ = ["PAYROLL_ACCOUNTS", "findings"]

PAYROLL_ACCOUNTS = ("5", "6", "288", "292", "295")
"""Wages and social costs, and the balance sheet accounts that salaries are paid from: payments under way, withholding
tax and social contributions, accrued wages."""
PROBED = 20
"""How many of the newest salary receipts are looked into."""
REPORTED = dt.timedelta(days=400)
"""How far back Procountor's own reports are asked for salaries that the receipts lack: some pay once a year."""
GIVE_RIGHTS = _(
    "In Procountor, open Management → Users and user rights and give the key's user all rights to salaries and at "
    "least viewing rights to the person register, or let somebody who has these rights activate Hub again."
)


class _Lists(Struct):
    results: list[dict[str, Any]] = []


def findings(client: ProcountorClient, today: dt.date) -> list[Finding]:
    """Probe what the key may read: five requests at the most.

    :raises NeedsReauth, TryLater, ApiClosed: the probe could not be made
    """
    rights = read_rights(client)
    found = [_payroll(client, rights, today)]
    if rights is not None:
        found += [_personal(rights), _search(rights), _dimensions(rights), _reports(rights)]
    return [each for each in found if each is not None]


def _payroll(client: ProcountorClient, rights: Rights | None, today: dt.date) -> Finding | None:
    """Decide whether salaries are read: by the rights, by the payroll module's own door, by the receipts themselves,
    and where these leave it open by what Procountor's own reports make of salaries."""
    salaries = (rights and rights.salaries) or Salaries()
    if salaries.payroll == NOT_ENABLED:
        return None
    if NONE in (salaries.payroll, salaries.person_register) or salaries.personal_salaries_only:
        return _hidden()
    payrolls = _payrolls(client)
    if payrolls is None:
        return _hidden()
    listed = client.get("/ledgerreceipts", Page, types=SALARY, size=PROBED).results
    read = [receipt_from(each) for each in client.receipts([header.id for header in listed])]
    if len(read) < len(listed) or any(_is_incomplete(receipt) for receipt in read):
        return _hidden()
    if read or (payrolls == 0 and salaries.payroll == ALL):
        return None
    if _reports_salaries(client, today):
        return _hidden()
    return _unsure(Severity.WARNING if payrolls else Severity.NOTICE)


def _payrolls(client: ProcountorClient) -> int | None:
    """Count salary lists up to one; None where the key may not see them."""
    try:
        return len(client.get("/payrolls/salarylists", _Lists, size=1).results)
    except Forbidden:
        return None
    except NotFound:  # older versions of the API have no payroll
        return 0


def _reports_salaries(client: ProcountorClient, today: dt.date) -> bool:
    """Tell whether Procountor's own account totals hold salary receipts; no where the key may not read them."""
    try:
        return bool(totals_of(client, Period(today - REPORTED, today), [SALARY]))
    except (Forbidden, GiveUp):
        return False


def _is_incomplete(receipt: Receipt) -> bool:
    return not receipt.entries or any(entry.account == UNBALANCED for entry in receipt.entries)


def _hidden() -> Finding:
    return Finding(
        "payroll_hidden",
        Severity.WARNING,
        _("The key may not read salaries: wages, social costs and payroll liabilities are missing from the figures."),
        together(GIVE_RIGHTS, _("Everything that was missing is then read by itself.")),
        PAYROLL_ACCOUNTS,
        (PAYROLL,),
    )


def _unsure(severity: Severity) -> Finding:
    return Finding(
        "payroll_unsure",
        severity,
        _("It is not certain that the key may read salaries: there are none among the receipts."),
        _(
            "If the company pays wages through Procountor: %(remedy)s Otherwise nothing needs to be done.",
            remedy=GIVE_RIGHTS,
        ),
        PAYROLL_ACCOUNTS,
        (PAYROLL,),
    )


def _personal(rights: Rights) -> Finding | None:
    if not rights.personal_only:
        return None
    return Finding(
        "personal_only",
        Severity.WARNING,
        _(
            "The key sees no more than its own user's %(kinds)s: the figures are incomplete.",
            kinds=_listed(rights.personal_only),
        ),
        _(
            "In Procountor, open Management → Users and user rights and remove the limitation to personal documents "
            "from the rights of the key's user."
        ),
        PAYROLL_ACCOUNTS if rights.personal_only == [PAYROLL] else (),
        tuple(rights.personal_only),
    )


def _search(rights: Rights) -> Finding | None:
    if not rights.not_searchable:
        return None
    return Finding(
        "search_closed",
        Severity.WARNING,
        _(
            "The key may not search %(kinds)s: they may be missing from the figures.",
            kinds=_listed(rights.not_searchable),
        ),
        _(
            "In Procountor, open Management → Users and user rights and give the key's user at least viewing rights to "
            "their search."
        ),
        (),
        tuple(rights.not_searchable),
    )


def _dimensions(rights: Rights) -> Finding | None:
    if not rights.limited_dimensions:
        return None
    return Finding(
        "limited_dimensions",
        Severity.WARNING,
        _(
            "The key's user is limited to some dimension items: receipts of other items may be missing from the "
            "figures."
        ),
        _("In Procountor, open Management → Users and user rights and remove the dimension limits of the key's user."),
        (),
        (DIMENSIONS,),
    )


def _reports(rights: Rights) -> Finding | None:
    if not rights.reports_closed:
        return None
    return Finding(
        "reports_closed",
        Severity.NOTICE,
        _("The key may not read Procountor's own reports, so the figures cannot be compared with them."),
        _(
            "In Procountor, open Management → Users and user rights and give the key's user viewing rights to "
            "accounting reports."
        ),
        (),
        (REPORTS,),
    )


def _listed(keys: list[str]) -> str:
    *others, last = [NAMES[key] for key in keys]
    return _("%(names)s and %(last)s", names=tuple(others), last=last) if others else last
