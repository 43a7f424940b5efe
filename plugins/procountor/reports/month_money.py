"""Whether the bank of a month is booked to its end, and nothing is left on its way."""

from collections.abc import Mapping
from datetime import date, timedelta

from hub.sdk.accounting import Period
from hub.sdk.reports import Lead, LedgerReader, State
from hub.sdk.texts import text as _
from plugins.procountor.layers import BANK_STATEMENT
from plugins.procountor.reports.columns import at_the_end, balances
from plugins.procountor.reports.flow import LINES
from plugins.procountor.reports.layout import belongs
from plugins.procountor.reports.month_receipts import UNREAD, Said
from plugins.procountor.reports.stretches import is_known, to_date, twelve_months
from plugins.procountor.reports.words import Words

__all__ = ["bank", "transit"]

IN_TRANSIT, PAYMENTS = "1990", "2880"
"""Payments on their way to the bank account, and what is owed until it is paid: Procountor's own chart."""
CALM = timedelta(days=4)
"""Without payments a bank gives no statement: so many days at a month's end say nothing."""


def bank(reader: LedgerReader, month: Period, words: Words) -> Said:
    """Tell up to which day bank statements are booked, account by account."""
    first, last = twelve_months(month)[-3].start, month.end
    found = _of_accounts(reader.last_booked(BANK_STATEMENT, Period(first, last)))
    if not found:
        return Said(State.NONE, _("No bank statements come as receipts here, in this month nor in the two before."))
    behind = {account: day for account, day in found.items() if day <= month.end - CALM}
    named = tuple(
        _("%(account)s up to %(day)s", account=account, day=words.day(day))
        for account, day in (behind or found).items()
    )
    account = next(iter(behind or found))
    lead = Lead("general-ledger", month, account)
    if behind:
        return Said(State.LOOK, _("Not booked to the month's end: %(accounts)s.", accounts=named), lead)
    return Said(State.READY, _("Booked: %(accounts)s.", accounts=named), lead)


def transit(reader: LedgerReader, month: Period, words: Words) -> Said:
    """Tell what is left on the accounts that payments pass, where nothing should be, or not on that side."""
    if not is_known(reader, to_date(reader, month)):
        return Said(State.UNKNOWN, UNREAD)
    standing = {code: row[-1] for code, row in balances(reader, at_the_end(reader, month, words)).amounts.items()}
    odd = {
        code: amount
        for code, amount in standing.items()
        if code.startswith(IN_TRANSIT) or (code.startswith(PAYMENTS) and amount > 0)
    }
    if odd:
        named = tuple(f"{code} {words.money(amount)}" for code, amount in odd.items())
        lead = Lead("general-ledger", month, next(iter(odd)))
        return Said(State.LOOK, _("Odd balances at the month's end: %(accounts)s.", accounts=named), lead)
    if not any(code.startswith((IN_TRANSIT, PAYMENTS)) for code in reader.accounts()):
        return Said(State.NONE, _("The chart has no accounts for payments in transit."))
    lead = Lead("general-ledger", month, IN_TRANSIT)
    return Said(State.READY, _("Nothing is left on them at the month's end, or only what is still to be paid."), lead)


def _of_accounts(found: Mapping[str, date]) -> dict[str, date]:
    """Keep the bank accounts; what statements book against them is elsewhere."""
    cash = LINES["cash"]
    return {code: day for code, day in found.items() if belongs(code, cash) and not code.startswith(IN_TRANSIT)}
