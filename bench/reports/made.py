"""A made-up book of three years: the same from the same seed, at any size, receipt by receipt."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from hub.sdk.accounting import VAT_CLEARING, FiscalYear, Period

__all__ = ["ACCOUNTS", "DIMENSION", "ITEMS", "SEED", "TODAY", "WHOLE", "YEARS", "Line", "Made", "made"]

SEED = 20261129
YEARS = tuple(FiscalYear(str(year), date(year, 1, 1), date(year, 12, 31)) for year in (2023, 2024, 2025))
WHOLE = Period(YEARS[0].start, YEARS[-1].end)
TODAY = WHOLE.end
DAYS = (WHOLE.end - WHOLE.start).days + 1

BANK, RECEIVABLES, PAYABLES, TAXES, WAGES, PENSIONS = "1910", "1701", "2871", "2931", "5000", "6130"
INCOME = [str(number) for number in range(3000, 3400, 10)]
COSTS = [str(number) for number in range(4000, 5000, 10)] + [str(number) for number in range(7000, 9000, 20)]
OTHERS = [str(number) for number in range(1000, 1330, 10)]
ACCOUNTS = sorted([*INCOME, *COSTS, *OTHERS, BANK, RECEIVABLES, PAYABLES, TAXES, WAGES, PENSIONS])
DIMENSION = "cc"
ITEMS = [f"cc-{number}" for number in range(1, 13)]
"""Cost centres, to one of which four rows in ten of income and costs belong."""
NAMES = [f"Kauppakumppani {number} Oy" for number in range(300)]
WORDS = ["huolto", "tarvikkeet", "vuokra", "konsultointi", "lisenssi", "rahti", "mainonta", "koulutus"]
KINDS = (
    (0.46, "PURCHASE_INVOICE"),
    (0.76, "SALES_INVOICE"),
    (0.96, "BANK_STATEMENT"),
    (0.98, "SALARY"),
    (1, "JOURNAL"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a receipt; minor units, debit positive; ``item`` is empty where it belongs to no cost centre."""

    account: str
    amount: int
    item: str
    text: str


@dataclass(frozen=True, slots=True)
class Made:
    """A receipt; its rows sum to zero."""

    number: int
    kind: str
    day: date
    name: str
    lines: Sequence[Line]


def made(lines: int) -> Iterator[Made]:
    """Make up receipts until they have so many rows, spread over three years in order."""
    chance, written = random.Random(SEED), 0
    for number in count(1):
        if written >= lines:
            return
        drawn = chance.random()
        kind = next(kind for share, kind in KINDS if drawn <= share)
        day = WHOLE.start + timedelta(days=min(written * DAYS // lines, DAYS - 1))
        rows = _rows(kind, day, chance)
        written += len(rows)
        yield Made(number, kind, day, NAMES[chance.randrange(len(NAMES))], rows)


def _rows(kind: str, day: date, chance: random.Random) -> list[Line]:
    amount, word = chance.randrange(500, 500_000), WORDS[chance.randrange(len(WORDS))]
    if kind == "BANK_STATEMENT":
        sign, other = (1, RECEIVABLES) if amount % 2 else (-1, PAYABLES)
        return [Line(BANK, sign * amount, "", word), Line(other, -sign * amount, "", word)]
    if kind == "SALARY":
        taxes, pension = amount * 3 // 10, amount * 7 // 100
        pay = ((WAGES, amount), (TAXES, -taxes), (BANK, taxes - amount), (PENSIONS, pension), (TAXES, -pension))
        return [Line(account, each, "", word) for account, each in pay]
    if kind == "JOURNAL":
        one, other = chance.choice(OTHERS), chance.choice(OTHERS)
        return [Line(one, amount, "", word), Line(other, -amount, "", word)]
    sign, accounts, counter = (-1, INCOME, RECEIVABLES) if kind == "SALES_INVOICE" else (1, COSTS, PAYABLES)
    nets = [amount, amount // 3] if amount % 4 == 0 else [amount]
    shared = ITEMS[amount % len(ITEMS)] if chance.random() < 0.4 else ""
    rows = [Line(accounts[int(len(accounts) * chance.random() ** 2)], sign * net, shared, word) for net in nets]
    vat = sum(nets) * 255 // 1000
    rows += [Line(VAT_CLEARING, sign * vat, f"~{day:%Y-%m}", word), Line(counter, -sign * (sum(nets) + vat), "", word)]
    return rows
