"""Columns that follow from others: by how much a figure has changed, and what share of turnover it is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial

from flask_babel import gettext as _

from hub.reports.formatting import Formatter
from hub.reports.reading import Reading
from hub.sdk.reports import Cell, Column, LedgerReader, ReportTable, Row

__all__ = ["about_compared", "change", "with_changes", "with_shares"]

Derive = Callable[[Row], Cell]
BLANK = Cell()
TWO = 2


def change(now: int, then: int, figures: Formatter) -> str:
    """Say by how much a figure has changed: in currency, and in percent where there is something to compare with."""
    by = now - then
    if not then:
        return figures.signed(by)
    share = figures.percent(Fraction(by, abs(then)))
    return f"{figures.signed(by)} ({'+' if by > 0 else ''}{share})"


def about_compared(
    table: ReportTable, pairs: Sequence[tuple[str, str]], reader: LedgerReader, figures: Formatter
) -> Iterator[str]:
    """Say that days that others are held against have not been read: what has changed is not known then."""
    reading, held = Reading(reader.coverage(), reader.today), {then for _now, then in pairs}
    days = [each.period for each in table.columns if each.key in held and each.period]
    for each in dict.fromkeys(days):
        if not reading.has_read(each):
            yield _(
                "Not all receipts of %(start)s – %(end)s have been read: do not rely on what is compared with these "
                "days.",
                start=figures.day(each.start),
                end=figures.day(each.end),
            )


def with_changes(table: ReportTable, pairs: Sequence[tuple[str, str]], figures: Formatter) -> ReportTable:
    """Put the change behind each pair of columns: in currency, and in percent of what the figure was.

    The percentage has the sign of the change; it is blank where the figure was zero.
    """
    for now, then in pairs:
        place, other = _place(table, now), _place(table, then)
        change, percent = Column(f"{now}-change", _("Change")), Column(f"{now}-percent", f"{_('Change')} %", "percent")
        table = _inserted(table, other + 1, change, _of(partial(_moved, place, other), now, then))
        table = _inserted(table, other + 2, percent, _of(partial(_grown, figures, place, other), now, then))
    return table


def with_shares(table: ReportTable, base: str, figures: Formatter) -> ReportTable:
    """Put behind the last stretch, and the one it is compared with, what share of a row its figures are.

    :param base: the key of the row that everything is a share of; blank where it is zero, nothing where it is not
    """
    stretches = [each.key for each in table.columns if each.kind == "money" and each.period]
    for key in stretches[-1:] if len(stretches) > TWO else stretches:
        whole = next((row for row in table.rows if row.key == base), None)
        if whole is not None:
            place = _place(table, key)
            share = Column(f"{key}-share", _("Share of turnover"), "percent")
            derive = partial(_share, figures, place, whole.cells[place].amount)
            table = _inserted(table, place + 1, share, _of(derive, key, key, base))
    return table


def _of(derive: Derive, now: str, then: str, base: str = "") -> Derive:
    """Say of each figure what it is worked out from: two columns of its own row, or of a base row."""

    def told(row: Row) -> Cell:
        cell = derive(row)
        return cell if cell == BLANK else replace(cell, of=((row.key, now), (base or row.key, then)))

    return told


def _place(table: ReportTable, key: str) -> int:
    return next(place for place, column in enumerate(table.columns) if column.key == key)


def _inserted(table: ReportTable, place: int, column: Column, derive: Derive) -> ReportTable:
    columns = (*table.columns[:place], column, *table.columns[place:])
    rows = tuple(replace(row, cells=(*row.cells[:place], derive(row), *row.cells[place:])) for row in table.rows)
    return replace(table, columns=columns, rows=rows)


def _moved(place: int, other: int, row: Row) -> Cell:
    now, then = row.cells[place].amount, row.cells[other].amount
    return BLANK if now is None or then is None else Cell(now - then)


def _grown(figures: Formatter, place: int, other: int, row: Row) -> Cell:
    now, then = row.cells[place].amount, row.cells[other].amount
    return BLANK if now is None or not then else _percent(figures, Fraction(now - then, abs(then)))


def _share(figures: Formatter, place: int, of: int | None, row: Row) -> Cell:
    amount = row.cells[place].amount
    return BLANK if amount is None or not of else _percent(figures, Fraction(amount, of))


def _percent(figures: Formatter, part: Fraction) -> Cell:
    return Cell(text=figures.percent(part), ratio=part)
