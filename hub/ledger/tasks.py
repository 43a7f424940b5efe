"""Looking after the ledger."""

from datetime import timedelta

from sqlalchemy import delete, func

from hub import queue
from hub.db import Db
from hub.ledger.changelog import KEPT_DAYS
from hub.ledger.changelog.models import FirstReading, ReceiptChange

__all__ = ["forget_changes"]


@queue.schedule(every=6 * 3600)
def forget_changes(db: Db) -> None:
    """Remove what was logged of changes when its time is over."""
    for table in (ReceiptChange, FirstReading):
        old = delete(table).where(table.at < func.now() - timedelta(days=KEPT_DAYS))
        db.execute(old.execution_options(synchronize_session=False))
