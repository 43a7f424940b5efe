"""What a report says of how far its figures are proved."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hub.db import Db
from hub.ledger.proof import words
from hub.ledger.proof.reading import standing
from hub.ledger.proof.verdicts import Status
from hub.sdk.accounting import AccountingConnector, Period

__all__ = ["ProofLine", "of_period"]


@dataclass(frozen=True, slots=True)
class ProofLine:
    """The line beside a report.

    :param kind: the look of its badge
    :param checked_at: since when the oldest of the comparisons it rests on has not been made again
    """

    status: Status
    title: str
    kind: str
    sentence: str
    checked_at: datetime | None


def of_period(
    db: Db, book_id: UUID, period: Period, today: date, *, connector: AccountingConnector | None, detail: bool
) -> ProofLine:
    """Say how the figures of a period stand against the source's own totals.

    :param connector: reads the accounting system; None where that is not known any more
    :param detail: whether the amount of a single salary slip may be told
    """
    found = standing(db, book_id, today, period)
    sentence = words.sentence(found, words.called(connector), detail=detail)
    return ProofLine(found.status, words.title(found), words.look(found), sentence, found.checked_at)
