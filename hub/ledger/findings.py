"""What a ledger itself tells about how far its figures can be relied on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from babel.dates import format_date
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from hub.connectors.models import Connection, ConnectionState
from hub.ledger.openings import Openings
from hub.ledger.tallies import Clearing, Outside, Remark
from hub.ledger.years import DAY
from hub.sdk.accounting import UNBALANCED, VAT_CLEARING, Finding, FiscalYear, Severity
from hub.sdk.reports import Unbalanced
from hub.sdk.texts import Money, together
from hub.texts import shown

__all__ = [
    "OF_FIGURES",
    "about_examination",
    "about_openings",
    "about_outside",
    "about_reading",
    "about_remarks",
    "about_unbalanced",
    "about_vat",
]

SHOWN = 6
TEXTS = 3
OF_FIGURES = frozenset({"unbalanced", "outside_years", "receipt_remarks"})
"""Codes of findings that touch every account, and nothing but official receipts."""


def about_reading(connections: Sequence[Connection], *, syncing: bool) -> Iterator[Finding]:
    """Tell that nothing new comes over the connections of a book, and why.

    :param syncing: whether it is being read just now
    """
    live = [each for each in connections if each.state != ConnectionState.DETACHED]
    for each in live:
        if each.state == ConnectionState.NEEDS_KEY:
            yield Finding(
                code="needs_key",
                severity=Severity.WARNING,
                title=_("Nothing new is read any more: the connection needs a new key."),
                remedy=together(
                    each.last_error,
                    _("The figures stay as they were until an Admin enters a new key on Connections."),
                ),
            )
        elif each.last_error:
            again = (
                _("It is being read again now.")
                if syncing
                else _("The hub tries again by itself within a quarter of an hour.")
            )
            yield Finding(
                code="sync_failed",
                severity=Severity.WARNING,
                title=_("The books could not be read the last time: what is newer may be missing from the figures."),
                remedy=together(each.last_error, again),
            )
    if connections and not live:
        last = max(each.detached_at for each in connections if each.detached_at)
        yield Finding(
            code="detached",
            severity=Severity.NOTICE,
            title=_("The company was detached on %(day)s: nothing newer is read.", day=day(last.date())),
        )


def about_examination(connections: Sequence[Connection]) -> Iterator[Finding]:
    """Tell that nobody knows yet what a key may read: what is not there may be hidden from it."""
    if any(each.state == ConnectionState.ACTIVE and each.examined_at is None for each in connections):
        yield Finding(
            code="not_examined",
            severity=Severity.WARNING,
            title=_("It is not known yet whether the key reads everything: figures may be incomplete."),
            remedy=_("It is being found out. If this is still here in some minutes, check again on Connections."),
        )


def about_unbalanced(receipts: Sequence[Unbalanced]) -> Iterator[Finding]:
    """Name the receipts on *Does not balance*."""
    if receipts:
        named = [f"{label(each.number, each.name)} {money(each.amount)}" for each in receipts]
        yield Finding(
            code="unbalanced",
            severity=Severity.WARNING,
            title=ngettext(
                "%(num)s receipt does not balance: %(names)s.",
                "%(num)s receipts do not balance: %(names)s.",
                len(receipts),
                names=some(named),
            ),
            remedy=_(
                "Open the receipt and mend it in the accounting system. What it lacks stands on its own row, "
                "Does not balance, and in no other figure."
            ),
        )


def about_vat(months: Mapping[date, Clearing], today: date) -> Iterator[Finding]:
    """Tell VAT that no summary has booked: out of date, missing, or not due yet (due the 12th of the second month)."""
    states: dict[str, list[str]] = {"vat_outdated": [], "vat_missing": [], "vat_not_due": []}
    for month, left in months.items():
        state = "vat_outdated" if left.summarised else "vat_missing" if today > due(month) else "vat_not_due"
        states[state].append(f"{written(month, 'LLLL y')} {sided(left.amount)}")
    titles = {
        "vat_outdated": _("The VAT summary is out of date: %(months)s.", months=some(states["vat_outdated"])),
        "vat_missing": _("VAT has not been summarised: %(months)s.", months=some(states["vat_missing"])),
        "vat_not_due": _("VAT is not summarised yet, and not due: %(months)s.", months=some(states["vat_not_due"])),
    }
    remedy = _("Make the VAT summary of the month in the accounting system.")
    for code, found in states.items():
        if found:
            yield Finding(
                code=code,
                severity=Severity.NOTICE if code == "vat_not_due" else Severity.WARNING,
                title=titles[code],
                remedy="" if code == "vat_not_due" else remedy,
                accounts=(VAT_CLEARING,),
            )


def about_openings(openings: Openings, *, incomplete: bool = False) -> Iterator[Finding]:
    """Tell openings that are not known, are provisional, or differ from the closing of the year before.

    :param incomplete: the key is known not to read everything, which explains a difference
    """
    changed = _(
        "The closing balances are shown. Make the opening receipt again in the accounting system if the "
        "earlier year was changed after it had been closed."
    )
    hidden = _("The closing balances are shown. They lack what the key may not read, which is the likeliest reason.")
    for year in openings.years:
        if openings.place(year) == "told":
            yield _provisional(openings, year)
        elif not openings.is_known(year) and not openings.is_provisional(year) and openings.has_begun(year):
            yield Finding(
                code="opening_missing",
                severity=Severity.WARNING,
                title=_("The opening balances of %(day)s are not known yet.", day=day(year.start)),
                remedy=_("The years before are still being read, or have no opening receipt. Balances lack them."),
                accounts=("1", "2"),
            )
        if differing := openings.mismatch(year):
            named = [
                _("%(account)s by %(amount)s", account=account, amount=money(amount))
                for account, amount in differing.items()
            ]
            yield Finding(
                code=f"opening_differs_{year.start:%Y%m%d}",
                severity=Severity.WARNING,
                title=_(
                    "The opening receipt of %(day)s differs from the closing balances of the year before: "
                    "%(accounts)s.",
                    day=day(year.start),
                    accounts=some(named),
                ),
                remedy=hidden if incomplete else changed,
                accounts=tuple(differing),
            )


def _provisional(openings: Openings, year: FiscalYear) -> Finding:
    """Tell that the source's own balances stand in for an opening, and what of them is on no account."""
    lacking = abs(openings.of(year).get(UNBALANCED, 0))
    unaccounted = _(
        "What they lack to zero, %(amount)s, is most likely VAT that no VAT summary has booked yet. It stands on its "
        "own row, Does not balance, until the receipts tell.",
        amount=money(lacking),
    )
    return Finding(
        code=f"opening_provisional_{year.start:%Y%m%d}",
        severity=Severity.WARNING,
        title=_(
            "The opening balances of %(day)s are provisional: they are the accounting system's own balances of "
            "%(before)s, until the earlier receipts have been read.",
            day=day(year.start),
            before=day(year.start - DAY),
        ),
        remedy=unaccounted if lacking else "",
        accounts=("1", "2"),
    )


def about_outside(found: Sequence[Outside]) -> Iterator[Finding]:
    """Tell receipts outside every fiscal year."""
    if found:
        receipts = sum(each.receipts for each in found)
        yield Finding(
            code="outside_years",
            severity=Severity.NOTICE,
            title=ngettext(
                "%(num)s receipt is dated outside every fiscal year (%(first)s to %(last)s) and shown in provisional "
                "years of twelve months.",
                "%(num)s receipts are dated outside every fiscal year (%(first)s to %(last)s) and shown in provisional "
                "years of twelve months.",
                receipts,
                first=day(found[0].first),
                last=day(found[-1].last),
            ),
            remedy=_("Make the fiscal year in the accounting system."),
        )


def about_remarks(found: Sequence[Remark], *, detail: bool) -> Iterator[Finding]:
    """Tell what is odd about receipts that do sum to zero."""
    if found:
        named = [_("a salary") if each.private and not detail else label(each.number, each.name) for each in found]
        texts = dict.fromkeys(shown(each.text) for each in found if detail or not each.private)
        yield Finding(
            code="receipt_remarks",
            severity=Severity.NOTICE,
            title=ngettext(
                "%(num)s receipt has a remark: %(names)s.",
                "%(num)s receipts have a remark: %(names)s.",
                len(found),
                names=some(named),
            ),
            remedy=" ".join(list(texts)[:TEXTS]),
        )


def due(month: date) -> date:
    """Give the day the VAT of a month is due: the 12th of the second month after (Finnish Tax Administration).

    >>> due(date(2025, 11, 1))
    datetime.date(2026, 1, 12)
    """
    return date(month.year + (month.month + 1) // 12, (month.month + 1) % 12 + 1, 12)


def money(amount: int) -> str:
    """Write minor units as the reader writes them.

    >>> money(-1277100)
    '−12,771.00'
    """
    return Money(amount).written(str(get_locale() or "en"))


def sided(amount: int) -> str:
    """Write a balance with its side instead of a sign."""
    size = money(abs(amount))
    return _("%(amount)s debit", amount=size) if amount > 0 else _("%(amount)s credit", amount=size)


def day(of: date) -> str:
    """Write a day.

    >>> day(date(2026, 1, 1))
    '1 January 2026'
    """
    return written(of, "d MMMM y")


def written(of: date, pattern: str) -> str:
    """Write a date in the reader's language, in a pattern of CLDR."""
    return format_date(of, pattern, locale=get_locale() or "en")


def label(number: str, name: str) -> str:
    """Name a receipt by its number and name, as far as it has them."""
    return f"{number} “{name}”".strip() if name else number or _("a receipt without a name")


def some(named: Iterable[str]) -> str:
    """List the first few.

    >>> some(["a", "b", "c", "d", "e", "f", "g", "h"])
    'a, b, c, d, e, f and 2 more'
    """
    listed = list(named)
    shown = ", ".join(listed[:SHOWN])
    return shown if len(listed) <= SHOWN else _("%(shown)s and %(num)s more", shown=shown, num=len(listed) - SHOWN)
