from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import text

from tenants import directory, lifecycle, membership, provisioning
from tenants.errors import AlreadyOpen, InvalidLabel, LabelTaken
from tenants.models import Label, LabelState, TermsAcceptance
from tests.tenants.conftest import KONE, LEIPA


def labels(db) -> dict[str, str]:
    with db.system_transaction() as session:
        return {each.label: each.state for each in session.query(Label)}


def test_an_environment_is_opened_with_company_admin_address_and_accepted_terms(db, open_tenant, make_founder):
    founder = make_founder()

    tenant, company = open_tenant(founder=founder)

    assert labels(db) == {"kapylan-leipa": LabelState.LIVE}
    with db.transaction(tenant.id) as session:
        assert directory.by_label(session, "kapylan-leipa").id == tenant.id
        assert directory.by_business_id(session, "FI", "12345671").id == tenant.id
        assert membership.is_admin(session, tenant.id, founder)
        terms = session.query(TermsAcceptance).one()
        assert (terms.version, terms.person_id, terms.company_id) == ("7", founder, company.id)


def test_a_second_environment_for_a_company_names_the_first(db, open_tenant):
    first, _ = open_tenant()

    with pytest.raises(AlreadyOpen) as refused:
        open_tenant(subdomain="other")

    assert refused.value.tenant_id == first.id
    assert labels(db) == {"kapylan-leipa": LabelState.LIVE}


def test_an_address_that_is_lived_at_cannot_be_had(db, open_tenant):
    open_tenant()

    with pytest.raises(LabelTaken):
        open_tenant(company=KONE)
    with db.transaction() as session, pytest.raises(LabelTaken):
        provisioning.reserve(session, "kapylan-leipa", uuid4())
    with db.transaction() as session:
        assert directory.by_business_id(session, "FI", KONE.business_id) is None


def test_a_reservation_keeps_others_out_and_is_used_up_by_its_holder(db, open_tenant):
    holder = uuid4()
    with db.transaction() as session:
        provisioning.reserve(session, "kapylan-leipa", holder)

    with pytest.raises(LabelTaken):
        open_tenant(holder=uuid4())
    with db.transaction() as session:
        assert not directory.is_free(session, "kapylan-leipa")
        assert directory.is_free(session, "kapylan-leipa", holder)
    open_tenant(holder=holder)

    assert labels(db) == {"kapylan-leipa": LabelState.LIVE}


def test_a_holder_has_one_address_at_a_time_and_keeps_it_when_the_next_is_taken(db):
    holder, other = uuid4(), uuid4()
    with db.transaction() as session:
        provisioning.reserve(session, "first", holder)
        provisioning.reserve(session, "second", holder)
        provisioning.reserve(session, "taken", other)

    with db.transaction() as session, pytest.raises(LabelTaken):
        provisioning.reserve(session, "taken", holder)

    assert set(labels(db)) == {"second", "taken"}
    with db.transaction() as session:
        provisioning.release(session, holder)
    assert set(labels(db)) == {"taken"}


def test_a_reservation_that_ran_out_is_anybodys(db):
    with db.transaction() as session:
        provisioning.reserve(session, "acme", uuid4(), lasting=timedelta(seconds=-1))
        assert directory.is_free(session, "acme")

        provisioning.reserve(session, "acme", uuid4())


def test_what_cannot_be_an_address_is_not_reserved(db):
    with db.transaction() as session, pytest.raises(InvalidLabel):
        provisioning.reserve(session, "www", uuid4())


def test_of_thirty_two_who_want_one_address_at_once_one_wins(db):
    start = Barrier(8)

    def want(_: int) -> bool:
        if _ < 8:
            start.wait()
        try:
            with db.transaction() as session:
                provisioning.reserve(session, "acme", uuid4())
        except LabelTaken:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(want, range(32))) == 1


def test_of_eight_who_open_an_environment_for_one_company_at_once_one_wins(db, open_tenant, make_founder):
    founders = [make_founder() for _ in range(8)]
    start = Barrier(8)

    def want(number: int) -> bool:
        start.wait()
        try:
            open_tenant(subdomain=f"acme-{number}", founder=founders[number])
        except AlreadyOpen:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(want, range(8))) == 1
    assert len(labels(db)) == 1


def test_a_free_address_is_found_past_those_that_are_taken(db):
    with db.transaction() as session:
        for label in ("acme", *(f"acme-{number}" for number in range(2, 60))):
            provisioning.reserve(session, label, uuid4())

        offered = directory.free_like(session, "acme")

        assert directory.is_free(session, offered)
        assert directory.free_like(session, "zebra") == "zebra"


def test_claiming_a_company_again_gives_the_same_and_anothers_is_refused(db, open_tenant, make_founder):
    first, company = open_tenant()
    second, _ = open_tenant(company=KONE, subdomain="kone")
    with db.transaction(first.id) as session:
        assert provisioning.claim_company(session, first.id, LEIPA).id == company.id
    with db.transaction(second.id) as session, pytest.raises(AlreadyOpen):
        provisioning.claim_company(session, second.id, LEIPA)


def test_a_closed_environment_frees_its_company_and_never_its_address(db, open_tenant, make_founder):
    founder = make_founder()
    tenant, _ = open_tenant(founder=founder)

    with db.transaction(tenant.id) as session:
        lifecycle.close(session, tenant.id)

    assert labels(db) == {"kapylan-leipa": LabelState.RETIRED}
    with db.transaction(tenant.id) as session:
        assert directory.by_label(session, "kapylan-leipa") is None
        assert not membership.is_admin(session, tenant.id, founder)
        assert not directory.is_free(session, "kapylan-leipa")
    with pytest.raises(LabelTaken):
        open_tenant()
    second, _ = open_tenant(subdomain="leipa-2")
    with db.transaction() as session:
        assert directory.by_business_id(session, "FI", "12345671").id == second.id


def test_the_database_itself_keeps_labels_in_small_letters(db, owner):
    from sqlalchemy.exc import IntegrityError

    with owner.begin() as connection, pytest.raises(IntegrityError):
        connection.execute(text("INSERT INTO label (label, state) VALUES ('Acme', 'retired')"))
