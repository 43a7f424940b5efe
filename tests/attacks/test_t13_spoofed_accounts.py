"""T13: an account that is not Anna's says that it is (nOAuth): her address in a directory of the attacker's own, her
object id in another directory, an address that nobody vouches for, the same address at the other provider.

Each signs in over the real issuer, twice, and gets nothing that is hers.
"""

import re

import pytest
from sqlalchemy import select

from hub.identity.models import LinkedIdentity
from tenants.models import Role
from tests.attacks.market import ANNA, LEIPA
from tests.hub.activation.conftest import Visitor
from tests.hub.conftest import person_of
from tests.hub.identity.conftest import arrive
from tests.hub.people import last_link

pytestmark = pytest.mark.usefixtures("equipped")
SPOOFS = {
    "another directory claims her address": ("microsoft", "mallory", ""),
    "another account claims her address": ("google", "mallory", ""),
    "her object id in another directory": ("microsoft", "anna", "other_tid"),
    "nobody vouches for the address": ("microsoft", "anna", "other_tid unverified_email"),
    "her address at the other provider, unverified": ("google", "anna", "unverified_email"),
}
each_spoof = pytest.mark.parametrize("spoof", SPOOFS)
each_unvouched = pytest.mark.parametrize(
    "spoof", [each for each in SPOOFS if each != "her object id in another directory"]
)
"""Where an address is what is asked for, a directory that owns its domain may vouch for it: Microsoft has looked."""


@pytest.fixture
def anna(browse, db):
    """Anna, signed in with her account at Microsoft."""
    client = browse()
    assert arrive(client, "microsoft", "anna").status_code == 303
    with db.transaction() as session:
        return session.scalars(select(LinkedIdentity)).one()


@pytest.fixture
def tenant(anna, make_tenant, make_member):
    tenant = make_tenant("leipa", "Käpylän Leipä")
    make_member(tenant, anna, Role.ADMIN, payroll_detail=True)
    return tenant


@pytest.fixture
def attack(browse, faults):
    """Sign in as one of the spoofs, with a fresh browser."""

    def attack(spoof: str):
        provider, persona, wrong = SPOOFS[spoof]
        client = browse()
        faults(*wrong.split())
        assert arrive(client, provider, persona).status_code == 303
        faults()
        return client

    return attack


@each_spoof
def test_t13_the_account_is_somebody_else_and_enters_nothing(spoof, attack, db, anna, tenant, browse, told_outside):
    strangers = set()
    for _ in range(2):
        client = attack(spoof)
        found = person_of(db, client)
        strangers.add(found.person_id)
        assert found.email == ANNA
        assert "This account has no environment." in client.get("/").text
        at_tenant = browse(tenant)
        handed = client.get(at_tenant.get("/").location)
        assert handed.status_code == 403
        assert "Käpylän" not in handed.text
    assert len(strangers) == 1
    assert strangers != {anna.person_id}
    assert told_outside().count("environment.entry_refused") == 2


@each_unvouched
def test_t13_the_account_does_not_prove_to_be_the_initiator(spoof, attack, market, anna, kept):
    before = kept()
    for _ in range(2):
        browser = Visitor(attack(spoof))
        browser.go(market.offer(ANNA))
        assert browser.place == "prove"
        assert LEIPA.name not in browser.text
    assert kept() == before
    assert market.answers() == []


def test_t13_an_address_that_the_other_provider_vouches_for_proves_the_initiator_and_not_more(
    browse, market, anna, tenant, db
):
    """Google vouches for Anna's work address: she may activate with it, and is still another account of the hub."""
    client = browse()
    assert arrive(client, "google", "anna").status_code == 303
    assert person_of(db, client).person_id != anna.person_id
    assert "This account has no environment." in client.get("/").text
    browser = Visitor(client)
    browser.go(market.offer(ANNA))
    assert browser.place == "form"


@each_unvouched
def test_t13_an_invitation_for_her_address_only_is_not_accepted(
    spoof, attack, anna, browse, sign_in, make_tenant, make_person, make_member, db, told_inside
):
    """The mail was read by the attacker, who has the link; the invited address must be vouched for."""
    tenant, admin = make_tenant("leipa", "Käpylän Leipä"), make_person("Aino Admin", "aino@kapylanleipa.example")
    make_member(tenant, admin, Role.ADMIN)
    inviting = browse(tenant)
    sign_in(inviting, admin, tenant)
    form = {"email": ANNA, "role": "admin", "only_address": "1"}
    assert inviting.post("/members/invite", data=form).status_code == 303
    link = last_link(db)
    for _ in range(2):
        client = attack(spoof)
        client.csrf_token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(link).text)[1]
        assert client.post(link).status_code == 403
        assert "This account has no environment." in client.get("/").text
    assert told_inside().count("invitation.refused") == 1, "refused each time, and kept once an hour"
    assert "invitation.accepted" not in told_inside()


@each_spoof
def test_t13_no_account_is_ever_linked_because_addresses_are_alike(spoof, attack, anna, db):
    attack(spoof)
    attack(spoof)
    with db.transaction() as session:
        of_anna = session.scalars(select(LinkedIdentity).where(LinkedIdentity.person_id == anna.person_id)).all()
    assert [each.id for each in of_anna] == [anna.id]
