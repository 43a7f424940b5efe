"""Trial balance: every account with what it started with, what moved and where it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from hub.sdk.accounting import Account, FiscalYear, Layer, Period
from hub.sdk.errors import UserFault
from hub.sdk.reports import (
    Cell,
    Column,
    Drill,
    Kind,
    LedgerReader,
    ReportBuilder,
    ReportOptions,
    ReportTable,
    Row,
)
from hub.sdk.texts import text as _
from plugins.procountor.names import Names
from plugins.procountor.needs import LEDGER
from plugins.procountor.reports.columns import DAY, whole
from plugins.procountor.reports.notes import Notes
from plugins.procountor.reports.words import VIRTUAL, Words

__all__ = ["ALL_ACCOUNTS", "BLANK", "TrialBalance", "account_name", "moved_in", "opening_of", "within_one_year"]

ALL_ACCOUNTS = "12~3456789"
BLANK = Cell()


class TrialBalance(ReportBuilder):
    """Opening balance, debit, credit and closing balance of every account; debit +, credit turnover positive."""

    key = "trial-balance"
    title = _("Trial balance")
    needs = LEDGER
    description = _("Opening balance, debit, credit and closing balance of every account.")
    group = _("Ledgers")
    choices = frozenset({"pending", "against"})
    names = Names("Saldoluettelo", "Saldobalans", "Trial balance")

    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Build the trial balance.

        :raises UserFault: the period ends before it starts or reaches over a year end, where income and expenses
            start anew
        """
        words, period = Words(options.language), whole(reader, period)
        year = within_one_year(reader, period, words)
        columns = tuple(
            Column(key, words.label(key), period=period, unfinished=period.end > reader.today)
            for key in ("opening", "debit", "credit", "closing")
        )
        held = _Closing.of(reader, options)
        rows = list(_trial_rows(reader, year, period, words, options.layers, held))
        rows.append(_trial_total(rows, words, year, period, options.layers, held))
        since = Period(year.start, period.end)
        notes = Notes(reader, words, since, ALL_ACCOUNTS, options.layers).all(columns, balances=True)
        table = ReportTable(words.name(self.names), period, columns, tuple(rows), notes)
        if held is None:
            return table
        return replace(table, columns=(*columns, held.column(words)), pairs=(("closing", "against"),))


@dataclass(frozen=True, slots=True)
class _Closing:
    """Where accounts stood at the end of the days that are compared, counted from the beginning of its fiscal year."""

    days: Period
    amounts: Mapping[str, int]
    layers: tuple[Layer, ...]

    @classmethod
    def of(cls, reader: LedgerReader, options: ReportOptions) -> "_Closing | None":
        """Read it; None where nothing is compared."""
        if options.against is None:
            return None
        end = whole(reader, options.against).end
        year, after = reader.fiscal_year_of(end), Period(end + DAY, end + DAY)
        return cls(Period(year.start, end), opening_of(reader, year, after, options.layers), options.layers)

    def column(self, words: Words) -> Column:
        """Name the day."""
        return Column("against", f"{words.label('closing')} {words.day(self.days.end)}", period=self.days)

    def cell(self, codes: tuple[str, ...]) -> Cell:
        """Sum some accounts."""
        amount = sum(self.amounts.get(code, 0) for code in codes)
        return Cell(amount, drill=Drill(codes, self.days, opening=True, layers=self.layers))


def within_one_year(reader: LedgerReader, period: Period, words: Words) -> FiscalYear:
    """Find the fiscal year that holds a period.

    :raises UserFault: the period reaches over a year end
    """
    year = reader.fiscal_year_of(period.start)
    if period.end > year.end:
        raise UserFault(
            _(
                "This report stays within one fiscal year. Choose a period between %(start)s and %(end)s, or within "
                "another year.",
                start=words.day(year.start),
                end=words.day(year.end),
            )
        )
    return year


def opening_of(reader: LedgerReader, year: FiscalYear, period: Period, layers: tuple[Layer, ...]) -> dict[str, int]:
    """Sum up every account to the day before a period: the year's opening and what has moved since."""
    amounts = {each.account: each.amount for each in reader.openings(year)}
    for each in reader.movements(Period(year.start, period.start - DAY), layers=layers):
        amounts[each.account] = amounts.get(each.account, 0) + each.net
    return amounts


def moved_in(reader: LedgerReader, period: Period, layers: tuple[Layer, ...]) -> dict[str, tuple[int, int]]:
    """Sum up debit and credit of every account in a period."""
    moved: dict[str, tuple[int, int]] = {}
    for each in reader.movements(period, layers=layers):
        debit, credit = moved.get(each.account, (0, 0))
        moved[each.account] = debit + each.debit, credit + each.credit
    return moved


def account_name(code: str, chart: Mapping[str, Account], words: Words) -> str:
    """Name an account with its code, in the report's language where the chart has it."""
    if code in VIRTUAL:
        return words.name(VIRTUAL[code])
    account = chart.get(code)
    return f"{code} {(account.names.get(words.language) or account.name) if account else ''}".strip()


def _trial_rows(
    reader: LedgerReader,
    year: FiscalYear,
    period: Period,
    words: Words,
    layers: tuple[Layer, ...],
    held: _Closing | None,
) -> Iterator[Row]:
    opening, moved = opening_of(reader, year, period, layers), moved_in(reader, period, layers)
    chart = reader.accounts()
    earlier = held.amounts if held else {}
    for code in sorted({*opening, *moved, *earlier}):
        debit, credit = moved.get(code, (0, 0))
        start = opening.get(code, 0)
        if start or debit or credit or earlier.get(code):
            cells = _trial_cells((start, debit, credit), (code,), year, period, layers, held)
            yield Row(f"account:{code}", account_name(code, chart, words), cells, Kind.ACCOUNT)


def _trial_total(
    rows: list[Row], words: Words, year: FiscalYear, period: Period, layers: tuple[Layer, ...], held: _Closing | None
) -> Row:
    sums = [sum(row.cells[place].amount or 0 for row in rows) for place in range(3)]
    codes = tuple(row.key.removeprefix("account:") for row in rows)
    cells = _trial_cells((sums[0], sums[1], sums[2]), codes, year, period, layers, held)
    return Row("total", words.label("total"), cells, Kind.TOTAL, parts=tuple(row.key for row in rows))


def _trial_cells(
    amounts: tuple[int, int, int],
    codes: tuple[str, ...],
    year: FiscalYear,
    period: Period,
    layers: tuple[Layer, ...],
    held: _Closing | None,
) -> tuple[Cell, ...]:
    opening, debit, credit = amounts
    before, until = Period(year.start, period.start - DAY), Period(year.start, period.end)
    return (
        Cell(opening, drill=Drill(codes, before, opening=True, layers=layers)),
        Cell(debit, drill=Drill(codes, period, side="debit", layers=layers)),
        Cell(credit, drill=Drill(codes, period, sign=-1, side="credit", layers=layers)),
        Cell(opening + debit - credit, drill=Drill(codes, until, opening=True, layers=layers)),
        *((held.cell(codes),) if held else ()),
    )
