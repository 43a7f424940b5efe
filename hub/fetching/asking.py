"""Doing one unit at its source. Nothing is stored here, so that many threads can do so at once."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias, TypeVar, Union
from uuid import UUID

import hub.db
from hub.connectors import budget, sync
from hub.connectors.sync import Work
from hub.fetching.claims import Claim, is_crowded
from hub.fetching.models import UnitKind
from hub.ledger import service as ledger
from hub.ledger.proof.source import ask
from hub.ledger.proof.verdicts import Answer
from hub.ledger.sheaf import Sheaf
from hub.sdk.accounting import Access, AccountingConnector, AccountTotal, Period, Preview
from hub.sdk.errors import HubError, NeedsReauth
from hub.sdk.fetching import COMPUTING, Fetching, Part, Plan

__all__ = ["Desk", "First", "NotRead", "Opened", "Outcome", "Read", "Seat", "period_of"]

log = logging.getLogger(__name__)
T = TypeVar("T")


class NotRead(Exception):
    """The connection is not being read any more."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A connection that is being read, opened."""

    work: Work
    fetching: Fetching
    access: Access


@dataclass(frozen=True, slots=True)
class Read:
    """What one request has brought, with its receipts laid out to be stored."""

    part: Part
    sheaf: Sheaf


@dataclass(frozen=True, slots=True)
class Opened:
    """What the source says that a year starts with; None where it cannot tell."""

    start: date
    totals: Sequence[AccountTotal] | None


@dataclass(frozen=True, slots=True)
class First:
    """The source's own figures of the running year; None where it has none."""

    preview: Preview | None


Outcome: TypeAlias = Union[Read, Plan, First, Opened, Answer, None]  # noqa: UP007 - None is one of them: nothing to be stored


class Desk:
    """The opened connections of one loop; each is opened once, with a token that all its threads use."""

    def __init__(self, connector: AccountingConnector, fetching: Fetching) -> None:
        self.connector = connector
        self.fetching = fetching
        self._seats: dict[UUID, Seat] = {}
        self._lock = threading.Lock()

    def do(self, claim: Claim) -> Outcome:
        """Do a unit, with the slot that was booked for it.

        :raises NotRead: the connection is not being read any more
        :raises HubError: the source's answer
        """
        with budget.booked(claim.slot):
            seat = self.seat(claim)
            try:
                return self._done(claim, seat)
            except NeedsReauth:
                renewed = self.seat(claim, anew=True)
                if renewed.work.settings == seat.work.settings:
                    raise
            return self._done(claim, renewed)

    def seat(self, claim: Claim, *, anew: bool = False) -> Seat:
        """Give the opened connection of a unit.

        :param anew: look again whose key is to be used
        """
        with self._lock:
            held = self._seats.get(claim.connection_id)
            if held is None or anew or claim.kind is UnitKind.PLAN:
                held = self._seats[claim.connection_id] = self._opened(claim, held)
            return held

    def _opened(self, claim: Claim, before: Seat | None) -> Seat:
        with hub.db.transaction(claim.tenant_id) as db:
            work = sync.under_way(db, claim.connection_id)
        if work is None:
            raise NotRead
        keeps = before is not None and before.work.settings == work.settings
        access = before.access if before is not None and keeps else self.fetching.open(work.settings)
        return Seat(work, self.fetching, access)

    def _done(self, claim: Claim, seat: Seat) -> Outcome:
        if claim.kind is UnitKind.ASK:
            part = self.fetching.fetch(seat.access, claim.request)
            with COMPUTING:
                return Read(part, Sheaf.of(part.receipts))
        if claim.kind is UnitKind.PLAN:
            return self._planned(claim, seat)
        if claim.kind is UnitKind.FIRST:
            return First(self._told("figures", lambda: self.connector.preview(seat.access, period_of(claim))))
        if claim.kind is UnitKind.OPENING:
            return self._opening(seat, date.fromisoformat(claim.request["start"]))
        if claim.kind is UnitKind.PROVE:
            statement = bool(claim.request.get("statement"))
            return ask(self.connector, seat.access, period_of(claim), statement=statement)
        return None

    def _planned(self, claim: Claim, seat: Seat) -> Plan:
        def held(period: Period) -> int:
            with hub.db.transaction(claim.tenant_id) as db:
                return ledger.count(db, seat.work.connection.book.id, period)

        return self.fetching.plan(seat.access, seat.work.cursor, held=held, crowded=is_crowded())

    def _opening(self, seat: Seat, start: date) -> Opened:
        day = start - timedelta(days=1)
        return Opened(start, self._told("balances", lambda: self.connector.closing_balances(seat.access, day)))

    def _told(self, what: str, ask: Callable[[], T | None]) -> T | None:
        """Ask for something that the receipts are read without, too."""
        try:
            return ask()
        except HubError as error:
            log.warning("%s did not tell its own %s: %s", self.connector.key, what, error.message)
        except Exception:  # the receipts are to be read whatever a plugin does here
            log.exception("%s failed to tell its own %s", self.connector.key, what)
        return None


def period_of(claim: Claim) -> Period:
    """Read the period that a unit is about."""
    return Period(date.fromisoformat(claim.request["start"]), date.fromisoformat(claim.request["end"]))
