"""Which receipts the figures of a report are of, as its files say it."""

from dataclasses import dataclass

from flask_babel import gettext as _

from hub.reports.view import View
from hub.reports.wording import labelled
from hub.sdk.accounting import AccountingConnector
from hub.sdk.reports import ReportBuilder

__all__ = ["Official", "official"]


@dataclass(frozen=True, slots=True)
class Official:
    """That the figures are of official receipts.

    :param awaiting: whether those that await approval count, too
    :param statuses: names of the statuses that count, as the source writes them; none where that is not told
    :param sentence: the same for people
    """

    awaiting: bool = False
    statuses: tuple[str, ...] = ()
    sentence: str = ""

    @property
    def brief(self) -> str:
        """Say it in two words; empty where the head says already what else counts."""
        return "" if self.awaiting else _("official receipts")


def official(builder: ReportBuilder, shown: View, connector: AccountingConnector | None) -> Official | None:
    """Tell which receipts count in a report; None of one whose figures are not of official receipts.

    :param connector: reads the accounting system; None where that is not known any more
    """
    if not builder.is_official:
        return None
    awaiting = shown.pending and "pending" in builder.choices
    if connector is None or not connector.official_statuses:
        return Official(awaiting)
    statuses = (*connector.official_statuses, *(connector.pending_statuses if awaiting else ()))
    named = ", ".join(labelled(each, connector.receipt_statuses) for each in statuses)
    sentence = (
        _(
            "Official receipts and those awaiting approval count: %(statuses)s, and kinds without a status.",
            statuses=named,
        )
        if awaiting
        else _("Official receipts count: %(statuses)s, and kinds without a status.", statuses=named)
    )
    return Official(awaiting, statuses, sentence)
