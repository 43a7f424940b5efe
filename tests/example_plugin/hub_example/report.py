"""A report: the accounts on which most was booked."""

from hub.sdk.accounting import Period
from hub.sdk.reports import Cell, Column, Drill, LedgerReader, ReportBuilder, ReportOptions, ReportTable, Row
from hub.sdk.texts import text as _

MOST = 10


class LargestEntries(ReportBuilder):
    """The ten accounts with the largest debit turnover of a period."""

    key = "largest-accounts"
    title = _("Largest accounts")
    description = _("The ten accounts on which most was booked")
    group = _("Examples")

    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Sum the movements by account and keep the largest."""
        turnover: dict[str, int] = {}
        net: dict[str, int] = {}
        for each in reader.movements(period):
            turnover[each.account] = turnover.get(each.account, 0) + each.debit + each.credit
            net[each.account] = net.get(each.account, 0) + each.net
        largest = sorted(turnover, key=lambda code: (-turnover[code], code))[:MOST]
        accounts = reader.accounts()
        return ReportTable(
            title=self.title,
            period=period,
            columns=(Column("net", _("Net"), period=period),),
            rows=tuple(
                Row(code, accounts[code].name, (Cell(net[code], drill=Drill((code,), period)),)) for code in largest
            ),
        )
