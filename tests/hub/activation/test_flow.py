from itertools import product
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.activation.flow import CompanyStanding, Outlook, Page, Place, Standing, is_reachable, next_place
from hub.activation.models import ActivationState, CompanyDecision

IDS = [uuid4() for _ in range(3)]


def companies(size: int) -> st.SearchStrategy[tuple[CompanyStanding, ...]]:
    def one(company_id: UUID) -> st.SearchStrategy[CompanyStanding]:
        return st.builds(
            CompanyStanding,
            id=st.just(company_id),
            outlook=st.sampled_from(Outlook),
            decision=st.sampled_from(CompanyDecision),
            steps=st.sampled_from([(), ("a",), ("a", "b")]),
            passed=st.frozensets(st.sampled_from(["a", "b"])),
            joins=st.sampled_from([None, *IDS]),
        )

    return st.tuples(*(one(each) for each in IDS[:size]))


standings = st.builds(
    Standing,
    state=st.sampled_from(ActivationState),
    mine=st.booleans(),
    companies=st.integers(1, 3).flatmap(companies),
)
places = st.builds(
    Place, st.sampled_from(Page), st.sampled_from([None, *IDS]), st.sampled_from([None, "a", "b", "unknown"])
)


@given(standings)
def test_the_next_page_can_always_be_reached(standing):
    assert is_reachable(standing, next_place(standing))


@given(standings, places)
def test_somebody_who_is_not_the_initiator_reaches_nothing_but_the_proof(standing, place):
    if not standing.mine:
        assert is_reachable(standing, place) == (place == Place(Page.PROVE))


@given(standings)
def test_confirming_needs_a_decision_about_each_company_and_one_to_connect(standing):
    if is_reachable(standing, Place(Page.CONFIRM)):
        assert standing.state == ActivationState.IDENTIFIED
        assert any(each.wanted for each in standing.companies)
        for each in standing.companies:
            open_still = each.decision == CompanyDecision.OPEN and not each.is_blocked
            assert not open_still
            if each.wanted and each.decision != CompanyDecision.JOIN:
                assert set(each.steps) <= each.passed


@given(standings, places)
def test_a_page_of_attaching_is_for_admins_only(standing, place):
    company = next((each for each in standing.companies if each.id == place.company), None)
    if place.page == Page.ATTACH and is_reachable(standing, place):
        assert company.outlook == Outlook.ATTACHABLE
    if place.page == Page.STEP and is_reachable(standing, place) and company.decision == CompanyDecision.ATTACH:
        assert company.outlook == Outlook.ATTACHABLE


@pytest.mark.parametrize(
    ("state", "page"),
    [
        (ActivationState.VERIFIED, Page.PROVE),
        (ActivationState.CONFIRMED, Page.PROGRESS),
        (ActivationState.CONNECTED, Page.DONE),
        (ActivationState.DECLINED, Page.ENDED),
        (ActivationState.EXPIRED, Page.ENDED),
        (ActivationState.FAILED, Page.ENDED),
    ],
)
def test_after_the_decisions_only_one_page_is_left(state, page):
    standing = Standing(state=state, mine=True, companies=(CompanyStanding(id=IDS[0], outlook=Outlook.NEW),))

    assert next_place(standing) == Place(page)
    for other, company in product(Page, (None, IDS[0])):
        assert is_reachable(standing, Place(other, company)) == (Place(other, company) == Place(page))


def test_a_joining_company_waits_for_the_one_it_joins():
    founding = CompanyStanding(id=IDS[0], outlook=Outlook.NEW, decision=CompanyDecision.CREATE)
    joining = CompanyStanding(id=IDS[1], outlook=Outlook.NEW, decision=CompanyDecision.JOIN, joins=IDS[0])
    undecided = CompanyStanding(id=IDS[0], outlook=Outlook.NEW)

    assert Standing(state=ActivationState.IDENTIFIED, mine=True, companies=(founding, joining)).is_ready
    assert not Standing(state=ActivationState.IDENTIFIED, mine=True, companies=(undecided, joining)).is_ready
