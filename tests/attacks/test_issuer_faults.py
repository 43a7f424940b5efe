"""An issuer, or whoever stands between, answers with a token that must not be believed.

Each fault is tried twice in one process, with good sign-ins before, between and after: a library that keeps something
from one sign-in to the next would believe the second.
"""

import pytest
from sqlalchemy import select

from hub.identity.models import LinkedIdentity
from tests.hub.conftest import person_of
from tests.hub.identity.conftest import arrive
from tests.hub.identity.test_login import begin
from tests.hub.identity.test_refusals import assert_refused

FORGED = (
    "nonce",
    "aud",
    "aud_azp",
    "azp",
    "foreign_issuer",
    "expired",
    "alg_none",
    "hs256",
    "kid",
    "no_id_token",
)
SIDES = ("google", "microsoft")
CASES = [(side, fault) for side in SIDES for fault in FORGED]
ONE_SIDED = [("google", "answer_iss"), ("microsoft", "foreign_key")]
OLD = [("google", "stale_auth_time"), ("microsoft", "stale_auth_time"), ("microsoft", "no_auth_time")]


@pytest.fixture
def is_refused(browse, db, faults, told_outside):
    """Try a fault twice between good sign-ins, each with a browser of its own, and once more with the first."""

    def is_refused(side: str, fault: str, occasion: str) -> None:
        stubborn = browse()
        for client in (stubborn, browse(), stubborn):
            faults()
            good = browse()
            begin(good, occasion)
            assert arrive(good, side, "anna").status_code == 303
            faults(fault)
            begin(client, occasion)
            assert_refused(db, client, lambda at=client: arrive(at, side, "anna"))
        assert told_outside().count("session.refused") == 3
        faults()
        assert arrive(stubborn, side, "anna").status_code == 303

    return is_refused


@pytest.mark.parametrize(("side", "fault"), [*CASES, *ONE_SIDED])
def test_v6_8_2_v9_1_2_v9_1_3_v9_2_1_v9_2_3_v10_5_1_v10_5_4_a_forged_answer_is_refused_every_time(
    is_refused, side, fault
):
    is_refused(side, fault, "sign_in")


@pytest.mark.parametrize(("side", "fault"), OLD)
def test_v6_8_4_an_old_sign_in_never_passes_for_a_fresh_one(is_refused, side, fault):
    is_refused(side, fault, "step_up")


@pytest.mark.parametrize("side", SIDES)
def test_an_unverified_address_is_never_vouched_for(browse, db, faults, side):
    faults("unverified_email")
    for _ in range(2):
        client = browse()
        arrive(client, side, "anna")
        assert not person_of(db, client).identity.email_vouched
    faults()
    client = browse()
    arrive(client, side, "anna")
    assert person_of(db, client).identity.email_vouched


def test_v10_5_2_the_same_object_id_in_another_directory_is_another_person_every_time(browse, db, faults):
    people = []
    for fault in ("", "other_tid", "", "other_tid"):
        faults(*fault.split())
        client = browse()
        arrive(client, "microsoft", "anna")
        people.append(person_of(db, client).person_id)
    assert people[0] == people[2]
    assert people[1] == people[3]
    assert people[0] != people[1]
    with db.transaction() as session:
        subjects = set(session.scalars(select(LinkedIdentity.subject)))
    assert len(subjects) == 1
