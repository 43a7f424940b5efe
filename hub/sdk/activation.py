"""The contract of a plugin that brings companies from a store.

A store's redirect proves nothing. The hub stores nothing and calls nobody before the person has signed in; then it
asks the flow to *open* the arrival with the store, lets the person decide about each company, and only at the end
lets the flow *confirm*. That only an admin may attach to an existing environment is enforced by the hub before any
plugin code runs and again at the last save.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from marshmallow import Schema

from hub.sdk.refs import CompanyRef, TenantRef
from hub.sdk.secrets import Secret

__all__ = [
    "ActivationFlow",
    "Advance",
    "Arrival",
    "Credential",
    "Decision",
    "GoTo",
    "Initiator",
    "Outcome",
    "Refuse",
    "ShowErrors",
    "Step",
    "StepContext",
    "Ticket",
]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A browser that came from the store: the query of the callback, nothing of it believed yet."""

    query: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Initiator:
    """Who pressed the button in the store, as the store's server tells it."""

    email: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """A request to activate, verified with the store by a server-to-server call.

    :param reference: the store's own id of the request
    :param initiator: None where the store did not name anybody
    :param companies: the companies the request covers; ``source_id`` is unique in the request
    :param expires_at: after this the store answers no more (aware, UTC)
    """

    reference: str
    initiator: Initiator | None
    companies: tuple[CompanyRef, ...]
    expires_at: datetime | None = None
    integration_id: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What the person decided about one company of the request."""

    company: str  # CompanyRef.source_id
    approve: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Credential:
    """What the store handed out for one approved company: the connector's settings, secrets as :class:`Secret`."""

    company: str  # CompanyRef.source_id
    settings: Mapping[str, str | Secret]


@dataclass(frozen=True, slots=True)
class Advance:
    """The step is done; go on to the next one. ``data`` (JSON values) is handed on to the later steps."""

    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShowErrors:
    """Show the page again with these messages, field by field; what was entered is kept."""

    errors: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class GoTo:
    """Go on at the named step."""

    step: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """End here; the sentence is shown to the person."""

    message: str


Outcome = Advance | ShowErrors | GoTo | Refuse


@dataclass(frozen=True, slots=True)
class StepContext:
    """What a step may look at: the ticket, the company it is about, where it goes, and what was entered."""

    ticket: Ticket
    company: CompanyRef
    tenant: TenantRef | None
    data: Mapping[str, Any]


class Step(ABC):
    """One page of an activation that a plugin adds before the company is created or attached.

    ``template`` names a file of the folder ``templates`` beside the step's module, or ``activation/plugin_form.html``,
    which draws the schema's fields by their metadata ``label`` and ``hint``. It is rendered inside the hub's form with
    ``context`` (:class:`StepContext`), ``form`` (what was entered), ``errors`` and ``fields`` (the schema's).
    ``schema`` loads the submitted form; ``run`` gets the loaded values.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    template: ClassVar[str]
    schema: ClassVar[type[Schema]]

    @abstractmethod
    def run(self, context: StepContext, values: Mapping[str, Any]) -> Outcome:
        """Decide what follows; called once per submission, may be repeated."""


class ActivationFlow(ABC):
    """One store from which companies arrive at ``/activate/<key>``."""

    key: ClassVar[str]
    label: ClassVar[str]
    connector: ClassVar[str]
    """Key of the connector that the credentials are for."""

    @abstractmethod
    def reference(self, arrival: Arrival) -> str:
        """Read the store's request id out of the callback's query. Pure: no call, no trust.

        :raises UserFault: the query carries none, or something that cannot be one
        """

    @abstractmethod
    def open(self, reference: str) -> Ticket:
        """Ask the store's server about a request. Changes nothing there; may be repeated.

        :raises UserFault: the store does not know the request
        :raises Refused: the request has expired or was decided already
        :raises TryLater: the store cannot answer now
        """

    @abstractmethod
    def confirm(self, ticket: Ticket, decisions: Sequence[Decision]) -> list[Credential]:
        """Tell the store what was decided about every company, and receive a credential per approved one.

        Safe to repeat: the store answers with the same credentials.
        """

    @abstractmethod
    def is_active(self, ticket: Ticket, company: str) -> bool | None:
        """Tell whether the store shows the integration as active for a company; None when it cannot be known."""

    def create_steps(self, ticket: Ticket) -> Sequence[Step]:
        """Add pages to the creation of an environment."""
        return ()

    def attach_steps(self, ticket: Ticket, tenant: TenantRef) -> Sequence[Step]:
        """Add pages to the attaching to an existing environment."""
        return ()

    def mended_by(self) -> Mapping[str, str]:
        """Say in the store's own words how to mend what may be in the way, by case: ``api_closed``, ``expired``…

        ``untold`` is shown when the store did not tell who activates, or a company's country and business id: what the
        person has to allow there. ``left_active`` is shown when a company could not be connected although the store
        had been told that it is approved: what the store goes on showing, and how to take it away there.
        """
        return {}
