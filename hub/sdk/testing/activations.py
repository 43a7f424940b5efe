"""What every activation flow must do."""

# ruff: noqa: S101 - a suite asserts
import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import ClassVar, Protocol

import pytest

from hub.sdk.activation import ActivationFlow, Arrival, Decision, Ticket
from hub.sdk.errors import GiveUp, HubError, Refused, TryLater, UserFault
from hub.sdk.testing.secrecy import secrets_of, tells_no_secret

__all__ = ["ActivationSuite", "StoreFake", "activation_suite"]

UNUSABLE = ("", " ", "../1", "1/../2", "1?x=1", "1\n", "\x00", "1" * 5000)


class StoreFake(Protocol):
    """A store for the suite: a server that speaks the real protocol, and the flow's way to it."""

    def arrival(self) -> Arrival:
        """Make a new request for at least one company, and give what the browser brings along."""

    def expired(self) -> Arrival:
        """Make a request that can no longer be answered."""

    def unknown(self) -> Arrival:
        """Give an arrival of a well-formed request that the store does not have."""

    def answering(self, status: int, body: bytes = b"") -> AbstractContextManager[None]:
        """Make the server answer every request with this status and body, as long as the context lasts."""


class ActivationSuite:
    """The rules; one store serves the whole class."""

    flow_class: ClassVar[Callable[[], ActivationFlow]]
    fake: ClassVar[Callable[[], AbstractContextManager[StoreFake]]]

    @pytest.fixture(scope="class")
    @classmethod
    def store(cls) -> Iterator[StoreFake]:
        """The store, for as long as the class runs."""
        with cls.fake() as store:
            yield store

    @pytest.fixture
    def flow(self, store: StoreFake) -> ActivationFlow:
        """The flow, made once its store is there."""
        return type(self).flow_class()

    @pytest.fixture
    def ticket(self, flow: ActivationFlow, store: StoreFake) -> Ticket:
        """A new request, opened."""
        return flow.open(flow.reference(store.arrival()))

    def test_it_names_itself_and_its_connector(self, flow: ActivationFlow) -> None:
        """The key is part of the callback's address."""
        assert flow.key.isidentifier()
        assert flow.label.strip()
        assert flow.connector.isidentifier()

    def test_the_reference_is_read_without_a_call(self, flow: ActivationFlow, store: StoreFake) -> None:
        """Nothing is asked of the store before the person has signed in."""
        arrival = store.arrival()
        with store.answering(500):
            assert flow.reference(arrival) == flow.reference(arrival) != ""

    def test_a_query_without_a_reference_is_the_person_s_to_mend(self, flow: ActivationFlow) -> None:
        """Somebody opened the callback's address by hand."""
        with pytest.raises(UserFault):
            flow.reference(Arrival({}))

    @pytest.mark.parametrize("value", UNUSABLE)
    def test_a_reference_that_cannot_be_one_is_refused(
        self, flow: ActivationFlow, store: StoreFake, value: str
    ) -> None:
        """It becomes part of an address at the store: nothing may step out of its place."""
        query = dict.fromkeys(store.arrival().query, value)
        with pytest.raises(UserFault):
            flow.reference(Arrival(query))

    def test_a_ticket_is_well_formed(self, ticket: Ticket, flow: ActivationFlow) -> None:
        """Companies are told apart; a Finnish business id is canonical; the end of the request is a moment in UTC."""
        assert ticket.companies
        assert len({company.source_id for company in ticket.companies}) == len(ticket.companies)
        for company in ticket.companies:
            assert len(company.country) == 2
            assert company.business_id is None or company.business_id.isalnum()
        assert ticket.expires_at is None or ticket.expires_at.utcoffset() == dt.timedelta(0)

    def test_opening_changes_nothing_and_can_be_repeated(self, flow: ActivationFlow, ticket: Ticket) -> None:
        """A reload, another tab, another device: the same request."""
        assert flow.open(ticket.reference) == ticket
        assert all(flow.is_active(ticket, company.source_id) is not True for company in ticket.companies)

    def test_what_the_store_does_not_have_is_the_person_s_to_mend(self, flow: ActivationFlow, store: StoreFake) -> None:
        """The way out is to press the store's button again."""
        with pytest.raises(UserFault):
            flow.open(flow.reference(store.unknown()))

    def test_what_is_too_late_is_refused(self, flow: ActivationFlow, store: StoreFake) -> None:
        """And the text says how to begin again."""
        with pytest.raises(Refused) as raised:
            flow.open(flow.reference(store.expired()))
        assert raised.value.message.strip()

    @pytest.mark.parametrize(("status", "meaning"), [(429, TryLater), (500, TryLater), (503, TryLater), (418, GiveUp)])
    def test_each_refusal_of_the_store_has_a_meaning(
        self, flow: ActivationFlow, store: StoreFake, status: int, meaning: type[HubError]
    ) -> None:
        """The hub learns what to do."""
        reference = flow.reference(store.arrival())
        with store.answering(status), pytest.raises(HubError) as raised:
            flow.open(reference)
        assert isinstance(raised.value, meaning)

    @pytest.mark.parametrize("body", [b"<html>", b"{", b"[]", b"null"])
    def test_an_answer_of_another_shape_ends_it(self, flow: ActivationFlow, store: StoreFake, body: bytes) -> None:
        """Nonsense is not taken for a request without companies."""
        reference = flow.reference(store.arrival())
        with store.answering(200, body), pytest.raises(GiveUp):
            flow.open(reference)

    def test_confirming_gives_a_credential_for_each_approved_company(
        self, flow: ActivationFlow, ticket: Ticket
    ) -> None:
        """With a secret in it that does not show, and the same one when asked again."""
        decisions = [Decision(company.source_id, approve=True) for company in ticket.companies]
        credentials = flow.confirm(ticket, decisions)
        assert [each.company for each in credentials] == [each.company for each in decisions]
        assert flow.confirm(ticket, decisions) == credentials
        for credential in credentials:
            assert secrets_of(credential.settings)
            tells_no_secret(credential, secrets_of(credential.settings))
            assert flow.is_active(ticket, credential.company) is not False

    def test_rejecting_gives_none(self, flow: ActivationFlow, ticket: Ticket) -> None:
        """A company that is turned down is not connected."""
        decisions = [Decision(company.source_id, approve=False, reason="Not mine.") for company in ticket.companies]
        assert flow.confirm(ticket, decisions) == []

    def test_an_undecided_company_stops_the_confirmation(self, flow: ActivationFlow, ticket: Ticket) -> None:
        """One answer covers all companies of a request."""
        with pytest.raises(HubError):
            flow.confirm(ticket, [])
        assert flow.open(ticket.reference) == ticket


def activation_suite(
    flow: Callable[[], ActivationFlow], *, fake: Callable[[], AbstractContextManager[StoreFake]]
) -> type[ActivationSuite]:
    """Make the suite for a flow; bind it to a name that begins with ``Test``.

    :param flow: makes the flow, usually its class; called when the store is up
    :param fake: makes the store, a context manager that is entered for as long as the suite runs
    """
    return type("ActivationSuite", (ActivationSuite,), {"flow_class": staticmethod(flow), "fake": staticmethod(fake)})
