"""The first page after signing in."""

from datetime import UTC, datetime, timedelta

import pytest

from hub.activation.models import Activation, ActivationCompany, ActivationState
from tenants.models import Role, TenantState


@pytest.fixture
def anna(make_person):
    return make_person()


@pytest.fixture
def home(client, sign_in, anna):
    sign_in(client, anna)
    return lambda: client.get("/")


def begin(db, who, state: str, hours: int = 1) -> Activation:
    with db.transaction() as session:
        activation = Activation(
            flow="store",
            reference=state + str(hours),
            state=state,
            ticket={},
            person_id=who.person_id,
            expires_at=datetime.now(UTC) + timedelta(hours=hours),
        )
        name = f"{state} {hours} Oy"
        activation.companies.append(ActivationCompany(position=0, source_id="1", name=name, country="FI"))
        session.add(activation)
    return activation


def test_somebody_without_an_environment_is_told_what_to_do(home):
    assert "Activate the hub in the store" in home().text


def test_a_single_environment_opens_at_once(home, anna, make_tenant, make_member):
    make_member(make_tenant(), anna)
    assert home().location == "http://kapylan-leipa.hub.localhost:8000"


def test_several_environments_are_offered_and_no_others(home, anna, make_person, make_tenant, make_member):
    for label, name in ("kapylan-leipa", "Käpylän Leipä Oy"), ("pohjolan-puu", "Pohjolan Puu Oy"):
        make_member(make_tenant(label, name), anna, Role.ADMIN)
    make_member(make_tenant("closed-one", "Closed Oy", state=TenantState.CLOSED), anna)
    make_member(make_tenant("left-one", "Left Oy"), anna, ended_at=datetime.now(UTC))
    make_member(make_tenant("foreign", "Foreign Oy"), make_person("Matti", "matti@example.com"))
    page = home().text
    assert [name in page for name in ("Käpylän Leipä", "Pohjolan Puu", "Closed", "Left", "Foreign")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_an_unfinished_activation_waits_for_its_person_on_any_device(
    db, home, anna, make_person, make_tenant, make_member
):
    make_member(make_tenant(), anna)
    mine = begin(db, anna, ActivationState.IDENTIFIED)
    begin(db, make_person("Matti", "matti@example.com"), ActivationState.CONFIRMED)
    begin(db, anna, ActivationState.IDENTIFIED, hours=-1)
    begin(db, anna, ActivationState.CONNECTED)
    page = home().text
    assert f"/activations/{mine.id}/" in page
    assert "identified 1 Oy" in page
    assert page.count("/activations/") == 1
