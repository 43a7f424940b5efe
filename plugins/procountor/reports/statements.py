"""Income statement and balance sheet in their statutory layouts."""

from dataclasses import dataclass, replace

from hub.sdk.accounting import Period, is_result_account
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
from plugins.procountor.reports.layout import STANDARD, Places
from plugins.procountor.reports.lines import BALANCE_SHEET, INCOME, StatementLines
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
    layout = StatementLines()
    statements = frozenset({INCOME})
    previewed = True

    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Build the income statement.

        :raises UserFault: the period ends before it starts
        """
        words = Words(options.language)
        period = period if options.columns else whole(reader, period)
        usual = by_months if options.by_month else in_total
        columns = options.columns or usual(reader, period, words)
        matrix, places = flows(reader, columns, only=options.only, layers=options.layers), Places(options.moved)
        made = income_statement(reader, matrix, words, places, form=options.form, accounts=options.accounts)
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
    layout = StatementLines()
    statements = frozenset({BALANCE_SHEET})

    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Build the balance sheet.

        :raises UserFault: the period ends before it starts
        """
        words = Words(options.language)
        period = period if options.columns else whole(reader, period)
        usual = at_month_ends if options.by_month else at_the_end
        columns = options.columns or usual(reader, period, words)
        matrix, places = balances(reader, columns, layers=options.layers), Places(options.moved)
        made = balance_sheet(reader, matrix, words, places, form=options.form, accounts=options.accounts)
        since = Period(min(each.period.start for each in made.columns if each.period), period.end)
        notes = Notes(reader, words, since, BALANCE_DOMAIN, options.layers).all(
            made.columns, made.unmapped, balances=True
        )
        return ReportTable(titled(self.names, options.form, words), period, made.columns, made.rows, notes)


def income_statement(
    reader: LedgerReader,
    flowed: Matrix,
    words: Words,
    places: Places = STANDARD,
    *,
    form: str = "",
    accounts: bool = False,
) -> Statement:
    """Figure the income statement of what has moved on its accounts."""
    trunk = Trunk(flowed, reader.accounts(), words, sign=-1, with_accounts=accounts, places=places)
    return Statement(flowed.columns, (trunk.grow(income_layout(form), flowed.amounts),))


def balance_sheet(
    reader: LedgerReader,
    standing: Matrix,
    words: Words,
    places: Places = STANDARD,
    *,
    form: str = "",
    accounts: bool = False,
) -> Statement:
    """Figure both sides of the balance sheet. An account that belongs to neither stands among the assets, unmapped.

    Accounts of the income statement are all in the result of the year, whichever of its lines they were moved to.
    """
    sides, held = balance_layouts(form), places.only(lambda code: not is_result_account(code))
    credit = [code for code in standing.amounts if held.has(code, sides.liabilities)]
    taken = frozenset(credit)
    debit = [code for code in standing.amounts if held.has(code, sides.assets) or code not in taken]
    left = Trunk(standing, reader.accounts(), words, sign=1, with_accounts=accounts, places=held)
    right = replace(left, sign=-1)
    return Statement(standing.columns, (left.grow(sides.assets, debit), right.grow(sides.liabilities, credit)))
