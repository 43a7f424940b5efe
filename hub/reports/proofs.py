"""What a report says of how far its figures are proved."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _

from hub.db import Db
from hub.ledger.proof import words
from hub.ledger.proof.reading import standing_of
from hub.ledger.proof.verdicts import Status
from hub.reports.view import View
from hub.sdk.accounting import AccountingConnector, Period
from hub.sdk.reports import LedgerReader, ReportBuilder

__all__ = ["ProofLine", "beside", "of_period"]


@dataclass(frozen=True, slots=True)
class ProofLine:
    """The line beside a report.

    :param kind: the look of its badge
    :param checked_at: since when the oldest of the comparisons it rests on has not been made again
    """

    status: Status
    title: str
    kind: str
    sentence: str
    checked_at: datetime | None


def of_period(
    db: Db, reader: LedgerReader, period: Period, *, connector: AccountingConnector | None, detail: bool
) -> ProofLine:
    """Say how the figures of a period stand against the source's own totals.

    :param connector: reads the accounting system; None where that is not known any more
    :param detail: whether the amount of a single salary slip may be told
    """
    found = standing_of(db, reader, period)
    sentence = words.sentence(found, words.called(connector), detail=detail)
    return ProofLine(found.status, words.title(found), words.look(found), sentence, found.checked_at)


def beside(line: ProofLine, builder: ReportBuilder, view: View) -> ProofLine | None:
    """Say that a proof is about other figures than those of a report, where it is: it compares official, whole ones.

    None beside a report that has no such figures at all.
    """
    if not builder.is_official:
        return None
    if view.pending and "pending" in builder.choices:
        others = _("The figures here are others, for receipts awaiting approval are among them: they are not proved.")
        return _of_others(line, _("Official figures: %(standing)s", standing=line.title), others)
    if "dimension" in builder.choices or (view.item and "item" in builder.choices):
        others = _("How they are allocated to dimension items is not compared.")
        return _of_others(line, _("Whole accounts: %(standing)s", standing=line.title), others)
    return line


def _of_others(line: ProofLine, title: str, others: str) -> ProofLine:
    sentence = f"{line.sentence} {others}"
    return replace(line, status=Status.NOT_PROVABLE, title=title, kind="info", sentence=sentence)
