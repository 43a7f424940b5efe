"""What would change in the reports of a book if an account stood on another line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from hub.reports.wording import worded
from hub.sdk.accounting import FiscalYear, Period
from hub.sdk.reports import Cell, LedgerReader, ReportBuilder, ReportOptions, Row

__all__ = ["Change", "Changed", "Changes", "changes", "years_of"]

YEARS = 2


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of a fiscal year as it is and as it would be; a figure that is a text is no amount."""

    before: Cell
    after: Cell

    @property
    def is_one(self) -> bool:
        """Tell whether it changes at all."""
        return _told(self.before) != _told(self.after)

    @property
    def difference(self) -> int | None:
        """Give by how much an amount would rise, minor units; None where it is no amount."""
        if self.before.text or self.after.text:
            return None
        return (self.after.amount or 0) - (self.before.amount or 0)


@dataclass(frozen=True, slots=True)
class Changed:
    """A row that would change in some year, with its figures of every year."""

    row: Row
    years: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """The rows of a report that would change."""

    builder: ReportBuilder
    rows: tuple[Changed, ...]


def years_of(reader: LedgerReader) -> Sequence[FiscalYear]:
    """Choose the fiscal year that is running and the one before, the newer one first."""
    begun = [each for each in reader.fiscal_years() if each.start <= reader.today]
    return begun[: -YEARS - 1 : -1]


def changes(
    builders: Sequence[ReportBuilder],
    reader: LedgerReader,
    before: Mapping[str, str],
    after: Mapping[str, str],
    language: str,
) -> list[Changes]:
    """Tell which rows of which reports would change, in the years of :func:`years_of`.

    :param before: what is moved now, by account
    :param after: what would be moved
    """
    found = [_of_report(builder, reader, before, after, language) for builder in builders]
    return [each for each in found if each.rows]


def _of_report(
    builder: ReportBuilder, reader: LedgerReader, before: Mapping[str, str], after: Mapping[str, str], language: str
) -> Changes:
    pairs = [
        tuple(_rows(builder, reader, year, moved, language) for moved in (before, after)) for year in years_of(reader)
    ]
    keys: list[str] = reduce(_merged, (list(rows) for pair in pairs for rows in reversed(pair)), [])
    return Changes(builder, tuple(_changed(pairs, keys)))


def _rows(
    builder: ReportBuilder, reader: LedgerReader, year: FiscalYear, moved: Mapping[str, str], language: str
) -> dict[str, Row]:
    """Build a report of a whole year in one column, and give its rows that have a figure."""
    form = builder.form("")
    options = ReportOptions(language, by_month=False, form=form.key if form else "", moved=moved)
    table = worded(builder.build(reader, Period(year.start, year.end), options))
    return {row.key: row for row in table.rows if _told(row.cells[-1]) != _told(Cell())}


def _changed(pairs: Sequence[tuple[dict[str, Row], ...]], keys: Sequence[str]) -> Iterator[Changed]:
    """List the rows that change; what stands in a report several times is told once."""
    told = set()
    for key in keys:
        figures = tuple(Change(*(_cell(rows.get(key)) for rows in pair)) for pair in pairs)
        row = next(rows[key] for pair in pairs for rows in pair if key in rows)
        said = row.label, tuple((_told(each.before), _told(each.after)) for each in figures)
        if any(each.is_one for each in figures) and said not in told:
            told.add(said)
            yield Changed(row, figures)


def _cell(row: Row | None) -> Cell:
    return row.cells[-1] if row else Cell(0)


def _told(cell: Cell) -> tuple[int, str]:
    return cell.amount or 0, cell.text


def _merged(keys: list[str], others: list[str]) -> list[str]:
    """Put what only the others have behind what they have it behind.

    >>> _merged(["sales", "result"], ["sales", "wages", "result"])
    ['sales', 'wages', 'result']
    """
    made = list(keys)
    for place, key in enumerate(others):
        if key not in made:
            made.insert(made.index(others[place - 1]) + 1 if place else 0, key)
    return made
