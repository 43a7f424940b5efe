"""The reports of Finnish bookkeeping."""

from hub.sdk.reports import ReportBuilder
from plugins.procountor.reports.cash_flow import CashFlow
from plugins.procountor.reports.cost_changes import CostChanges
from plugins.procountor.reports.dimension_split import DimensionSplit
from plugins.procountor.reports.dimensions import ByDimension
from plugins.procountor.reports.dues import Payables, Receivables
from plugins.procountor.reports.general_ledger import GeneralLedger
from plugins.procountor.reports.journal import Journal
from plugins.procountor.reports.key_figures import KeyFigures
from plugins.procountor.reports.largest_partners import LargestPartners
from plugins.procountor.reports.ledgers import TrialBalance
from plugins.procountor.reports.left_out import LeftOutReceipts
from plugins.procountor.reports.month_check import MonthCheck
from plugins.procountor.reports.overview import Overview
from plugins.procountor.reports.statements import BalanceSheet, IncomeStatement
from plugins.procountor.reports.vat import VatOverview

__all__ = ["BUILDERS"]

BUILDERS: tuple[ReportBuilder, ...] = (
    Overview(),
    MonthCheck(),
    DimensionSplit(),
    CostChanges(),
    LargestPartners(),
    IncomeStatement(),
    ByDimension(),
    BalanceSheet(),
    CashFlow(),
    KeyFigures(),
    TrialBalance(),
    GeneralLedger(),
    Journal(),
    VatOverview(),
    Receivables(),
    Payables(),
    LeftOutReceipts(),
)
