"""Whether a month is ready: a list of what a bookkeeper looks at before it is reported, with what the books say."""

from collections.abc import Sequence

from hub.sdk.accounting import Period
from hub.sdk.reports import Cell, Column, LedgerReader, ReportBuilder, ReportOptions, ReportTable, Row, State
from hub.sdk.texts import text as _
from plugins.procountor.needs import LEDGER
from plugins.procountor.reports.columns import whole
from plugins.procountor.reports.month_closing import closing
from plugins.procountor.reports.month_habits import depreciation, salaries
from plugins.procountor.reports.month_money import bank, transit
from plugins.procountor.reports.month_receipts import Said, approval, balancing, vat
from plugins.procountor.reports.month_words import COLUMNS, STATES, TITLES
from plugins.procountor.reports.notes import Notes
from plugins.procountor.reports.stretches import is_known, last_ended
from plugins.procountor.reports.words import Words

__all__ = ["MonthCheck"]

EVERYTHING = "12~3456789"
CHECKS = {
    "vat": vat,
    "salaries": salaries,
    "depreciation": depreciation,
    "approval": approval,
    "bank": bank,
    "transit": transit,
    "balancing": balancing,
    "closing": closing,
}


class MonthCheck(ReportBuilder):
    """How far the last ended month of a period is: each thing to be done with what the books say of it."""

    key = "month-check"
    title = _("Is the month ready?")
    needs = LEDGER
    description = _("What is still open in a month: VAT, salaries, depreciation, approvals, bank statements.")
    page = "analytics"
    choices = frozenset()
    usual = "month"

    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Check the last month of a period that has ended.

        :raises UserFault: the period ends before it starts
        """
        words = Words(options.language)
        month = last_ended(reader, whole(reader, period))
        rows = [_row(key, said, words) for key, said in _found(reader, month, words)]
        columns = tuple(Column(key, words.name(names), kind="text") for key, names in COLUMNS.items())
        title = _("Is %(month)s ready?", month=words.full_month(month.start))
        notes = Notes(reader, words, month, EVERYTHING).all(columns)
        return ReportTable(title, month, columns, tuple(rows), notes)


def _found(reader: LedgerReader, month: Period, words: Words) -> Sequence[tuple[str, Said]]:
    if not is_known(reader, month):
        unread = Said(State.UNKNOWN, _("Not all receipts of this month have been read yet."))
        return [(key, unread) for key in CHECKS]
    return [(key, check(reader, month, words)) for key, check in CHECKS.items()]


def _row(key: str, said: Said, words: Words) -> Row:
    cells = Cell(text=words.name(STATES[said.state])), Cell(text=said.sentence)
    return Row(key, words.name(TITLES[key]), cells, receipt_id=said.receipt_id, state=said.state, lead=said.lead)
