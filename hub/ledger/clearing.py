"""VAT months of *VAT not yet summarised*, kept like dimension items so that its balance splits by month at once.

An entry on the clearing account is booked for the VAT month of its receipt: ``~2025-11`` for VAT that a receipt
explains, ``~2025-11+`` for the counter-entry of a VAT summary, which is told by the row it belongs to bearing no rate.
"""

from datetime import date, timedelta

from hub.sdk.accounting import Entry, Receipt, Share

__all__ = ["MARK", "marks_of", "share_of", "vat_month"]

MARK = "~"
A_MONTH = timedelta(days=31)
SUMMARY = "+"


def share_of(receipt: Receipt, entry: Entry) -> Share:
    """Give an entry on the clearing account its VAT month."""
    month = receipt.vat_month or receipt.date
    explained = next((row for row in receipt.entries if row.line == entry.of), None)
    summary = explained is not None and not explained.vat_percent
    return Share(f"{MARK}{month.isoformat()[:7]}{SUMMARY if summary else ''}", entry.amount)


def marks_of(first: date, last: date) -> list[str]:
    """List the marks of VAT months, those of their summaries among them.

    :param first: first day of the first month

    >>> marks_of(date(2025, 12, 1), date(2026, 1, 31))
    ['~2025-12', '~2025-12+', '~2026-01', '~2026-01+']
    """
    found = []
    while first <= last:
        found += [f"{MARK}{first:%Y-%m}", f"{MARK}{first:%Y-%m}{SUMMARY}"]
        first = (first + A_MONTH).replace(day=1)
    return found


def vat_month(item: str) -> tuple[date, bool]:
    """Read back the first day of the VAT month, and whether a VAT summary stands behind the amount.

    >>> vat_month("~2025-11+")
    (datetime.date(2025, 11, 1), True)
    """
    month = item.removeprefix(MARK).removesuffix(SUMMARY)
    return date.fromisoformat(f"{month}-01"), item.endswith(SUMMARY)
