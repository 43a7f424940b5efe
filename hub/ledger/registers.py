"""Chart, years, dimensions and covered ranges of a book: small tables that a pull tells as a whole."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import delete, exists, insert, select

from hub.db import Db
from hub.ledger.models import Book, CoveredPeriod, Dimension, DimensionItem, FiscalYear, LedgerAccount
from hub.sdk import accounting
from hub.sdk.accounting import Batch, Period
from tenants.orm import Base

__all__ = ["cover", "dimensions", "has_chart", "merged", "replace"]


def replace(db: Db, book: Book, batch: Batch) -> None:
    """Replace the registers that a batch tells; what it does not tell stays."""
    if batch.accounts is not None:
        _rewrite(db, book, LedgerAccount, map(_account, batch.accounts))
    if batch.fiscal_years is not None:
        _rewrite(db, book, FiscalYear, map(_fiscal_year, batch.fiscal_years))
    if batch.dimensions is not None:
        _rewrite(db, book, Dimension, [{"source_id": each.source_id, "name": each.name} for each in batch.dimensions])
        items = [_item(each, item) for each in batch.dimensions for item in each.items]
        _rewrite(db, book, DimensionItem, items)


def has_chart(db: Db, book: Book) -> bool:
    """Tell whether a book's accounts are known."""
    return bool(db.scalar(select(exists().where(LedgerAccount.book_id == book.id))))


def dimensions(db: Db, book: Book) -> list[accounting.Dimension]:
    """List a book's dimensions by name, each with its items by code."""
    items: dict[str, list[accounting.DimensionItem]] = {}
    found = select(DimensionItem).where(DimensionItem.book_id == book.id)
    for row in db.scalars(found.order_by(DimensionItem.code, DimensionItem.source_id)):
        item = accounting.DimensionItem(row.source_id, row.code, row.name)
        items.setdefault(row.dimension_id, []).append(item)
    held = select(Dimension).where(Dimension.book_id == book.id).order_by(Dimension.name, Dimension.source_id)
    return [
        accounting.Dimension(row.source_id, row.name, tuple(items.get(row.source_id, ()))) for row in db.scalars(held)
    ]


def cover(db: Db, book: Book, periods: Iterable[Period]) -> None:
    """Add ranges whose receipts are wholly loaded, joined with those that were."""
    added = list(periods)
    if not added:
        return
    rows = db.scalars(select(CoveredPeriod).where(CoveredPeriod.book_id == book.id))
    held = [Period(row.start_date, row.end_date) for row in rows]
    ranges = merged([*held, *added])
    _rewrite(db, book, CoveredPeriod, [{"start_date": each.start, "end_date": each.end} for each in ranges])


def merged(periods: Iterable[Period]) -> list[Period]:
    """Join ranges that overlap or follow each other without a day between.

    >>> from datetime import date
    >>> whole = merged([Period(date(2025, 1, 1), date(2025, 12, 31)), Period(date(2024, 1, 1), date(2024, 12, 31))])
    >>> whole == [Period(date(2024, 1, 1), date(2025, 12, 31))]
    True
    """
    joined: list[Period] = []
    for each in sorted(periods, key=lambda period: period.start):
        if joined and each.start.toordinal() <= joined[-1].end.toordinal() + 1:
            joined[-1] = Period(joined[-1].start, max(joined[-1].end, each.end))
        else:
            joined.append(each)
    return joined


def _rewrite(db: Db, book: Book, table: type[Base], rows: Iterable[dict[str, object]]) -> None:
    """Make a table hold these rows for the book and no others; of two with one key the last counts."""
    keys = [column.name for column in table.__table__.primary_key]
    owned = [{"tenant_id": book.tenant_id, "book_id": book.id, **row} for row in rows]
    wanted = {tuple(row[key] for key in keys): row for row in owned}
    here = delete(table).where(table.__table__.c.book_id == book.id)
    db.execute(here.execution_options(synchronize_session=False))
    if wanted:
        db.execute(insert(table), list(wanted.values()))


def _account(account: accounting.Account) -> dict[str, object]:
    return {"code": account.code, "name": account.name, "names": account.names, "active": account.active}


def _fiscal_year(year: accounting.FiscalYear) -> dict[str, object]:
    return {
        "source_id": year.source_id,
        "start_date": year.start,
        "end_date": year.end,
        "is_open": year.is_open,
        "modified": year.modified,
        "tracking": msgspec.to_builtins(year.tracking),
    }


def _item(dimension: accounting.Dimension, item: accounting.DimensionItem) -> dict[str, object]:
    return {
        "source_id": item.source_id,
        "dimension_id": dimension.source_id,
        "code": item.code,
        "name": item.name,
    }
