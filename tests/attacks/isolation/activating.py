"""Activations of a twin's Admin, one at each place that a page of an activation is for."""

from datetime import UTC, datetime
from itertools import count
from uuid import UUID

from stdnum.fi import alv

import hub.db
from hub.activation.models import Activation, ActivationState, CompanyDecision
from hub.activation.service import arriving
from hub.sdk.refs import CompanyRef
from tenants import provisioning
from tests.attacks.isolation.people import Human
from tests.attacks.isolation.shop import STEP
from tests.attacks.isolation.side import canary_of, secret_of
from tests.hub.activation.store import Store

__all__ = ["Activations", "new_business_id"]

NUMBERS = count(1_000_000)
DONE_STEPS = {STEP.name: {"till": "1"}}


def new_business_id() -> str:
    """Give a valid business id that nobody has."""
    for number in NUMBERS:
        for digit in range(10):
            if alv.is_valid(f"{number:07}{digit}"):
                return f"{number:07}{digit}"
    raise AssertionError


class Activations:
    """Makes activations of one person from one store."""

    def __init__(self, store: Store, name: str, human: Human) -> None:
        self._store, self._name, self._human = store, name, human
        self._references = count(1000 if name == "a" else 2000)

    def company(self, business_id: str | None = None) -> CompanyRef:
        """Let the accounting system know one more company, with a key that the store will give out."""
        source_id = f"{self._name}{next(NUMBERS)}"
        ref = CompanyRef(source_id, f"Oy {canary_of(self._name)} Ab", "FI", business_id or new_business_id())
        self._store.companies[source_id] = ref
        self._store.keys[source_id] = f"{secret_of(self._name)}-{source_id}"
        return ref

    def offer(self, *companies: CompanyRef, initiator: str | None = None) -> str:
        """Have the person press *Activate* in the store; gives the request's id."""
        reference = str(next(self._references))
        self._store.offer(reference, *companies, initiator=initiator or self._human.email)
        return reference

    def begin(
        self,
        *companies: CompanyRef,
        state: ActivationState,
        decided: CompanyDecision | None = None,
        elsewhere: bool = False,
    ) -> UUID:
        """Begin an activation and bring it where it is to stand.

        :param decided: what was decided about the first of its companies
        :param elsewhere: whether the store names an address that is none of the person's accounts'
        """
        is_proven = state != ActivationState.VERIFIED
        initiator = f"{canary_of(self._name)}@elsewhere.example" if elsewhere else None
        reference = self.offer(*companies, initiator=initiator)
        with hub.db.transaction() as db:
            activation = arriving.begin(db, "corner", self._store.requests[reference])
            activation.state = state
            if is_proven:
                activation.person_id, activation.identity_id = self._human.person_id, self._human.identity_id
            if state not in (ActivationState.VERIFIED, ActivationState.IDENTIFIED):
                activation.confirmed_at = datetime.now(UTC)
            db.flush()
            if decided is not None:
                self._decide(db, activation, decided)
            return activation.id

    def _decide(self, db: hub.db.Db, activation: Activation, decided: CompanyDecision) -> None:
        db.refresh(activation)
        row = activation.companies[0]
        row.decision = decided
        if decided == CompanyDecision.CREATE:
            label = f"{self._name}-new-{next(NUMBERS)}"
            provisioning.reserve(db, label, row.id)
            row.form = {"company": {"name": row.name, "email": "a@b.example", "subdomain": label, "terms": "1"}}
            row.terms_version, row.terms_accepted_at = "1", datetime.now(UTC)
            row.step_data = DONE_STEPS


def first_company(activation_id: UUID, position: int = 0) -> UUID:
    """Give the id of an activation's company."""
    with hub.db.transaction() as db:
        return db.get_one(Activation, activation_id).companies[position].id
