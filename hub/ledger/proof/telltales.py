"""What gives hidden salaries away although every receipt balances: they are paid, and nobody has booked them.

A salary receipt owes net pay, withholding tax and social contributions; the payments that follow settle them. Hide it
and the payments stay: a liability account that only ever falls, until it stands in debit.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from sqlalchemy import text

from hub.ledger.extent import Extent
from hub.ledger.figures import Figures
from hub.ledger.proof.verdicts import Difference, Reason
from hub.ledger.years import DAY
from hub.sdk.accounting import FiscalYear, Layer, Period
from hub.sdk.reports import MonthBalance

__all__ = ["unbooked_pay"]

MONTHS_AT_LEAST = 2
"""A liability may be paid early for a month; not for two without anything that it is owed for. A year that begins with
one in debit had such a month before."""

# a payment moves money (19: cash and bank in Nordic charts) or another liability, a supplier's credit note neither
PAYMENTS = text(
    """
    SELECT e.account, date_trunc('month', e.date::timestamp)::date AS month, e.amount FROM entry e
     WHERE e.tenant_id = :tenant AND e.book_id = :book AND e.layer = 'movement' AND e.account = ANY(:accounts)
       AND e.date <= :end
       AND (e.amount < 0 OR (SELECT bool_or(c.account ~ '^19') OR bool_and(c.account ~ '^[2~]')
                               FROM entry c WHERE c.tenant_id = e.tenant_id AND c.receipt_id = e.receipt_id))
     ORDER BY e.date, e.receipt_id, e.line
    """
)


def unbooked_pay(extent: Extent, year: FiscalYear, payroll: Sequence[str], today: date) -> list[Difference]:
    """List by account and month what was paid on payroll liabilities that nothing was booked on.

    :param payroll: prefixes of the accounts that salaries are booked on; those of the balance sheet are liabilities
    :returns: debits, as ours; empty where nothing gives hidden salaries away
    """
    liabilities = tuple(prefix for prefix in payroll if prefix.startswith("2"))
    if not liabilities or not extent.openings.is_known(year):
        return []
    period = Period(year.start, min(year.end, today.replace(day=1) - DAY))
    by_account: dict[str, list[MonthBalance]] = {}
    for each in extent.figures.months(period, (Layer.MOVEMENT,)):
        if each.account.startswith(liabilities):
            by_account.setdefault(each.account, []).append(each)
    opening = extent.openings.of(year)
    falling = {code for code, months in by_account.items() if only_falls(opening.get(code, 0), months)}
    growing = {code for code, months in by_account.items() if grows_in_debit(opening.get(code, 0), months)}
    paid = _unmatched(extent.figures, sorted(falling | growing), period)
    months = Counter(account for account, _month in paid if account in falling)
    if not any(count + (opening.get(code, 0) > 0) >= MONTHS_AT_LEAST for code, count in months.items()):
        return []  # what was paid once may be paid early, and what grows in debit alone be suppliers' credit notes
    return [Difference(*place, amount, None, Reason.PAYROLL_UNSEEN) for place, amount in sorted(paid.items())]


def only_falls(opening: int, months: Sequence[MonthBalance]) -> bool:
    """Tell an account on which nothing is booked but debits, more of them than were owed before.

    >>> months = [MonthBalance("2950", date(2025, month, 1), 100, 100) for month in (1, 2)]
    >>> only_falls(-100, months), only_falls(-200, months)
    (True, False)
    """
    credited = any(each.debit != each.net for each in months)
    return not credited and opening + sum(each.net for each in months) > 0


def grows_in_debit(opening: int, months: Sequence[MonthBalance]) -> bool:
    """Tell a liability that has stood in debit, and more so every month, for as long as it takes to be sure."""
    balances, balance = [], opening
    for each in months:
        balance += each.net
        balances.append(balance)
    last = balances[-MONTHS_AT_LEAST - 1 :]
    rising = all(one < other for one, other in pairwise(last))
    return len(last) > MONTHS_AT_LEAST and rising and last[-MONTHS_AT_LEAST] > 0


def _unmatched(figures: Figures, accounts: Sequence[str], period: Period) -> dict[tuple[str, date], int]:
    """Sum up the payments by account and month that no booking of the same amount is there for."""
    if not accounts:
        return {}
    given = {"accounts": list(accounts), "end": period.end}
    rows = figures.db.execute(PAYMENTS, {**figures.of_book, **given}).all()
    owed = Counter((account, -amount) for account, _, amount in rows if amount < 0)
    sums: Counter[tuple[str, date]] = Counter()
    for account, month, amount in _without_owed(((a, m, v) for a, m, v in rows if v > 0), owed):
        if month >= period.start.replace(day=1):
            sums[account, month] += amount
    return dict(sums)


def _without_owed(
    paid: Iterable[tuple[str, date, int]], owed: Counter[tuple[str, int]]
) -> Iterator[tuple[str, date, int]]:
    for account, month, amount in paid:
        if owed[account, amount]:
            owed[account, amount] -= 1
        else:
            yield account, month, amount
