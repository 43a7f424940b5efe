"""How often somebody may ask for what: one table, and the mark ``@limited`` on the views it is about.

Limits are for guessing, for mail that nobody asked for and for work that costs others; whoever works with the hub does
not meet them. Offices sit behind one address, so limits by address are wide, and those by person are the narrow ones.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask, current_app, g, request
from flask_login import current_user
from werkzeug.exceptions import TooManyRequests

from hub import audit
from hub.db import transaction
from hub.web.acting import actor
from hub.web.counting import Bucket, Counter

__all__ = [
    "TABLE",
    "By",
    "Limit",
    "Limits",
    "TooOften",
    "client",
    "guard",
    "install",
    "is_first",
    "limited",
    "limits_of",
    "spend",
]

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "_hub_limits"
MINUTES, HOURS = timedelta(minutes=1), timedelta(hours=1)
log = logging.getLogger(__name__)


class By(StrEnum):
    """Whose requests are counted together."""

    ADDRESS = "address"
    """Everybody at one IP address; of IPv6 at one /64, which is what a single customer has."""
    PERSON = "person"
    TENANT = "tenant"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``times`` within ``per``, wherever the window is laid."""

    times: int
    per: timedelta
    by: By


Limits = Mapping[str, tuple[Limit, ...]]

TABLE: Limits = {
    # a page without a session: each begins a row of fifteen minutes in the database
    "entrance": (Limit(600, 10 * MINUTES, By.ADDRESS),),
    # to a provider and back; two for each sign-in, and each asks the provider
    "sign_in": (Limit(300, 10 * MINUTES, By.ADDRESS),),
    # issuing and redeeming codes; codes cannot be guessed, so this is about work
    "hand_off": (Limit(600, 10 * MINUTES, By.ADDRESS), Limit(120, 10 * MINUTES, By.PERSON)),
    # coming from a store
    "arrival": (Limit(300, 10 * MINUTES, By.ADDRESS),),
    # different requests of a store looked at: their ids are small numbers, and guessing them is the attack
    "activation": (Limit(30, HOURS, By.PERSON), Limit(120, HOURS, By.ADDRESS)),
    # what asks the store, or a plugin that may ask it: several for each company of a large request
    "store": (Limit(300, HOURS, By.PERSON),),
    # each is a mail to somebody who may not have asked for it
    "code": (Limit(10, HOURS, By.PERSON), Limit(30, HOURS, By.ADDRESS)),
    # a code has a million values and takes five tries itself
    "code_try": (Limit(30, HOURS, By.PERSON), Limit(60, HOURS, By.ADDRESS)),
    # a mail to each Admin of an environment that the person does not belong to
    "ask_admins": (Limit(10, HOURS, By.PERSON), Limit(20, 24 * HOURS, By.TENANT)),
    # a mail to anybody
    "invitation": (Limit(30, HOURS, By.PERSON), Limit(100, 24 * HOURS, By.TENANT)),
    # a link cannot be guessed; this is for whoever holds one and goes on with an account that it is not for
    "join": (Limit(30, HOURS, By.PERSON), Limit(120, HOURS, By.ADDRESS)),
    # a key tried at the accounting system, whose patience with the hub's client is everybody's; a sign-in there is two
    "key": (Limit(40, HOURS, By.PERSON), Limit(60, HOURS, By.TENANT)),
    # reading a company anew, or trying other work again
    "sync": (Limit(30, HOURS, By.PERSON), Limit(60, HOURS, By.TENANT)),
    # a whole report as a file
    "export": (Limit(60, 10 * MINUTES, By.PERSON), Limit(240, 10 * MINUTES, By.TENANT)),
    # calls of accounting systems, each looked up and its signature computed; many companies' come from one address
    "hook": (Limit(600, 10 * MINUTES, By.ADDRESS),),
    # pages of ours that ask again by themselves, once a second in each open tab
    "script": (Limit(1500, 5 * MINUTES, By.PERSON),),
}


OF_SECRETS = frozenset({"code_try", "key", "store"})
"""Limits on forms whose content no page may repeat."""


class TooOften(TooManyRequests):
    """A limit is reached.

    :param seconds: after them the same request is let through
    :param of_secrets: whether what was sent must not be shown again
    """

    def __init__(self, seconds: int, *, of_secrets: bool) -> None:
        super().__init__()
        self.seconds = seconds
        self.of_secrets = of_secrets


def limited(name: str) -> Callable[[View], View]:
    """Count every request to a view under a limit of the table; beyond it the answer is 429 and says when to come back.

    :raises KeyError: the table has no such limit
    """
    TABLE[name]

    def mark(view: View) -> View:
        setattr(view, _MARK, (name, *limits_of(view)))
        return view

    return mark


def limits_of(view: Callable[..., Any]) -> tuple[str, ...]:
    """Read the names of a view's limits."""
    found: tuple[str, ...] = getattr(view, _MARK, ())
    return found


def install(app: Flask, table: Limits) -> None:
    """Let the application count; connects to nothing.

    :raises ValueError: the table names other limits than the product's
    """
    if table.keys() != TABLE.keys():
        raise ValueError("a table of limits must have the names of hub.web.limits.TABLE")
    app.extensions["hub.limits"] = table
    app.extensions["hub.counter"] = Counter(app.extensions["hub"].settings.redis_url)


def guard() -> None:
    """Count the request to a marked view; runs when it is known that the view may be asked.

    :raises TooOften: see :func:`spend`
    """
    for name in limits_of(current_app.view_functions.get(request.endpoint or "", guard)):
        spend(name)


def spend(name: str, *, tenant_id: UUID | None = None, once_for: str = "") -> None:
    """Count something under a limit of the table.

    :param tenant_id: the environment it concerns, where that is not the one of this address
    :param once_for: what is counted; the same again within the window costs nothing
    :raises TooOften: with the seconds after which the same request is let through
    """
    counter: Counter = current_app.extensions["hub.counter"]
    refused = counter.take(_buckets(name, tenant_id, once_for))
    if refused is None:
        return
    bucket, seconds = refused
    log.warning("refused: limit %s of %s is used up for %s s", bucket.name, bucket.whose, seconds)
    if is_first(f"{bucket.name}:{bucket.whose}", bucket.seconds):
        with transaction() as db:
            audit.record(db, None, "limit.reached", name, {"counted": bucket.whose}, actor())
    raise TooOften(seconds, of_secrets=name in OF_SECRETS)


def is_first(what: str, seconds: int) -> bool:
    """Tell whether something comes for the first time within a window.

    For what is recorded: whoever goes on in spite of a refusal must not fill an audit that nobody can shorten.

    :param what: what is refused to whom
    """
    counter: Counter = current_app.extensions["hub.counter"]
    return counter.take([Bucket("told", what, 1, seconds)]) is None


def _buckets(name: str, tenant_id: UUID | None, once_for: str) -> list[Bucket]:
    table: Limits = current_app.extensions["hub.limits"]
    counted = sha256(once_for.encode()).hexdigest() if once_for else ""
    asking = _asking(tenant_id)
    return [
        Bucket(name, f"{each.by}:{asking[each.by]}", each.times, int(each.per.total_seconds()), counted)
        for each in table[name]
        if asking[each.by]
    ]


def _asking(tenant_id: UUID | None) -> dict[By, str]:
    tenant = tenant_id or (g.tenant.id if g.tenant else None)
    return {
        By.ADDRESS: client(request.remote_addr or "unknown"),
        By.PERSON: str(current_user.person_id) if current_user.is_authenticated else "",
        By.TENANT: str(tenant or ""),
    }


def client(address: str) -> str:
    """Name what is counted as one client: an IPv4 address, or the /64 of an IPv6 address.

    :param address: as the outermost trusted proxy gave it; some add the port

    >>> client("192.0.2.7"), client("::ffff:192.0.2.7"), client("192.0.2.7:50111")
    ('192.0.2.7', '192.0.2.7', '192.0.2.7')
    >>> client("2001:db8:1:2:3:4:5:6"), client("[2001:db8:1:2::1]:50111")
    ('2001:db8:1:2::/64', '2001:db8:1:2::/64')
    >>> client("a name that no proxy should give")
    'unknown'
    """
    bare = address[1:].partition("]")[0] if address.startswith("[") else address
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        known = ip_address(bare.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(known, IPv6Address) and known.ipv4_mapped is None:
        return f"{IPv6Address(int(known) >> 64 << 64)}/64"
    return str(known.ipv4_mapped if isinstance(known, IPv6Address) else known)
