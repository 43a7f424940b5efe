"""How far a book reaches: its fiscal years, how much of them is loaded, and what they start with."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TypeVar

import msgspec
from sqlalchemy import Select, exists, select

from hub.connectors.models import Connection, SyncRun, SyncState
from hub.db import Db
from hub.ledger import models, tallies
from hub.ledger.figures import Figures
from hub.ledger.openings import Openings
from hub.ledger.years import DAY, completed
from hub.sdk.accounting import FiscalYear, Period, TrackingPeriod
from hub.sdk.reports import Coverage

__all__ = ["Extent"]

Row = TypeVar("Row", models.FiscalYear, models.CoveredPeriod, models.ProvisionalOpening)


class Extent:
    """What is known about the years of one book, each thing read at most once."""

    def __init__(self, db: Db, book: models.Book, today: date) -> None:
        self.figures = Figures(db, book.tenant_id, book.id)
        self._db = db
        self._book = book
        self.today = today

    @cached_property
    def told_years(self) -> list[FiscalYear]:
        """The source's own years, oldest first."""
        return [
            FiscalYear(row.source_id, row.start_date, row.end_date, row.is_open, row.modified, _tracking(row))
            for row in self._db.scalars(self._of(models.FiscalYear).order_by(models.FiscalYear.start_date))
        ]

    @cached_property
    def outside(self) -> list[tallies.Outside]:
        """What is dated outside the source's years."""
        edges = [date.min, *(day for year in self.told_years for day in (year.start - DAY, year.end + DAY)), date.max]
        stretches = [Period(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start <= end]
        return [found for days in stretches if (found := tallies.outside(self.figures, days))]

    @cached_property
    def years(self) -> list[FiscalYear]:
        """All years, oldest first; receipts outside those of the source make provisional ones."""
        return completed(self.told_years, [day for each in self.outside for day in (each.first, each.last)])

    @cached_property
    def coverage(self) -> Coverage:
        """How much of the book is loaded."""
        held = self._db.scalars(self._of(models.CoveredPeriod).order_by(models.CoveredPeriod.start_date))
        running = exists().where(
            SyncRun.connection_id == Connection.id,
            Connection.book_id == self._book.id,
            SyncRun.state.in_([SyncState.WAITING, SyncState.RUNNING]),
        )
        return Coverage(
            complete=tuple(Period(row.start_date, row.end_date) for row in held),
            data_as_of=self._book.data_as_of,
            syncing=bool(self._db.scalar(select(running))),
        )

    @cached_property
    def openings(self) -> Openings:
        """What the years start with."""
        return Openings(self.figures, self.years, self.coverage, self.today, self._told_openings)

    @property
    def _told_openings(self) -> Mapping[date, Mapping[str, int]]:
        told: dict[date, dict[str, int]] = {}
        for row in self._db.scalars(self._of(models.ProvisionalOpening)):
            told.setdefault(row.year_start, {})[row.account] = row.amount
        return told

    def _of(self, table: type[Row]) -> Select[Row]:
        return select(table).where(table.book_id == self._book.id)


def _tracking(year: models.FiscalYear) -> tuple[TrackingPeriod, ...] | None:
    return msgspec.convert(year.tracking, tuple[TrackingPeriod, ...] | None)
