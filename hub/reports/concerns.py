"""Which findings are told on a report, and which of its notes they say already."""

from collections.abc import Iterable, Sequence

from hub.sdk.accounting import Finding
from hub.sdk.reports import ReportBuilder
from hub.sdk.texts import together
from hub.texts import shown

__all__ = ["about", "besides"]


def about(builder: ReportBuilder, findings: Iterable[Finding]) -> list[Finding]:
    """Choose the findings that touch a figure of a report."""
    return [each for each in findings if _touches(each.accounts, builder.shows)]


def besides(notes: Sequence[str], findings: Iterable[Finding]) -> list[str]:
    """Choose the notes that no finding says on the same page."""
    said = {shown(form) for each in findings for form in (each.title, together(each.title, each.remedy))}
    return [each for each in notes if each not in said]


def _touches(affected: Sequence[str], made_of: Sequence[str]) -> bool:
    """Tell whether two sets of account prefixes meet; an empty one stands for all accounts.

    >>> _touches(("288", "5"), ("3", "4", "5")), _touches(("~vat",), ("3", "4", "5")), _touches((), ("3",))
    (True, False, True)
    """
    pairs = ((one, other) for one in affected for other in made_of)
    return not (affected and made_of) or any(one.startswith(other) or other.startswith(one) for one, other in pairs)
