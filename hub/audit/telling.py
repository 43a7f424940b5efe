"""Events in plain words, in the reader's language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import LazyString, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from hub.audit.actions import sentence_of
from hub.audit.canonical import canonical
from hub.audit.models import Event
from hub.reports.formatting import formatter

__all__ = ["Change", "Told", "actor_of", "tell"]

Labels = Mapping[str, str]

NAMES: dict[str, LazyString] = {
    "report": _l("report"),
    "company": _l("company"),
    "from": _l("first day"),
    "to": _l("last day"),
    "format": _l("format"),
    "payroll_detail": _l("salaries by name"),
    "activation": _l("activation"),
    "business_id": _l("business id"),
    "connection": _l("connection"),
    "connector": _l("accounting system"),
    "email": _l("e-mail address"),
    "environment": _l("environment"),
    "file": _l("file"),
    "flow": _l("store"),
    "invitation": _l("invitation"),
    "layout": _l("layout"),
    "line": _l("key of the line"),
    "line_name": _l("line"),
    "origin": _l("how it came"),
    "looked_for": _l("looked for"),
    "only_address": _l("only with this e-mail address"),
    "organisations": _l("organisations"),
    "person": _l("person"),
    "provider": _l("provider"),
    "reason": _l("reason"),
    "role": _l("role"),
    "session": _l("session"),
    "sessions": _l("sessions"),
    "state": _l("state"),
    "subdomain": _l("address"),
    "terms": _l("terms"),
}
"""What facts of an event are called, in the order in which they are told; others go by the name they are kept under."""
PLACES = {name: place for place, name in enumerate(NAMES)}
DAYS = frozenset({"from", "to"})
"""Facts that are days, kept in ISO form."""
VALUES: dict[str, LazyString] = {
    "active": _l("active"),
    "admin": _l("Admin"),
    "detached": _l("detached"),
    "member": _l("Member"),
    "needs_key": _l("needs a new key"),
}
ASSURANCES: dict[str, LazyString] = {
    "signed_in": _l("signed in"),
    "fresh": _l("proved by a recent sign-in"),
    "round_trip": _l("signed in once more; the provider does not say when"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was changed, or said besides; ``before`` is None for what is only said."""

    name: str
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """An event and what a reader is told of it."""

    event: Event
    sentence: str
    actor: str
    account: str
    assurance: str
    changes: tuple[Change, ...]
    facts: tuple[Change, ...]


def tell(event: Event, labels: Mapping[str, Labels]) -> Told:
    """Tell an event.

    :param labels: what is called how, by its key, for the names of facts that keep keys: ``provider``, ``report`` …
    """
    actor, providers = actor_of(event), labels.get("provider", {})
    return Told(
        event,
        sentence_of(event.action) % {"actor": actor, "subject": event.subject or _("somebody or something")},
        actor,
        " · ".join(filter(None, (providers.get(event.provider, event.provider), event.email or event.account))),
        str(ASSURANCES.get(event.assurance, event.assurance)),
        tuple(_changes(event.before, event.after)),
        tuple(_facts(event.details, labels)),
    )


def actor_of(event: Event) -> str:
    """Name who did it."""
    match event.actor_kind:
        case "hub":
            return _("The hub")
        case "operator":
            return _("The operator (%(name)s)", name=event.actor_name)
        case "visitor":
            return _("Somebody who had not signed in")
        case _:
            return event.actor_name or event.email or _("Somebody")


def _facts(details: Mapping[str, Any], labels: Mapping[str, Labels]) -> Iterator[Change]:
    """Tell what is said besides: the database keeps it in an order of its own."""
    for name in sorted(details, key=lambda name: (PLACES.get(name, len(PLACES)), name)):
        yield _fact(name, details[name], labels.get(name, {}))


def _fact(name: str, value: Any, labels: Labels) -> Change:
    match value:
        case str() if name in DAYS:
            told = formatter(str(get_locale())).day(date.fromisoformat(value))
        case str() if value in labels:
            told = labels[value]
        case _:
            told = _value(value)
    return Change(_name(name), None, told)


def _changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[Change]:
    was, is_now = before or {}, after or {}
    keys = dict.fromkeys((*was, *is_now))
    return [Change(_name(key), _value(was.get(key)), _value(is_now.get(key))) for key in keys]


def _name(key: str) -> str:
    return str(NAMES.get(key, key))


def _value(value: Any) -> str:
    match value:
        case None | "" | [] | {}:
            return "–"
        case bool():
            return _("yes") if value else _("no")
        case str():
            return str(VALUES.get(value, value))
        case int():
            return str(value)
        case list() if all(isinstance(each, str) for each in value):
            return ", ".join(value)
        case _:
            return canonical({"": value}).decode()[4:-1]
