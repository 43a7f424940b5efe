"""Many companies activated in the same second, read by the hub's own policy in simulated time.

Real are the statement that claims, the plans and requests of the Procountor plugin, and what is laid out because of
each answer, all on a real PostgreSQL, with two loops as a connector has. Simulated are the clock, and that answers take
their time; what a unit asks besides its first request is taken to be asked at once. Left out is the storing of
receipts but for those that open a year: it is not what is waited for here, and :mod:`bench.ingest` measures it.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from uuid import UUID

from sqlalchemy import exists, select, update

from bench.books import OpenBook
from bench.fairness.clock import Clock
from bench.fairness.source import INVOICES, Asking, SimulatedConnector
from hub import db
from hub.connectors import budget as gate
from hub.connectors import sync
from hub.connectors.models import Connection, SyncRun, SyncState
from hub.fetching import keeping, service
from hub.fetching.asking import Desk, Outcome, Read
from hub.fetching.claims import Claim, claim
from hub.fetching.loop import AHEAD, IN_FLIGHT
from hub.fetching.models import FetchStretch, FetchUnit
from hub.fetching.tasks import LOOPS
from hub.ledger.sheaf import Sheaf
from hub.pluginmanager import Plugins
from hub.sdk.accounting import Access, Layer
from hub.sdk.http import Budget
from plugins.procountor.client import ProcountorAccess

__all__ = ["Simulation", "Times"]


@dataclass
class Times:
    """Seconds after the activation, by company: when its current year was read, everything, and proved as well.

    Requests are those of the ledger.
    """

    current: dict[int, float] = field(default_factory=dict)
    read: dict[int, float] = field(default_factory=dict)
    whole: dict[int, float] = field(default_factory=dict)
    requests: int = 0


@dataclass
class _Loop:
    desk: Desk
    under_way: int = 0
    idle: bool = False


class Simulation:
    """Events in the order of their time."""

    def __init__(self, clock: Clock, connector: SimulatedConnector, books: list[OpenBook], budget: Budget) -> None:
        self.times = Times()
        self._clock, self._connector, self._books, self._budget = clock, connector, books, budget
        self._began = clock.now
        self._number = {book.connection_id: number for number, book in enumerate(books)}
        self._plugins = Plugins()
        self._plugins.connectors[connector.key] = connector
        self._loops = [_Loop(Desk(connector, connector.fetching)) for _ in range(LOOPS)]
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()

    def run(self) -> Times:
        """Activate all, and go on until everything has been read."""
        for number, book in enumerate(self._books):
            self._activate(number, book)
        for loop in self._loops:
            self._at(self._clock.now, lambda loop=loop: self._turn(loop))
        while self._events:
            now, _, happens = heapq.heappop(self._events)
            self._clock.set(now)
            happens()
        if len(self.times.whole) < len(self._books):
            raise SystemExit("Some companies were never read to their end: nothing that was measured counts")
        return self.times

    def _activate(self, number: int, book: OpenBook) -> None:
        with db.transaction(book.tenant_id) as session:
            settings = {"number": number}
            session.execute(update(Connection).where(Connection.id == book.connection_id).values(settings=settings))
            work = sync.under_way(session, book.connection_id)
            assert work is not None
            service.begin(session, work)

    def _at(self, when: float, happens: Callable[[], None]) -> None:
        heapq.heappush(self._events, (when, next(self._order), happens))

    def _turn(self, loop: _Loop) -> None:
        """Claim one unit, as a turn of :class:`hub.fetching.loop.Loop` does."""
        loop.idle = False
        if loop.under_way >= IN_FLIGHT:
            loop.idle = True
            return
        found = claim(self._connector.key, self._budget)
        if found is None:
            loop.idle = True
            return
        loop.under_way += 1
        outcome = loop.desk.do(found)
        self._send(loop, found, outcome)
        self._at(max(found.slot - AHEAD, self._clock.now), lambda: self._turn(loop))

    def _send(self, loop: _Loop, found: Claim, outcome: Outcome) -> None:
        """Let the requests of a unit take their time: the first has the slot of the claim, others book their own."""
        taken = _requests(loop.desk.seat(found).access)
        self.times.requests += sum(path != INVOICES for path, _seconds in taken)
        came = found.slot
        for place, (_path, seconds) in enumerate(taken):
            slot = found.slot if place == 0 else gate._book(self._budget)
            came = max(came, slot + seconds)
        self._at(came, lambda: self._came(loop, found, outcome))

    def _came(self, loop: _Loop, found: Claim, outcome: Outcome) -> None:
        if isinstance(outcome, Read):  # without the openings the source is asked for them
            opening = [each for each in outcome.part.receipts if each.layer is Layer.OPENING]
            outcome = Read(outcome.part, Sheaf.of(opening))
        keeping.keep(self._plugins, found, outcome)
        loop.under_way -= 1
        self._look(self._number[found.connection_id], found.tenant_id)
        for each in self._loops:
            if each.idle:
                each.idle = False
                self._at(self._clock.now, lambda each=each: self._turn(each))

    def _look(self, number: int, tenant_id: UUID) -> None:
        """Note what is complete; nothing but the current year is urgent, for the others are closed."""
        if number in self.times.whole:
            return
        with db.transaction(tenant_id) as session:
            query = select(SyncRun.urgent_requests, SyncRun.other_requests, SyncRun.state)
            urgent, other, state = session.execute(query.where(SyncRun.id == self._books[number].run_id)).one()
        passed = self._clock.now - self._began
        if number not in self.times.current and urgent == 0 and (other or state == SyncState.DONE):
            self.times.current[number] = passed
        if urgent == other == 0:
            self.times.read.setdefault(number, passed)
        if number in self.times.read and (state == SyncState.DONE or self._is_proved(number, tenant_id)):
            self.times.whole[number] = passed

    def _is_proved(self, number: int, tenant_id: UUID) -> bool:
        """Tell whether nothing is left to be asked but invoices, which come after the ledger and its proof."""
        of_invoices = exists().where(FetchStretch.id == FetchUnit.stretch_id, FetchStretch.invoices.is_not(None))
        is_left = FetchUnit.connection_id == self._books[number].connection_id, ~FetchUnit.done, ~of_invoices
        with db.transaction(tenant_id) as session:
            return not session.scalar(select(exists().where(*is_left)))


def _requests(access: Access) -> list[tuple[str, float]]:
    assert isinstance(access, ProcountorAccess)
    assert isinstance(access.client, Asking)
    return access.client.taken()
