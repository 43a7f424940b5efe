"""The contract of a connector whose source answers in pages: request by request, many at a time.

A connector that only has :meth:`AccountingConnector.pull <hub.sdk.accounting.AccountingConnector.pull>` is read batch
after batch. One with a :class:`Fetching` besides says what there is to be asked, and the hub decides when: it asks for
many companies at once, keeps the rate that the source allows over all of them, serves the years that people look at
first, and goes on after a crash with what was not stored. :func:`one_after_the_other` makes a pull of it.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from typing import Any

import msgspec
from msgspec import Struct

from hub.sdk.accounting import Access, Batch, Period, Receipt, Sweep
from hub.sdk.errors import GiveUp
from hub.sdk.http import Budget
from hub.sdk.invoices import Invoice, InvoiceSweep, Side
from hub.sdk.texts import text as _

__all__ = ["COMPUTING", "Fetching", "Part", "Plan", "Stretch", "one_after_the_other", "with_end"]

Request = dict[str, Any]
"""One request to the source, in the connector's own words: JSON values, never a secret."""

Held = Callable[[Period], int]
"""Tells how many receipts of some days are stored."""

COMPUTING = Lock()
"""To be held while an answer is decoded and mapped. Python computes in one thread at a time anyway; the fewer want to,
the sooner has its turn what waits for the network, a slot or the database."""


class Stretch(Struct, frozen=True):
    """A part of the books that is read for itself, e.g. the receipts of some months.

    :param period: the days that it is about
    :param first: the request that it begins with; what is asked next comes with the answers
    :param urgent: people look at it first: it belongs to the current fiscal year, or to another one that is open
    :param covers: once it has been read, every receipt of the period is here
    :param sweeps: once it has been read, what is stored of the period and was not named by it is gone at the source
    :param invoices: the side whose invoices it reads, and which it covers and sweeps, instead of receipts
    :param phase: what is being read, for people, e.g. ``Receipts of 2025``
    :param requests: how many requests it will take, as far as is known; who needs least is served first
    """

    period: Period
    first: Request
    urgent: bool = False
    covers: bool = False
    sweeps: bool = False
    invoices: Side | None = None
    phase: str = ""
    requests: int = 1


class Plan(Struct, frozen=True):
    """What is to be read next.

    :param batch: registers, and how many receipts are expected; its cursor counts once every stretch has been read,
        or is the place to go on from at the next sync where there is no stretch
    :param stretches: the most urgent first
    :param ends: once these have been read, the books are as they are at the source; always so without any
    """

    batch: Batch
    stretches: tuple[Stretch, ...] = ()
    ends: bool = False


class Part(Struct, frozen=True):
    """What one request has brought.

    :param receipts: whole receipts, to be stored
    :param invoices: invoices with all their payments, to be stored
    :param ids: the receipts or invoices that the answer names to be there, for sweeping
    :param then: the requests that follow from it
    :param left: how many requests the stretch still takes, those of *then* included; None while that is not known
    """

    receipts: tuple[Receipt, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    ids: tuple[str, ...] = ()
    then: tuple[Request, ...] = ()
    left: int | None = None


class Fetching(ABC):
    """How the pages of a source are asked for. May be used by many threads at once, with one access a company."""

    @property
    @abstractmethod
    def budget(self) -> Budget:
        """The limit that the source sets to all requests of this hub together."""

    @abstractmethod
    def open(self, settings: Mapping[str, Any]) -> Access:
        """Open a connection for several threads at once, without calling the source."""

    @abstractmethod
    def plan(
        self, access: Access, since: Mapping[str, Any] | None, *, held: Held | None = None, crowded: bool = False
    ) -> Plan:
        """Look what has to be read from a cursor on; a handful of requests.

        Asked again once all stretches of a plan have been read, until one ends it.

        :param since: where the last plan that was carried out has led to; None for books never read
        :param held: what is stored, where that is known: days of which the source has as many need no sweep
        :param crowded: many companies are waiting: few large stretches are better now than many small ones, and what
            can wait is better left to the next sync
        :raises HubError: the source's answer
        """

    @abstractmethod
    def fetch(self, access: Access, request: Request) -> Part:
        """Send one request. Asking again does no harm.

        :raises HubError: the source's answer
        """


class _Walk(Struct, omit_defaults=True):
    """Where a walk stands, kept in its cursor.

    :param rest: the cursor that the plan was made from
    :param coming: the cursor once all stretches are done
    """

    stretches: list[Stretch]
    coming: dict[str, Any]
    ends: bool = False
    requests: list[Request] = []
    ids: list[str] = []
    done: int = 0
    total: int | None = None


WALK = "walk"


def one_after_the_other(fetching: Fetching, access: Access, since: Mapping[str, Any] | None) -> Iterator[Batch]:
    """Read the books with one request at a time: a pull, whose every batch can be gone on from.

    :raises HubError: the source's answer; batches delivered before it stay good
    """
    walk = _read(since[WALK]) if since is not None and WALK in since else None
    while walk is None or not walk.ends or walk.stretches:
        if walk is None or not walk.stretches:
            plan = fetching.plan(access, walk.coming if walk else since)
            walk = _begun(plan, walk)
            yield msgspec.structs.replace(plan.batch, cursor=_cursor(walk), done=walk.done, total=walk.total)
        while walk.stretches:
            yield _step(fetching, access, walk)


def _begun(plan: Plan, before: _Walk | None) -> _Walk:
    """Begin the walk through a plan; what was read before it in the same pull counts on."""
    walk = _Walk(list(plan.stretches), plan.batch.cursor, plan.ends or not plan.stretches, total=plan.batch.total)
    walk.requests = [each.first for each in plan.stretches[:1]]
    if before is not None:
        walk.done, walk.total = before.done, before.total if walk.total is None else walk.total
    return walk


def _step(fetching: Fetching, access: Access, walk: _Walk) -> Batch:
    stretch = walk.stretches[0]
    part = fetching.fetch(access, walk.requests[0])
    walk.requests = [*walk.requests[1:], *part.then]
    walk.ids += part.ids
    walk.done += len(part.receipts)
    ended, named = not walk.requests, frozenset(walk.ids)
    if ended:
        walk.stretches = walk.stretches[1:]
        walk.requests = [walk.stretches[0].first] if walk.stretches else []
        walk.ids = []
    brought = Batch(
        cursor=_cursor(walk),
        receipts=part.receipts,
        invoices=part.invoices,
        phase=stretch.phase,
        done=walk.done,
        total=walk.total,
    )
    return with_end(brought, stretch, named) if ended else brought


def with_end(batch: Batch, stretch: Stretch, named: frozenset[str]) -> Batch:
    """Add to a batch what follows from the end of a stretch: what has gone, and what is here as a whole.

    :param named: the ids that its answers have named
    """
    if stretch.invoices is None:
        sweep = Sweep(stretch.period, named) if stretch.sweeps else None
        covered = (stretch.period,) if stretch.covers else ()
        return msgspec.structs.replace(batch, sweep=sweep, covered=covered)
    return msgspec.structs.replace(
        batch,
        invoice_sweep=InvoiceSweep(stretch.invoices, stretch.period, named) if stretch.sweeps else None,
        invoices_covered=(stretch.invoices,) if stretch.covers else (),
    )


def _cursor(walk: _Walk) -> dict[str, Any]:
    return {WALK: msgspec.to_builtins(walk, enc_hook=str)} if walk.stretches else walk.coming


def _read(stored: Any) -> _Walk:
    try:
        return msgspec.convert(stored, _Walk)
    except msgspec.ValidationError:
        raise GiveUp(_("The position of the last sync cannot be read. Load the books again from the start.")) from None
