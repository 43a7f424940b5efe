"""Which findings mark a report: on its page, in what its figures are made of, and in its files."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from hub.ledger.findings import OF_FIGURES
from hub.sdk.accounting import Finding, Severity
from hub.sdk.reports import ReportBuilder, ReportTable
from hub.sdk.texts import together
from hub.texts import shown

__all__ = ["about", "besides", "is_marked", "on_file"]


def about(builder: ReportBuilder, findings: Iterable[Finding]) -> list[Finding]:
    """Choose the findings that touch a figure of a report, by its accounts and by the rights that it stands on.

    One that is not of official receipts has no figure of any account: it is touched by what keeps receipts from being
    read, and by nothing that is odd about those that count.
    """
    touching = [each for each in findings if _stands_on(each, builder.needs)]
    if builder.is_official:
        return [each for each in touching if _touches(each.accounts, builder.shows)]
    return [each for each in touching if each.rights or not (each.accounts or each.code in OF_FIGURES)]


def is_marked(builder: ReportBuilder, findings: Iterable[Finding]) -> bool:
    """Tell whether figures of a report are incomplete or in doubt."""
    return any(each.severity == Severity.WARNING for each in about(builder, findings))


def besides(notes: Sequence[str], findings: Iterable[Finding]) -> list[str]:
    """Choose the notes that no finding says on the same page."""
    said = {shown(form) for each in findings for form in (each.title, together(each.title, each.remedy))}
    return [each for each in notes if each not in said]


def on_file(table: ReportTable, findings: Iterable[Finding]) -> ReportTable:
    """Put what its builder has not noted among the notes of a report that leaves the hub: a file has no banner.

    :param findings: those that touch the report
    """
    untold = [each for each in findings if not any(shown(each.title) in note for note in table.notes)]
    return replace(table, notes=(*table.notes, *(shown(together(each.title, each.remedy)) for each in untold)))


def _touches(affected: Sequence[str], made_of: Sequence[str]) -> bool:
    """Tell whether two sets of account prefixes meet; an empty one stands for all accounts.

    >>> _touches(("288", "5"), ("3", "4", "5")), _touches(("~vat",), ("3", "4", "5")), _touches((), ("3",))
    (True, False, True)
    """
    pairs = ((one, other) for one in affected for other in made_of)
    return not (affected and made_of) or any(one.startswith(other) or other.startswith(one) for one, other in pairs)


def _stands_on(finding: Finding, needs: frozenset[str]) -> bool:
    """Tell whether a report stands on a right that is missing; without any named, on either side, it may well."""
    return not (finding.rights and needs) or not needs.isdisjoint(finding.rights)
