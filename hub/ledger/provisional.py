"""Openings that the source's own balances stand in for, while the receipts that would tell them are being read."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Delete, delete, insert

from hub.db import Db
from hub.ledger.extent import Extent
from hub.ledger.models import ProvisionalOpening
from hub.ledger.openings import Openings
from hub.ledger.service import locked
from hub.ledger.years import previous
from hub.sdk.accounting import EARLIER_RESULT, UNBALANCED, AccountTotal, FiscalYear, Period, is_result_account

__all__ = ["completed", "keep", "wanted"]


def wanted(db: Db, book_id: UUID, today: date, *, anew: bool = False) -> Sequence[date]:
    """List the first days of the years whose opening the source should be asked for; usually none or one.

    What was kept for years whose opening is known otherwise by now is removed.

    :param anew: ask again for what was told before
    :raises BookGone: the book is not in the scope of the transaction
    """
    extent = Extent(db, locked(db, book_id), today)
    openings = extent.openings
    for start in openings.told:
        if not any(year.start == start and openings.place(year) == "told" for year in extent.years):
            db.execute(_kept(book_id, start))
    only_source_knows = [year.start for year in extent.years if is_open(openings, year, today)]
    return [start for start in only_source_knows if anew or start not in openings.told]


def is_open(openings: Openings, year: FiscalYear, today: date) -> bool:
    """Tell whether a year is loaded, as far as it has come, and yet no receipt tells what it started with."""
    if previous(openings.years, year) is None or openings.loaded_before(year) is not None:
        return False
    loaded = openings.coverage.covers(Period(year.start, min(year.end, max(today, year.start))))
    return loaded and not openings.on_receipt(year)


def keep(db: Db, book_id: UUID, start: date, totals: Iterable[AccountTotal]) -> None:
    """Keep the source's balances before a year that starts on a day, in the place of what it told before.

    :raises BookGone: the book is not in the scope of the transaction
    """
    book = locked(db, book_id)
    db.execute(_kept(book_id, start))
    of_year = {"tenant_id": book.tenant_id, "book_id": book_id, "year_start": start}
    rows = [{**of_year, "account": account, "amount": amount} for account, amount in completed(totals).items()]
    if rows:
        db.execute(insert(ProvisionalOpening), rows)


def completed(totals: Iterable[AccountTotal]) -> dict[str, int]:
    """Carry results over as earlier ones, and complete the balances to zero by what stands on no account.

    VAT that no VAT summary has booked yet is on none of the source's accounts. But so are errors, and without the
    receipts nobody can tell them apart: hence *Does not balance*, never *VAT not yet summarised*.

    >>> completed([AccountTotal("1910", 1255), AccountTotal("3000", -1000)])
    {'1910': 1255, '~result': -1000, '~unbalanced': -255}
    """
    amounts: dict[str, int] = {}
    for each in totals:
        account = EARLIER_RESULT if is_result_account(each.account) else each.account
        amounts[account] = amounts.get(account, 0) + each.amount
    if lacking := -sum(amounts.values()):
        amounts[UNBALANCED] = amounts.get(UNBALANCED, 0) + lacking
    return amounts


def _kept(book_id: UUID, start: date) -> Delete:
    kept = delete(ProvisionalOpening).where(
        ProvisionalOpening.book_id == book_id, ProvisionalOpening.year_start == start
    )
    return kept.execution_options(synchronize_session=False)
