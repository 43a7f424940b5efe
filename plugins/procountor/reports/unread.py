"""What is said of a period whose receipts are not all here yet."""

from collections.abc import Iterator

from hub.sdk.accounting import Period
from hub.sdk.reports import LedgerReader
from hub.sdk.texts import text as _

__all__ = ["about_unread", "is_read"]


def is_read(reader: LedgerReader, period: Period) -> bool:
    """Tell whether the receipts of a period have all been read, as far as it has come."""
    end = max(min(period.end, reader.today), period.start)
    return reader.coverage().covers(Period(period.start, end))


def about_unread(reader: LedgerReader, period: Period) -> Iterator[str]:
    """Say that receipts of a period are still to come."""
    if not is_read(reader, period):
        yield _("Not all receipts of this period have been read yet: figures will still change.")
        if reader.coverage().syncing:
            yield _("They are being read now.")
