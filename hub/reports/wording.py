"""What a report says, in its reader's language."""

from collections.abc import Mapping
from dataclasses import replace
from operator import is_

from hub.sdk.reports import Cell, Figure, Listing, Note, ReceiptListing, ReportTable, Row, Section
from hub.texts import shown

__all__ = ["labelled", "worded"]


def worded(table: ReportTable) -> ReportTable:
    """Write every sentence of a report as its reader reads it; what is no sentence stays as it is."""
    cells: dict[int, Cell] = {}
    return replace(
        table,
        title=shown(table.title),
        columns=tuple(replace(each, label=shown(each.label)) for each in table.columns),
        rows=tuple(_row(each, cells) for each in table.rows),
        notes=tuple(map(_note, table.notes)),
        figures=tuple(map(_figure, table.figures)),
        graphs=tuple(replace(each, title=shown(each.title)) for each in table.graphs),
        listing=_listing(table.listing) if table.listing else None,
    )


def labelled(name: str, labels: Mapping[str, str]) -> str:
    """Say what people call something of the source's; what has no label is shown readably as the source names it."""
    return str(shown(labels[name])) if name in labels else name.replace("_", " ").capitalize()


def _listing(listing: Listing | ReceiptListing) -> Listing | ReceiptListing:
    if isinstance(listing, ReceiptListing):
        return replace(
            listing,
            day=lambda day: shown(listing.day(day)),
            type=lambda name: shown(listing.type(name)),
            account=lambda code: shown(listing.account(code)),
            unnamed=shown(listing.unnamed),
            total=shown(listing.total),
        )
    return replace(
        listing,
        sections=tuple(map(_section, listing.sections)),
        day=lambda day: shown(listing.day(day)),
        type=lambda name, layer: shown(listing.type(name, layer)),
    )


def _section(section: Section) -> Section:
    above, below = (tuple(_row(each, {}) for each in rows) for rows in (section.above, section.below))
    return replace(section, above=above, below=below)


def _note(note: str) -> str:
    return Note(shown(note.said), note.lead) if isinstance(note, Note) else str(shown(note))


def _figure(figure: Figure) -> Figure:
    said = {name: shown(getattr(figure, name)) for name in ("label", "note", "change", "missing")}
    return replace(figure, **said, cell=_cell(figure.cell, {}), more=tuple(map(_figure, figure.more)))


def _row(row: Row, cells: dict[int, Cell]) -> Row:
    """Write a row.

    :param cells: those that are written already by their identity: a ledger has the same type or day in many rows
    """
    found = [cell if type(cell.text) is str else cells.get(id(cell)) or _cell(cell, cells) for cell in row.cells]
    if type(row.label) is str and all(map(is_, found, row.cells)):
        return row
    return replace(row, label=shown(row.label), cells=tuple(found))


def _cell(cell: Cell, cells: dict[int, Cell]) -> Cell:
    return cells.setdefault(id(cell), replace(cell, text=shown(cell.text)))
