"""Two people, two companies, any number of activations, in any order, with crashes anywhere: the rules always hold.

Every run tells other stories. ``HUB_TEST_STATE_MACHINE_SEED`` tells those of an earlier run once more, which has said
its seed at its end; ``HUB_TEST_STATE_MACHINE_STEPS`` asks for more steps than the 2,000 of every run.
"""

import os
import secrets
import threading
from collections.abc import Iterator
from itertools import count as count_from
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine

import hub.db
from hub.activation.service import finishing
from hub.config import HubSettings
from hub.connectors import keys
from hub.queue import registry
from tenants.models import Role
from tests.attacks.interleaving.crashing import dying_at, watch
from tests.attacks.interleaving.town import Begun, Town
from tests.attacks.interleaving.truths import broken, come_to_pass, seen_by
from tests.conftest import DatabaseUrls, empty
from tests.hub.conftest import BASE_URL

STEPS = max(2_000, int(os.environ.get("HUB_TEST_STATE_MACHINE_STEPS", "0")))
SEED = int(os.environ.get("HUB_TEST_STATE_MACHINE_SEED", "0")) or secrets.randbelow(10**9) + 1
ENOUGH = 5
"""How often at least everything must have happened; else the stories would prove little."""
LENGTH = 40
"""Steps of one story at most."""
ACTIVATIONS = 4

people = st.integers(0, 1)
companies = st.integers(0, 1)
labels = st.sampled_from(["bakery", "machines", "light"])
deaths = st.none() | st.integers(1, 60)
tenants = st.integers(0, 3)
taken: list[str] = []
"""Every step of this run."""


class Stories(RuleBasedStateMachine):
    """What can happen; nothing here knows what ought to come of it."""

    begun = Bundle("begun")
    orders = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self.town = Town(HubSettings.read({"HUB_BASE_URL": BASE_URL}))

    def tenant(self, number: int) -> UUID | None:
        """Choose one of the environments that are open now."""
        found = self.town.tenants
        return found[number % len(found)] if found else None

    @initialize(target=begun, wanted=st.lists(st.sampled_from([(0,), (0, 1)]), min_size=2, max_size=2))
    def both_press_activate(self, wanted: list[tuple[int, ...]]) -> Begun:
        """Both people come from the store with the same company, and perhaps the other one, too."""
        return multiple(*(self._arrived(who, companies) for who, companies in enumerate(wanted)))

    @rule(target=begun, who=people, wanted=st.sampled_from([(0,), (1,), (0, 1)]))
    @precondition(lambda self: len(self.town.store.requests) < ACTIVATIONS)
    def press_activate(self, who: int, wanted: tuple[int, ...]) -> Begun:
        return self._arrived(who, wanted)

    def _arrived(self, who: int, wanted: tuple[int, ...]) -> Begun:
        begun = self.town.offer(who, wanted)
        assert self.town.prove(begun, who)
        assert not self.town.prove(begun, 1 - who)
        return begun

    @rule(which=begun, company=companies, label=labels, death=deaths)
    def fill_in(self, which: Begun, company: int, label: str, death: int | None) -> None:
        with dying_at(death):
            self.town.fill_in(which, company, label)

    @rule(which=begun, company=companies)
    def choose_environment(self, which: Begun, company: int) -> None:
        self.town.choose(which, company)
        self.town.join(which)

    @rule(which=begun, company=companies, for_good=st.booleans())
    def take_back(self, which: Begun, company: int, *, for_good: bool) -> None:
        self.town.take_back(which, company, for_good=for_good)

    @rule(which=begun, death=deaths)
    def confirm(self, which: Begun, death: int | None) -> None:
        with dying_at(death):
            self.town.confirm(which)

    @rule(which=begun, death=deaths)
    def decline(self, which: Begun, death: int | None) -> None:
        with dying_at(death):
            self.town.decline(which)

    @rule(which=begun, label=labels, jobs=st.integers(0, 3))
    def hurry(self, which: Begun, label: str, jobs: int) -> None:
        """Go the usual way in one go, and let the first jobs be done."""
        for company in (0, 1):
            self.town.fill_in(which, company, f"{label}{company}")
            self.town.choose(which, company)
        self.town.confirm(which)
        for _ in range(jobs):
            self.town.work(0)

    @rule(which=begun, death=deaths)
    def finish(self, which: Begun, death: int | None) -> None:
        with dying_at(death):
            self.town.finish(which)

    @rule(which=begun, death=deaths)
    def finish_in_two_processes(self, which: Begun, death: int | None) -> None:
        def other() -> None:
            with dying_at(death):
                self.town.finish(which)

        second = threading.Thread(target=other)
        second.start()
        self.town.finish(which)
        second.join()

    @rule(target=orders, which=begun)
    def take_up(self, which: Begun) -> tuple[Begun, finishing.Order | None]:
        """A process reads what is to be done, and sleeps."""
        with hub.db.transaction() as db:
            return which, finishing.order(db, which.id)

    @rule(taken_up=consumes(orders))
    def wake_up(self, taken_up: tuple[Begun, finishing.Order | None]) -> None:
        """It goes on with what it read, whatever has happened since; the store answers it once more."""
        which, order = taken_up
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(finishing, "order", lambda *_: order)
            self.town.finish(which)

    @rule(which=begun)
    def let_time_pass(self, which: Begun) -> None:
        self.town.let_time_pass(which)

    @rule(which=begun)
    def arrive_again(self, which: Begun) -> None:
        self.town.arrive_again(which)
        self.town.prove(which, which.who)

    @rule(number=tenants, who=people, role=st.sampled_from([Role.ADMIN, Role.MEMBER, None]))
    @precondition(lambda self: self.town.store.told)
    def change_member(self, number: int, who: int, role: Role | None) -> None:
        if tenant_id := self.tenant(number):
            self.town.change_member(tenant_id, who, role)

    @rule(number=tenants, who=people, company=companies, death=deaths)
    @precondition(lambda self: self.town.store.told)
    def attach(self, number: int, who: int, company: int, death: int | None) -> None:
        if tenant_id := self.tenant(number):
            with dying_at(death):
                self.town.attach(tenant_id, who, company)

    @rule(number=tenants, erase=st.booleans())
    @precondition(lambda self: self.town.store.told)
    def detach(self, number: int, *, erase: bool) -> None:
        if tenant_id := self.tenant(number):
            self.town.detach(tenant_id, erase=erase)

    @rule(number=tenants, chance=st.integers(0, 3))
    @precondition(lambda self: self.town.store.told)
    def close(self, number: int, chance: int) -> None:
        if chance == 0 and (tenant_id := self.tenant(number)):
            self.town.close(tenant_id)

    @rule(chosen=st.integers(0, 5), death=deaths)
    @precondition(lambda self: self.town.store.told)
    def work(self, chosen: int, death: int | None) -> None:
        with dying_at(death):
            self.town.work(chosen)

    @rule(chosen=st.integers(0, 5))
    @precondition(lambda self: self.town.store.told)
    def work_off(self, chosen: int) -> None:
        for _ in range(4):
            self.town.work(chosen)

    @invariant()
    def the_rules_hold(self) -> None:
        taken.append("")
        assert broken() == []

    @invariant()
    def nobody_sees_another(self) -> None:
        tenant_ids = self.town.tenants
        assert seen_by(tenant_ids) == {each: {each} for each in tenant_ids}


def test_an_address_is_given_back_by_a_company_that_lost_the_race(connected):
    """Somebody else opens the environment of one of two companies while both are being decided about."""
    town = Town(HubSettings.read({"HUB_BASE_URL": BASE_URL}))
    slow, quick = town.offer(0, (0, 1)), town.offer(1, (0,))
    for begun in (slow, quick):
        town.prove(begun, begun.who)
    town.fill_in(slow, 0, "bakery")
    town.fill_in(slow, 1, "machines")
    town.fill_in(quick, 0, "light")
    for begun in (quick, slow):
        town.confirm(begun)
        town.finish(begun)
    assert len(town.tenants) == 2
    assert broken() == []


@pytest.fixture
def connected(database_urls: DatabaseUrls, owner: Engine) -> Iterator[None]:
    registry.load()
    hub.db.connect(database_urls.app, database_urls.system)
    keys.unlock((keys.new_key(),))
    watch()
    yield
    hub.db.disconnect()
    empty(owner)


def test_whatever_happens_in_whatever_order_the_rules_hold(connected, count, tell):
    tell(f"HUB_TEST_STATE_MACHINE_SEED={SEED} tells the stories of this run's state machine again")
    told = settings(
        max_examples=10,
        stateful_step_count=LENGTH,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # a story is read sooner than it is shortened
    )
    for number in count_from(SEED):
        run_state_machine_as_test(seed(number)(Stories), settings=told)
        happened = come_to_pass()
        if len(taken) >= STEPS and (min(happened.values()) >= ENOUGH or len(taken) >= 5 * STEPS):
            break
    count("steps of the state machine", len(taken))
    for what, number in happened.items():
        count(f"{what} in the stories of the state machine", number)
    assert min(happened.values()) >= ENOUGH, happened
