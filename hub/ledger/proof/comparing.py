"""Reading a source's totals and holding ours against them: pure functions on sums by account, in minor units."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b

from hub.sdk.accounting import is_result_account
from hub.sdk.proving import Balances, Totals

__all__ = ["bare", "by_month", "differing", "digest", "months_read", "moved", "year_read"]

Sums = Mapping[str, int]

FEW = 8
"""Up to so many accounts, all of them may differ for one reason; of more, one in ten has to agree."""


def bare(sums: Sums) -> dict[str, int]:
    """Leave out zeros and the hub's own virtual accounts, which no source has."""
    return {account: amount for account, amount in sums.items() if amount and not account.startswith("~")}


def digest(sums: Sums) -> bytes:
    """Sum totals up in a few bytes that change with any of them."""
    return blake2b(repr(sorted(bare(sums).items())).encode(), digest_size=16).digest()


def moved(told: Sums, form: Totals, before: Sums) -> dict[str, int]:
    """Turn totals into movements, debit positive.

    :param before: what stood on the balance sheet accounts before the period, in the same form and sign as ours

    >>> moved({"1910": -150, "3000": 100}, Totals(-1, Balances.BALANCE), {"1910": 50})
    {'1910': 100, '3000': -100}
    """
    sums = {account: form.sign * amount for account, amount in told.items()}
    if form.balances is Balances.CHANGE:
        return bare(sums)
    for account, amount in before.items():
        if not is_result_account(account):
            sums[account] = sums.get(account, 0) - amount
    return bare(sums)


def differing(ours: Sums, theirs: Sums) -> dict[str, tuple[int, int]]:
    """List the accounts whose two sums are not the same.

    >>> differing({"1910": 100, "3000": -100, "~vat": 5}, {"1910": 100, "3000": -90})
    {'3000': (-100, -90)}
    """
    mine = bare(ours)
    pairs = {account: (mine.get(account, 0), theirs.get(account, 0)) for account in sorted({*mine, *theirs})}
    return {account: pair for account, pair in pairs.items() if pair[0] != pair[1]}


def year_read(ours: Sums, told: Sums, opening: Sums, forms: Sequence[Totals]) -> Totals | None:
    """Find the form in which most totals of a whole fiscal year agree with ours; None where hardly any does.

    Over a whole year :attr:`Balances.CHANGE` and :attr:`Balances.CLOSING` are the same.

    :param forms: those to be tried, the likeliest first
    """
    mine = bare(ours)
    best, agreeing, accounts = None, -1, 0
    for form in forms:
        theirs = moved(told, form, opening if form.balances is Balances.BALANCE else {})
        together = {*mine, *theirs}
        same = sum(mine.get(account, 0) == theirs.get(account, 0) for account in together)
        if same > agreeing:
            best, agreeing, accounts = form, same, len(together)
    return best if accounts <= FEW or agreeing * 10 >= accounts else None


def months_read(months: Sequence[tuple[Sums, Sums]], form: Totals) -> Totals:
    """Tell changes from closing balances by the months of a year: what is right leaves the fewest figures apart.

    :param months: ours, and the totals as told, month by month from the fiscal year's first on
    """
    if form.balances is Balances.BALANCE:
        return form
    told = [each for _, each in months]

    def apart(tried: Totals) -> int:
        pairs = zip((ours for ours, _ in months), by_month(told, tried, {}), strict=True)
        return sum(len(differing(ours, theirs)) for ours, theirs in pairs)

    other = Balances.CLOSING if form.balances is Balances.CHANGE else Balances.CHANGE
    return min((form, Totals(form.sign, other)), key=apart)


def by_month(told: Sequence[Sums], form: Totals, opening: Sums) -> list[dict[str, int]]:
    """Turn the totals of a fiscal year's months, from its first on, into movements of each month.

    >>> by_month([{"1910": 100}, {"1910": 150, "3000": -50}], Totals(1, Balances.CLOSING), {})
    [{'1910': 100}, {'1910': 50, '3000': -50}]
    """
    before: Sums = opening if form.balances is Balances.BALANCE else {}
    found = []
    for each in told:
        found.append(moved(each, form, before))
        before = {account: form.sign * amount for account, amount in each.items()}
    return found
