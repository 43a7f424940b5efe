"""Why rows of a source's own income statement differ, most likely, and what they may tell about single salaries."""

from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from hub.ledger.proof.comparing import bare
from hub.ledger.proof.reasons import CENTS, LIMITED
from hub.ledger.proof.rows import ComparedRow, RowStatus
from hub.ledger.proof.verdicts import Reason
from hub.sdk.accounting import is_result_account
from hub.sdk.proving import AccountRange, StatementRow

__all__ = ["likeliest", "withheld"]

Pairs = Sequence[tuple[StatementRow, ComparedRow]]
HIGHEST = "9"


def likeliest(pairs: Pairs, payroll: Sequence[str], found: Collection[str]) -> Reason:
    """Give the likeliest reason of the rows that differ.

    :param payroll: prefixes of the accounts that salaries are booked on
    :param found: codes of what the last probe of the connection found
    """
    apart = [(row, each) for row, each in pairs if each.status is RowStatus.DIFFERS]
    if all(abs(each.amount) <= CENTS for _, each in apart):
        return Reason.CENTS
    costs = _costs(payroll)
    lacks_pay = any(_is_within(row, costs) and each.amount > 0 for row, each in apart)  # costs are negative
    if lacks_pay and all(_meets(row, costs) for row, _ in apart):
        return Reason.PAYROLL
    return next((reason for code, reason in LIMITED.items() if code in found), Reason.NOT_HELD)


def withheld(pairs: Pairs, ours: Mapping[str, int], payroll: Sequence[str]) -> list[ComparedRow]:
    """Mark figures that may tell a single salary: all that do not agree, unless rows of pay agree on all of it."""
    costs = _costs(payroll)
    agreeing = [row for row, each in pairs if each.status is RowStatus.AGREES and _is_within(row, costs)]
    ranges = [each for row in agreeing for each in row.accounts or ()]
    pay = [account for account in bare(ours) if costs and account.startswith(costs)]
    if all(any(each.holds(account) for each in ranges) for account in pay):
        return [each for _, each in pairs]
    return [replace(each, private=each.status is not RowStatus.AGREES) for _, each in pairs]


def _costs(payroll: Sequence[str]) -> tuple[str, ...]:
    return tuple(prefix for prefix in payroll if is_result_account(prefix))


def _is_within(row: StatementRow, prefixes: tuple[str, ...]) -> bool:
    """Tell whether a row sums up accounts with some prefixes, and none but these."""
    ranges = row.accounts or ()
    return bool(ranges and prefixes) and all(_reaches(each, prefixes) for each in ranges)


def _reaches(of: AccountRange, prefixes: tuple[str, ...]) -> bool:
    return of.first.startswith(prefixes) and of.last.startswith(prefixes)


def _meets(row: StatementRow, prefixes: tuple[str, ...]) -> bool:
    """Tell whether a row may sum up an account with one of some prefixes."""
    return any(
        each.first <= prefix.ljust(len(each.first), HIGHEST) and prefix <= each.last
        for each in row.accounts or ()
        for prefix in prefixes
    )
