"""What a connector tells besides the books. Plugins import these from :mod:`hub.sdk.accounting`."""

from enum import StrEnum

from msgspec import Struct

__all__ = ["Event", "EventKind", "Finding", "Severity"]


class Severity(StrEnum):
    """How much a finding matters to somebody who reads the reports."""

    NOTICE = "notice"
    WARNING = "warning"
    """Figures are incomplete or in doubt: affected reports carry a banner."""


class Finding(Struct, frozen=True):
    """Something a person should know about the books or the connection.

    :param code: stable name, e.g. ``payroll_hidden``
    :param title: one plain sentence: what is wrong, and what it does to the figures
    :param remedy: what to do about it and where, one or two sentences
    :param accounts: prefixes of the accounts whose figures are affected; empty means all
    :param rights: keys of the :class:`hub.sdk.rights.Right` that are missing; a report that stands on none of them is
        not marked. Empty where it is not about a right
    """

    code: str
    severity: Severity
    title: str
    remedy: str = ""
    accounts: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()


class EventKind(StrEnum):
    """What a source has told by a webhook, as what there is to be looked at."""

    RIGHTS = "rights"
    """Somebody's rights were changed: the key is examined again."""
    BOOKS = "books"
    """Something may be new in the books: they are read."""


class Event(Struct, frozen=True):
    """Something the source told by a webhook. It is no fact: the hub asks the source itself."""

    kind: EventKind
    source_id: str | None = None
