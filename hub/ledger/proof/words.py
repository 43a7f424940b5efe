"""What is said about a proof, in the words of an accountant and the language of whoever reads it."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from hub.ledger.findings import money, some, written
from hub.ledger.proof import row_words
from hub.ledger.proof.reading import Standing, YearProof
from hub.ledger.proof.rows import ComparedRow, RowStatus
from hub.ledger.proof.verdicts import Difference, Reason, Status
from hub.sdk.accounting import AccountingConnector
from hub.texts import shown

__all__ = ["advice", "advice_on_rows", "called", "how_much", "likely", "look", "sentence", "title", "why"]


LOOKS = {Status.PROVED: "success", Status.DIFFERS: "danger", Status.NOT_PROVABLE: "warning"}


def title(found: Standing | YearProof) -> str:
    """Name how a period stands in a word or two."""
    if found.is_due:
        return _("Not compared yet")
    return {
        Status.PROVED: _("Proved"),
        Status.DIFFERS: _("Differs"),
        Status.NOT_PROVABLE: _("Not provable"),
    }[found.status]


def look(found: Standing | YearProof) -> str:
    """Give the look of the badge that names it: what is merely due warns nobody."""
    return "info" if found.is_due else LOOKS[found.status]


def sentence(standing: Standing, source: str, *, detail: bool) -> str:
    """Say in a sentence or two how the figures of a period stand.

    :param source: what people call the accounting system
    :param detail: whether the amount of a single salary slip may be told
    """
    if standing.status is Status.PROVED:
        return _("Every account equals %(source)s's own totals.", source=source)
    if standing.status is Status.DIFFERS:
        return differing(standing, source, detail=detail)
    reasons = dict.fromkeys(f"{why(each, source)} {_besides(each, source)}".strip() for each in standing.worst)
    return " ".join(reasons) or _("Nothing has been read yet.")


def _besides(year: YearProof, source: str) -> str:
    """Say what does agree of a year whose accounts cannot be compared."""
    return "" if year.accounts else row_words.agreeing(year.rows, source)


def differing(standing: Standing, source: str, *, detail: bool) -> str:
    """Say where, by how much and most likely why the figures are not the source's."""
    found = standing.differences
    by_rows = [year for year in standing.worst if not year.differences]
    rows = [row for year in by_rows for row in year.rows if row.status is RowStatus.DIFFERS]
    told = [_by_account(found, source), row_words.named(rows, source) if rows else ""]
    apart = how_much([*found, *rows], detail=detail)
    reasons = dict.fromkeys(each for year in standing.worst for each in (why(year, source), row_words.uncompared(year)))
    return " ".join(filter(None, [*told, apart, *reasons]))


def _by_account(found: Sequence[Difference], source: str) -> str:
    if not found:
        return ""
    accounts = sorted({each.account for each in found})
    months = [written(month, "LLLL y") for month in sorted({each.month for each in found if each.month})]
    told = ngettext(
        "Account %(accounts)s is not as in %(source)s's own totals.",
        "Accounts %(accounts)s are not as in %(source)s's own totals.",
        len(accounts),
        source=source,
        accounts=some(accounts),
    )
    when = _("Months: %(months)s.", months=some(months)) if months else ""
    return f"{told} {when}".strip()


def how_much(found: Sequence[Difference | ComparedRow], *, detail: bool) -> str:
    """Say by how much figures differ at the most, as far as the reader may know."""
    amounts = [abs(each.amount) for each in found if detail or not each.private]
    most = _("The largest difference is %(amount)s.", amount=money(max(amounts))) if amounts else ""
    if len(amounts) == len(found):
        return most
    hidden = _("What may be a single salary is shown with payroll detail only.")
    return f"{most} {hidden}".strip()


def why(year: YearProof, source: str) -> str:
    """Tell the likeliest reason of what differs, or why nothing can be proved."""
    if year.reason is None:
        return ""
    if year.reason is Reason.REFUSED:
        return _begun(_("%(source)s does not tell its totals: %(detail)s", source=source, detail=shown(year.detail)))
    if year.reason is Reason.PAYROLL and not year.differences:
        return _("Most likely the key may not read salaries: only rows that sum up salaries differ.")
    return likely(year.reason, source)


def likely(reason: str, source: str) -> str:
    """Tell a reason; empty where nothing is known of it."""
    said = _WHY.get(Reason(reason)) if reason else None
    return _begun(said(source)) if said else ""


def advice(reason: str, source: str) -> str:
    """Say what to do about a difference."""
    found = _ADVICE.get(Reason(reason)) if reason else None
    return found(source) if found else ""


def advice_on_rows(reason: str, source: str) -> str:
    """Say what to do about rows that differ while single accounts could not be compared."""
    if reason == Reason.NOT_HELD:
        return _("Compare the accounts of these rows with those in %(source)s, one by one.", source=source)
    return advice(reason, source)


def called(connector: AccountingConnector | None) -> str:
    """Name the accounting system; one that nobody knows any more by what it is."""
    return connector.label if connector else _("the accounting system")


def _begun(said: str) -> str:
    return said[:1].upper() + said[1:]


_WHY = {
    Reason.PAYROLL: lambda source: _(
        "Most likely the key may not read salaries: only accounts that salaries are booked on differ."
    ),
    Reason.DIMENSIONS: lambda source: _(
        "Most likely receipts are missing because the key's user sees some dimension items only."
    ),
    Reason.NOT_HELD: lambda source: _(
        "Most likely %(source)s has a receipt that has not been read, or has it with another amount.", source=source
    ),
    Reason.NOT_THERE: lambda source: _(
        "Most likely a receipt was removed in %(source)s that still counts here.", source=source
    ),
    Reason.REPLACED: lambda source: _(
        "Most likely a receipt was edited in %(source)s and counts here twice, as it was and as it is.", source=source
    ),
    Reason.TWICE: lambda source: _("Most likely a receipt counts here twice."),
    Reason.SIGN: lambda source: _("Most likely a receipt stands here with its sides exchanged."),
    Reason.OPENING: lambda source: _("Most likely the opening balances count here twice."),
    Reason.VAT: lambda source: _(
        "Most likely a VAT summary has not been read: the difference is the VAT of the month."
    ),
    Reason.CENTS: lambda source: _("It is a matter of cents: most likely rounding."),
    Reason.NO_TOTALS: lambda source: _("%(source)s has no totals of its own to compare with.", source=source),
    Reason.EMPTY: lambda source: _(
        "%(source)s's own totals are empty, although there are receipts: most likely the key may not read them.",
        source=source,
    ),
    Reason.READING: lambda source: _("The receipts are still being read: they are compared as soon as all are here."),
    Reason.UNREAD: lambda source: _(
        "Not all receipts of the year have been read, so they cannot be compared with %(source)s's totals.",
        source=source,
    ),
    Reason.NOT_ASKED: lambda source: _("The figures are compared with %(source)s's at the next sync.", source=source),
    Reason.MOVED: lambda source: _(
        "The figures have moved since they were compared with %(source)s's: the next sync compares them again.",
        source=source,
    ),
    Reason.OUTSIDE: lambda source: _(
        "Receipts are dated outside every fiscal year, and %(source)s's totals cover fiscal years only.", source=source
    ),
    Reason.UNKNOWN_FORM: lambda source: _(
        "%(source)s's totals agree with hardly any account: most likely they are written in a form that Hub does not "
        "know.",
        source=source,
    ),
    Reason.PAYROLL_UNSEEN: lambda source: _(
        "Every account equals %(source)s's own totals, but salaries are paid that are booked nowhere. Most likely the "
        "key may read them neither as receipts nor in the totals.",
        source=source,
    ),
}
_ADVICE = {
    Reason.PAYROLL: lambda source: _(
        "In %(source)s, give the key's user all rights to salaries and at least viewing rights to the person register. "
        "What was missing is then read by itself.",
        source=source,
    ),
    Reason.DIMENSIONS: lambda source: _(
        "In %(source)s, remove the dimension limits of the key's user. What was missing is then read by itself.",
        source=source,
    ),
    Reason.NOT_HELD: lambda source: _(
        "Look for a receipt of this month and amount in %(source)s. Saved there again, it is read at the next sync.",
        source=source,
    ),
    Reason.NOT_THERE: lambda source: _(
        "Look whether %(source)s still has the receipt; what was removed there goes at the next sync.", source=source
    ),
    Reason.REPLACED: lambda source: _(
        "Look which of the two receipts %(source)s has; the other goes at the next sync.", source=source
    ),
    Reason.TWICE: lambda source: _("Tell whoever runs this hub: the receipt must count once."),
    Reason.SIGN: lambda source: _("Tell whoever runs this hub: the receipt's debit and credit must change places."),
    Reason.OPENING: lambda source: _("Tell whoever runs this hub: openings are no movement of the month."),
    Reason.VAT: lambda source: _(
        "Make the month's VAT summary in %(source)s again, so that it is read.", source=source
    ),
    Reason.CENTS: lambda source: _("Nothing has to be done unless the cents grow."),
    Reason.PAYROLL_UNSEEN: lambda source: _(
        "In %(source)s, give the key's user all rights to salaries and at least viewing rights to the person register. "
        "If the company books its salaries elsewhere, make a journal of them in %(source)s.",
        source=source,
    ),
}
