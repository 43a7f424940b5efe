"""An environment always keeps an Admin who gets in, whatever its Admins do to each other."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.access import service as access
from hub.access.errors import LocksOutOneself
from hub.access.models import AllowedOrganisation
from hub.access.service import Rule
from hub.audit import Actor
from hub.identity.models import LinkedIdentity
from hub.members import service
from tenants import membership
from tenants.errors import LastAdmin, NotAdmin
from tenants.models import Role, Tenant

PEOPLE = 3
DEEDS = st.tuples(
    st.integers(0, PEOPLE - 1), st.sampled_from(["promote", "demote", "remove", "add"]), st.integers(0, PEOPLE - 1)
)


class Model:
    """What should be: who is what, and who may not enter because of the account."""

    def __init__(self, shut_out: int | None) -> None:
        self.roles = {0: Role.ADMIN, 1: Role.ADMIN}
        self.shut_out = shut_out

    def expect(self, actor: int, deed: str, target: int) -> type[Exception] | None:
        if deed == "add":
            self.roles.setdefault(target, Role.MEMBER)
            return None
        if self.roles.get(actor) != Role.ADMIN:
            return NotAdmin
        after = dict(self.roles)
        if target not in after:
            return None
        if deed == "remove":
            del after[target]
        else:
            after[target] = Role.ADMIN if deed == "promote" else Role.MEMBER
        loses = self.roles[target] == Role.ADMIN and after.get(target) != Role.ADMIN
        if loses and not any(role == Role.ADMIN and who != self.shut_out for who, role in after.items()):
            return LastAdmin
        self.roles = after
        return None


def do(session, tenant_id, actor: LinkedIdentity, deed: str, target: LinkedIdentity) -> None:
    by = Actor(actor.person_id, actor.id)
    match deed:
        case "add":
            membership.add(session, tenant_id, target.person_id, Role.MEMBER)
        case "remove":
            service.remove(session, tenant_id, target.person_id, by)
        case _:
            role = Role.ADMIN if deed == "promote" else Role.MEMBER
            service.change_role(session, tenant_id, target.person_id, role, by)


def new_tenant(db):
    with db.transaction() as session:
        tenant = Tenant(name="Käpylän Leipä Oy", email="info@a.example", subdomain=f"t{uuid4().hex[:20]}")
        session.add(tenant)
    return tenant


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DEEDS, min_size=1, max_size=12), st.sampled_from([None, 1, 2]))
def test_there_is_always_an_admin_who_gets_in(db, make_person, deeds, shut_out):
    tenant, model = new_tenant(db), Model(shut_out)
    people = [make_person(f"P{n}", f"p{n}@{'other' if n == shut_out else 'own'}.example") for n in range(PEOPLE)]
    with db.transaction(tenant.id) as session:
        for number in (0, 1):
            membership.add(session, tenant.id, people[number].person_id, Role.ADMIN)
        if shut_out is not None:
            session.add(AllowedOrganisation(tenant_id=tenant.id, provider="google", organisation="own.example"))
        for actor, deed, target in deeds:
            expected = model.expect(actor, deed, target)
            assert outcome(session, tenant.id, people[actor], deed, people[target]) == expected
            found = {n: membership.of(session, tenant.id, each.person_id) for n, each in enumerate(people)}
            assert {n: each.role for n, each in found.items() if each} == model.roles
            access.keep_an_admin_who_gets_in(session, tenant.id)


def outcome(session, *deed) -> type[Exception] | None:
    """Do something and tell what it was refused with; what is refused leaves nothing."""
    try:
        with session.begin_nested():
            do(session, *deed)
    except (NotAdmin, LastAdmin) as error:
        return type(error)
    return None


def at_once(*deeds) -> list[str]:
    start = Barrier(len(deeds))

    def one(deed) -> str:
        start.wait()
        try:
            deed()
        except (NotAdmin, LastAdmin, LocksOutOneself) as error:
            return type(error).__name__
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(pool.map(one, deeds))


@pytest.fixture
def two(make_person, make_member, tenant):
    two = [make_person("Anna", "anna@own.example"), make_person("Matti", "matti@other.example")]
    for each in two:
        make_member(tenant, each, Role.ADMIN)
    return two


@pytest.mark.parametrize("deed", ["demote", "remove"])
@pytest.mark.parametrize("whom", ["each other", "themselves"])
def test_two_admins_at_once_leave_one(db, tenant, two, deed, whom):
    def one(actor, target):
        with db.transaction(tenant.id) as session:
            do(session, tenant.id, actor, deed, target)

    anna, matti = two
    pairs = [(anna, matti), (matti, anna)] if whom == "each other" else [(anna, anna), (matti, matti)]
    for _ in range(3):
        outcome = at_once(*[lambda pair=pair: one(*pair) for pair in pairs])
        assert outcome.count("done") == 1
        with db.transaction(tenant.id) as session:
            assert len(membership.admins(session, tenant.id)) == 1
            for each in two:
                membership.add(session, tenant.id, each.person_id, Role.ADMIN).role = Role.ADMIN


def test_two_admins_who_shut_each_other_out_at_once_leave_one(db, tenant, two):
    own, other = Rule("google", "own.example"), Rule("google", "other.example")

    def disallow(actor, rule):
        with db.transaction(tenant.id) as session:
            access.disallow(session, tenant.id, rule, Actor(actor.person_id, actor.id), confirmed=True)

    for _ in range(3):
        with db.transaction(tenant.id) as session:
            for rule in (own, other, Rule("google", "third.example")):
                session.merge(
                    AllowedOrganisation(tenant_id=tenant.id, provider="google", organisation=rule.organisation)
                )
        assert at_once(lambda: disallow(two[0], other), lambda: disallow(two[1], own)) == ["LocksOutOneself", "done"]
        with db.transaction(tenant.id) as session:
            access.keep_an_admin_who_gets_in(session, tenant.id)
