"""What pages and files of reports have in common: the book that is read, and how a report of it is built."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import abort, g, request
from flask_babel import get_locale, get_timezone
from flask_login import current_user

from hub.connectors import overview
from hub.db import Db, transaction
from hub.ledger.copying import CopyingReader
from hub.mapping.standing import Standing, standing
from hub.reports import proofs, service, view
from hub.reports.length import is_long
from hub.sdk.accounting import AccountingConnector, Period
from hub.sdk.refs import BookRef
from hub.sdk.reports import LedgerReader, ReportBuilder, ReportTable
from hub.web.context import hub
from hub.web.navigation import Navigation

__all__ = [
    "builder_of",
    "built",
    "connector_of",
    "is_file_long",
    "language",
    "moved_in",
    "opened_book",
    "proof_of",
    "reading",
]


def language() -> str:
    """Give the reader's language."""
    return str(get_locale() or "en")


@contextmanager
def opened_book() -> Iterator[tuple[BookRef, CopyingReader] | tuple[None, None]]:
    """Open the chosen book for the person who asks; (None, None) while the environment has none."""
    navigation: Navigation = g.navigation
    book = navigation.book
    if book is None:
        yield None, None
        return
    with transaction(g.tenant.id) as g.reading:
        g.moved = {}
        today = datetime.now(get_timezone()).date()
        reader = service.open_reader(reading(), book, payroll_detail=current_user.payroll_detail, today=today)
        try:
            yield book, reader
        finally:
            del g.reading


def reading() -> Db:
    """Give the transaction in which the chosen book is open: all that a page says of it is read there.

    :raises AttributeError: none is open now
    """
    db: Db = g.reading
    return db


def builder_of(key: str) -> ReportBuilder:
    """Find a report; one that is not there is not found."""
    return hub().plugins.builders.get(key) or abort(404)


def built(
    builder: ReportBuilder, reader: LedgerReader, shown: view.View, *, page: str | None = None, row: str = ""
) -> ReportTable:
    """Build a report as the address asks for it: all of it, one page, or as much as one row needs."""
    moved, asked = moved_in(builder, reader), request.args.to_dict()
    return service.build(
        builder, reader, shown, language=language(), extra=asked, moved=moved.lines if moved else {}, page=page, row=row
    )


def moved_in(builder: ReportBuilder, reader: LedgerReader) -> Standing | None:
    """Read which accounts of a report's layout the company has moved, once for a page; None where it has no layout."""
    layout, known = builder.layout, g.moved
    if layout is None:
        return None
    if layout.key not in known:
        known[layout.key] = standing(reading(), layout, reader)
    found: Standing = known[layout.key]
    return found


def connector_of(book: BookRef) -> AccountingConnector | None:
    """Give what reads a book's accounting system; None where that is not known any more."""
    return hub().plugins.connectors.get(overview.connector_of(reading(), book.id) or "")


def proof_of(book: BookRef, reader: LedgerReader, period: Period) -> proofs.ProofLine:
    """Say how far the figures of a period are proved."""
    connector, detail = connector_of(book), current_user.payroll_detail
    return proofs.of_period(reading(), reader, period, connector=connector, detail=detail)


def is_file_long(builder: ReportBuilder, book: BookRef, shown: view.View) -> bool:
    """Tell whether a worker has to build the files of what is shown."""
    return is_long(reading(), g.tenant.id, book.id, builder, shown.period, request.args)
