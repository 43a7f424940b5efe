"""Income statement and balance sheet in their statutory layouts."""

from dataclasses import dataclass

from hub.sdk.accounting import Period
from hub.sdk.reports import Column, LedgerReader, ReportBuilder, ReportOptions, ReportTable, Row
from hub.sdk.texts import text as _
from plugins.procountor.names import Names
from plugins.procountor.needs import LEDGER
from plugins.procountor.reports.columns import (
    Matrix,
    at_month_ends,
    at_the_end,
    balances,
    by_months,
    flows,
    in_total,
    whole,
)
from plugins.procountor.reports.forms import BALANCE_FORMS, INCOME_FORMS, balance_layouts, income_layout, titled
from plugins.procountor.reports.layout import belongs
from plugins.procountor.reports.notes import Notes
from plugins.procountor.reports.tree import Branch, Trunk
from plugins.procountor.reports.words import Words

__all__ = ["BalanceSheet", "IncomeStatement", "Statement", "balance_sheet", "income_statement"]

BALANCE_DOMAIN = "12~3456789"
RESULT_DOMAIN = "3456789"
CHOICES = frozenset({"by_month", "accounts", "columns", "pending"})


@dataclass(frozen=True, slots=True)
class Statement:
    """A figured statement before it becomes a table."""

    columns: tuple[Column, ...]
    branches: tuple[Branch, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """List the rows of all branches."""
        return tuple(row for each in self.branches for row in each.rows)

    @property
    def unmapped(self) -> list[str]:
        """List the accounts that the layout has no line for."""
        return sorted({code for each in self.branches for code in each.unmapped})


class IncomeStatement(ReportBuilder):
    """Income and expenses by nature, month by month and in total; income +, costs −."""

    key = "income-statement"
    title = _("Profit and loss")
    needs = LEDGER
    description = _("Income and expenses by nature, by month and in total.")
    choices = CHOICES | {"item"}
    share_of = "turnover"
    shows = tuple(RESULT_DOMAIN)
    names = Names("Tuloslaskelma", "Resultaträkning", "Profit and loss")
    forms = INCOME_FORMS
    previewed = True

    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Build the income statement.

        :raises UserFault: the period ends before it starts
        """
        words = Words(options.language)
        period = period if options.columns else whole(reader, period)
        usual = by_months if options.by_month else in_total
        columns = options.columns or usual(reader, period, words)
        matrix = flows(reader, columns, only=options.only, layers=options.layers)
        made = income_statement(reader, matrix, words, form=options.form, accounts=options.accounts)
        notes = Notes(reader, words, period, RESULT_DOMAIN, options.layers).all(made.columns, made.unmapped)
        return ReportTable(titled(self.names, options.form, words), period, made.columns, made.rows, notes)


class BalanceSheet(ReportBuilder):
    """Assets, equity and liabilities at the end of each month; both sides are equal."""

    key = "balance-sheet"
    title = _("Balance sheet")
    needs = LEDGER
    description = _("Assets, equity and liabilities at the end of each month.")
    choices = CHOICES
    measures = "balances"
    names = Names("Tase", "Balansräkning", "Balance sheet")
    forms = BALANCE_FORMS

    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Build the balance sheet.

        :raises UserFault: the period ends before it starts
        """
        words = Words(options.language)
        period = period if options.columns else whole(reader, period)
        usual = at_month_ends if options.by_month else at_the_end
        columns = options.columns or usual(reader, period, words)
        matrix = balances(reader, columns, layers=options.layers)
        made = balance_sheet(reader, matrix, words, form=options.form, accounts=options.accounts)
        since = Period(min(each.period.start for each in made.columns if each.period), period.end)
        notes = Notes(reader, words, since, BALANCE_DOMAIN, options.layers).all(
            made.columns, made.unmapped, balances=True
        )
        return ReportTable(titled(self.names, options.form, words), period, made.columns, made.rows, notes)


def income_statement(
    reader: LedgerReader, flowed: Matrix, words: Words, *, form: str = "", accounts: bool = False
) -> Statement:
    """Figure the income statement of what has moved on its accounts."""
    trunk = Trunk(flowed, reader.accounts(), words, sign=-1, with_accounts=accounts)
    return Statement(flowed.columns, (trunk.grow(income_layout(form), flowed.amounts),))


def balance_sheet(
    reader: LedgerReader, standing: Matrix, words: Words, *, form: str = "", accounts: bool = False
) -> Statement:
    """Figure both sides of the balance sheet. An account that belongs to neither stands among the assets, unmapped."""
    chart, sides = reader.accounts(), balance_layouts(form)
    credit = [code for code in standing.amounts if belongs(code, sides.liabilities)]
    taken = frozenset(credit)
    debit = [code for code in standing.amounts if belongs(code, sides.assets) or code not in taken]
    assets = Trunk(standing, chart, words, sign=1, with_accounts=accounts).grow(sides.assets, debit)
    liabilities = Trunk(standing, chart, words, sign=-1, with_accounts=accounts).grow(sides.liabilities, credit)
    return Statement(standing.columns, (assets, liabilities))
