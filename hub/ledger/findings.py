"""What a ledger itself tells about how far its figures can be relied on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from hub.ledger.openings import Openings
from hub.ledger.tallies import Clearing, Outside, Remark
from hub.sdk.accounting import VAT_CLEARING, Finding, Severity
from hub.sdk.reports import Unbalanced

__all__ = ["about_openings", "about_outside", "about_remarks", "about_unbalanced", "about_vat"]

SHOWN = 3


def about_unbalanced(receipts: Sequence[Unbalanced]) -> Iterator[Finding]:
    """Name the receipts on *Does not balance*."""
    if receipts:
        named = [f"{label(each.number, each.name)} {money(each.amount)}" for each in receipts]
        yield Finding(
            code="unbalanced",
            severity=Severity.WARNING,
            title=f"{counted(receipts, 'receipt does', 'receipts do')} not balance: {some(named)}.",
            remedy="Open the receipt and mend it in the accounting system. What it lacks stands on its own row, "
            "Does not balance, and in no other figure.",
        )


def about_vat(months: Mapping[date, Clearing], today: date) -> Iterator[Finding]:
    """Tell VAT that no summary has booked: out of date, missing, or not due yet (due the 12th of the second month)."""
    states: dict[str, list[str]] = {"vat_outdated": [], "vat_missing": [], "vat_not_due": []}
    for month, left in months.items():
        state = "vat_outdated" if left.summarised else "vat_missing" if today > due(month) else "vat_not_due"
        states[state].append(f"{month:%B %Y} {money(left.amount)}")
    titles = {
        "vat_outdated": "The VAT summary is out of date: {months}.",
        "vat_missing": "VAT has not been summarised: {months}.",
        "vat_not_due": "VAT is not summarised yet, and not due: {months}.",
    }
    for code, found in states.items():
        if found:
            yield Finding(
                code=code,
                severity=Severity.NOTICE if code == "vat_not_due" else Severity.WARNING,
                title=titles[code].format(months=some(found)),
                remedy="" if code == "vat_not_due" else "Make the VAT summary of the month in the accounting system.",
                accounts=(VAT_CLEARING,),
            )


def about_openings(openings: Openings) -> Iterator[Finding]:
    """Tell openings that are not known, or that differ from the closing of the year before."""
    for year in openings.years:
        if not openings.is_known(year) and openings.has_begun(year):
            yield Finding(
                code="opening_missing",
                severity=Severity.WARNING,
                title=f"The opening balances of {day(year.start)} are not known yet.",
                remedy="The years before are still being read, or have no opening receipt. Balances lack them.",
                accounts=("1", "2"),
            )
        if differing := openings.mismatch(year):
            named = [f"{account} by {money(amount)}" for account, amount in differing.items()]
            yield Finding(
                code=f"opening_differs_{year.start:%Y%m%d}",
                severity=Severity.WARNING,
                title=f"The opening receipt of {day(year.start)} differs from the closing balances of the year before: "
                f"{some(named)}.",
                remedy="The closing balances are shown. Make the opening receipt again in the accounting system if the "
                "earlier year was changed after it had been closed.",
                accounts=tuple(differing),
            )


def about_outside(found: Sequence[Outside]) -> Iterator[Finding]:
    """Tell receipts outside every fiscal year."""
    if found:
        receipts = sum(each.receipts for each in found)
        yield Finding(
            code="outside_years",
            severity=Severity.NOTICE,
            title=f"{receipts} {'receipt is' if receipts == 1 else 'receipts are'} dated outside every fiscal year "
            f"({day(found[0].first)} to {day(found[-1].last)}) and shown in provisional years of twelve months.",
            remedy="Make the fiscal year in the accounting system.",
        )


def about_remarks(found: Sequence[Remark], *, detail: bool) -> Iterator[Finding]:
    """Tell what is odd about receipts that do sum to zero."""
    if found:
        named = [f"{'a salary' if each.private and not detail else label(each.number, each.name)}" for each in found]
        texts = dict.fromkeys(each.text for each in found if detail or not each.private)
        yield Finding(
            code="receipt_remarks",
            severity=Severity.NOTICE,
            title=f"{counted(found, 'receipt has', 'receipts have')} a remark: {some(named)}.",
            remedy=" ".join(list(texts)[:SHOWN]),
        )


def due(month: date) -> date:
    """Give the day the VAT of a month is due: the 12th of the second month after (Finnish Tax Administration).

    >>> due(date(2025, 11, 1))
    datetime.date(2026, 1, 12)
    """
    return date(month.year + (month.month + 1) // 12, (month.month + 1) % 12 + 1, 12)


def money(amount: int) -> str:
    """Write minor units.

    >>> money(-1277100)
    '-12,771.00'
    """
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100:,}.{abs(amount) % 100:02}"


def day(of: date) -> str:
    """Write a day.

    >>> day(date(2026, 1, 1))
    '1 January 2026'
    """
    return f"{of.day} {of:%B %Y}"


def label(number: str, name: str) -> str:
    """Name a receipt by its number and name, as far as it has them."""
    return f"{number} “{name}”".strip() if name else number or "a receipt without a name"


def counted(things: Sequence[object], one: str, many: str) -> str:
    """Count things in words."""
    return f"{len(things)} {one if len(things) == 1 else many}"


def some(named: Iterable[str]) -> str:
    """List the first few.

    >>> some(["a", "b", "c", "d", "e"])
    'a, b, c and 2 more'
    """
    listed = list(named)
    rest = f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""
    return ", ".join(listed[:SHOWN]) + rest
