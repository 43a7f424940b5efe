"""A report as it leaves the hub: built for a view, with everything that a file has to say of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from flask_babel import get_timezone

from hub.db import Db
from hub.ledger.copying import CopyingReader
from hub.mapping import words
from hub.mapping.standing import standing
from hub.reports import marks, proofs, service, view
from hub.reports.exports.document import Document, Unread
from hub.reports.official import official
from hub.sdk.accounting import AccountingConnector
from hub.sdk.reports import LedgerReader, ReportBuilder

__all__ = ["document_of", "view_of"]


def view_of(builder: ReportBuilder, reader: LedgerReader, query: Mapping[str, str]) -> view.View:
    """Read what part of a book a report shows out of its address.

    :raises UserFault: a day cannot be read
    """
    return view.read(query, reader, builder.usual, exact=builder.takes_days)


def document_of(
    db: Db,
    builder: ReportBuilder,
    reader: CopyingReader,
    query: Mapping[str, str],
    *,
    language: str,
    connector: AccountingConnector | None,
    detail: bool,
    listed: Literal["", "ledger", "sums"] = "",
) -> Document:
    """Build a report for a file, in the caller's language and transaction.

    :param connector: reads the accounting system; None where that is not known any more
    :param detail: whether the amount of a single salary slip may be told
    :param listed: which rows may be left to be read while the file is written, in the same transaction
    :raises UserFault: the builder cannot use the period or an option
    """
    shown = view_of(builder, reader, query)
    moved = standing(db, builder.layout, reader) if builder.layout else None
    lines = moved.lines if moved else {}
    table = service.build(builder, reader, shown, language=language, extra=query, moved=lines, listed=listed)
    table = marks.on_file(table, marks.about(builder, reader.findings()))
    table = replace(table, notes=(*table.notes, *(words.told(builder, moved) if moved else ())))
    whole = proofs.of_period(db, reader, shown.period, connector=connector, detail=detail)
    proof = proofs.beside(whole, builder, shown)
    data_as_of = reader.coverage().data_as_of
    local = data_as_of.astimezone(get_timezone()) if data_as_of else None
    counted = official(builder, shown, connector)
    unread = Unread(table.listing, reader) if table.listing else None
    return Document(builder.key, table, reader.book.company, proof, language, local, counted, unread)
