from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tenants import membership
from tenants.errors import LastAdmin, NotAdmin
from tenants.models import Role


@pytest.fixture
def founder(make_founder):
    return make_founder()


@pytest.fixture
def tenant(open_tenant, founder):
    return open_tenant(founder=founder)[0]


def test_the_last_admin_stays(db, tenant, founder):
    with db.transaction(tenant.id) as session, pytest.raises(LastAdmin):
        membership.end(session, tenant.id, founder)
    with db.transaction(tenant.id) as session, pytest.raises(LastAdmin):
        membership.change_role(session, tenant.id, founder, Role.MEMBER)
    with db.transaction(tenant.id) as session:
        assert membership.is_admin(session, tenant.id, founder)


def test_an_admin_may_go_when_another_stays(db, tenant, founder, make_founder):
    second = make_founder()
    with db.transaction(tenant.id) as session:
        membership.add(session, tenant.id, second, Role.ADMIN)
        membership.change_role(session, tenant.id, founder, Role.MEMBER)
        membership.end(session, tenant.id, founder)
        assert membership.admins(session, tenant.id) == [second]
        assert membership.of(session, tenant.id, founder) is None


def test_two_admins_who_remove_each_other_at_once_leave_one(db, tenant, founder, make_founder):
    second = make_founder()
    with db.transaction(tenant.id) as session:
        membership.add(session, tenant.id, second, Role.ADMIN)
    start = Barrier(2)

    def remove(who) -> bool:
        start.wait()
        try:
            with db.transaction(tenant.id) as session:
                membership.end(session, tenant.id, who)
        except LastAdmin:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(remove, (founder, second))) == [False, True]


def test_a_former_member_comes_back_with_what_is_given_now(db, tenant, make_founder):
    person = make_founder()
    with db.transaction(tenant.id) as session:
        made = membership.add(session, tenant.id, person, Role.ADMIN)
        made.payroll_detail = True
        membership.end(session, tenant.id, person)
        back = membership.add(session, tenant.id, person, Role.MEMBER)

        assert (back.role, back.payroll_detail, back.ended_at) == (Role.MEMBER, False, None)


def test_a_present_member_keeps_the_role_when_added_again(db, tenant, founder):
    with db.transaction(tenant.id) as session:
        assert membership.add(session, tenant.id, founder, Role.MEMBER).role == Role.ADMIN


def test_only_a_present_admin_of_this_environment_passes(db, tenant, founder, make_founder, open_tenant):
    from tests.tenants.conftest import KONE

    member, former, elsewhere, stranger = (make_founder() for _ in range(4))
    open_tenant(company=KONE, subdomain="kone", founder=elsewhere)
    with db.transaction(tenant.id) as session:
        membership.add(session, tenant.id, member, Role.MEMBER)
        membership.add(session, tenant.id, former, Role.ADMIN)
        membership.end(session, tenant.id, former)
        membership.require_admin(session, tenant.id, founder)
        for each in (member, former, elsewhere, stranger):
            with pytest.raises(NotAdmin):
                membership.require_admin(session, tenant.id, each)


def test_a_demotion_waits_for_the_save_that_asked_before(db, tenant, founder, make_founder):
    second = make_founder()
    with db.transaction(tenant.id) as session:
        membership.add(session, tenant.id, second, Role.ADMIN)
    done: list[str] = []

    def demote() -> None:
        with db.transaction(tenant.id) as session:
            membership.change_role(session, tenant.id, founder, Role.MEMBER)
            done.append("demoted")

    with ThreadPoolExecutor(1) as pool:
        with db.transaction(tenant.id) as session:
            membership.require_admin(session, tenant.id, founder)
            demotion = pool.submit(demote)
            wait_until_blocked(session)
            done.append("saved")
        demotion.result()

    assert done == ["saved", "demoted"]


def test_the_persons_own_scope_is_enough_to_prove_being_admin(db, tenant, founder):
    with db.transaction(person_id=founder) as session:
        membership.require_admin(session, tenant.id, founder)
    with db.transaction() as session, pytest.raises(NotAdmin):
        membership.require_admin(session, tenant.id, founder)


def wait_until_blocked(session) -> None:
    """Wait until some other session waits for one of our locks."""
    from sqlalchemy import text

    for _ in range(200):
        waiting = text("SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))")
        if session.execute(waiting).scalar_one():
            return
        session.execute(text("SELECT pg_sleep(0.02)"))
    pytest.fail("the demotion did not wait")
