"""What is said about the rows of a source's own income statement."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from hub.ledger.findings import some
from hub.ledger.proof.reading import YearProof
from hub.ledger.proof.rows import ComparedRow, RowStatus
from hub.ledger.proof.verdicts import Status
from hub.texts import shown

__all__ = ["agreeing", "counted", "named", "uncompared"]


def counted(rows: Sequence[ComparedRow], source: str) -> str:
    """Say how many rows agree, and which could not be compared and why."""
    return " ".join(filter(None, [agreeing(rows, source), *_not_compared(rows)]))


def agreeing(rows: Sequence[ComparedRow], source: str) -> str:
    """Say how many rows agree; empty where none does."""
    num = len(_names(rows, RowStatus.AGREES))
    if not num:
        return ""
    return ngettext(
        "%(num)s row of %(source)s's own income statement agrees.",
        "%(num)s rows of %(source)s's own income statement agree.",
        num,
        source=source,
    )


def named(rows: Sequence[ComparedRow], source: str) -> str:
    """Name the rows that differ."""
    apart = _names(rows, RowStatus.DIFFERS)
    return ngettext(
        "Row %(rows)s is not as in %(source)s's own income statement.",
        "Rows %(rows)s are not as in %(source)s's own income statement.",
        len(apart),
        source=source,
        rows=some(f"“{name}”" for name in apart),
    )


def uncompared(year: YearProof) -> str:
    """Say that single accounts could not be compared, where rows alone tell that a year differs."""
    if year.status is not Status.DIFFERS or year.differences:
        return ""
    if not year.detail:
        return _("Single accounts could not be compared.")
    return _("Single accounts could not be compared: %(detail)s", detail=shown(year.detail))


def _not_compared(rows: Sequence[ComparedRow]) -> Iterator[str]:
    unread, laid_out = _names(rows, RowStatus.UNREAD), _names(rows, RowStatus.LAID_OUT)
    if unread:
        yield ngettext(
            "%(num)s row cannot be compared, for it cannot be read what it sums up: %(rows)s.",
            "%(num)s rows cannot be compared, for it cannot be read what they sum up: %(rows)s.",
            len(unread),
            rows=some(unread),
        )
    if laid_out:
        yield ngettext(
            "%(num)s row cannot be compared, for the company's own statement is laid out in another way: %(rows)s.",
            "%(num)s rows cannot be compared, for the company's own statement is laid out in another way: %(rows)s.",
            len(laid_out),
            rows=some(laid_out),
        )


def _names(rows: Sequence[ComparedRow], status: RowStatus) -> list[str]:
    return [row.name or _("without a name") for row in rows if row.status is status]
