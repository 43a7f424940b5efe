"""The chart of accounts of a book, and whatever else carries something."""

from collections.abc import Set
from uuid import UUID

from sqlalchemy import select

from hub.db import Db
from hub.ledger.models import LedgerAccount
from hub.sdk.accounting import EARLIER_RESULT, UNBALANCED, VAT_CLEARING, Account

__all__ = ["VIRTUAL_NAMES", "accounts"]

VIRTUAL_NAMES = {
    VAT_CLEARING: "VAT not yet summarised",
    UNBALANCED: "Does not balance",
    EARLIER_RESULT: "Earlier results",
}
"""Names of the virtual accounts; translated where they are shown."""


def accounts(db: Db, book_id: UUID, used: Set[str]) -> dict[str, Account]:
    """List the chart by code, and after it the accounts that are used although it does not name them."""
    row = LedgerAccount
    told = select(row.code, row.name, row.active, row.names).where(row.book_id == book_id).order_by(row.code)
    named = {each.code: Account(*each) for each in db.execute(told)}
    return named | {code: Account(code, VIRTUAL_NAMES.get(code, "")) for code in sorted(used - named.keys())}
