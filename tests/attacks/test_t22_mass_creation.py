"""T22: many environments, or many mails to somebody who wants none. With the product's own limits."""

from collections import Counter
from itertools import count
from uuid import uuid4

import pytest
from sqlalchemy import text

from hub.web.limits import TABLE
from tenants.models import Role
from tests.attacks.market import ANNA, LEIPA
from tests.hub.people import mails

FORM = {"name": "Leipä Oy", "email": "info@leipa.example", "subdomain": "leipa", "terms": "1"}


@pytest.fixture
def anna(make_person):
    return make_person("Anna Kirjanpitäjä", ANNA)


def times(name: str) -> int:
    """Give the narrowest limit of a name."""
    return min(each.times for each in TABLE[name])


def told_when(answer) -> bool:
    return answer.status_code == 429 and 0 < int(answer.headers["Retry-After"]) <= 24 * 3600


def test_t22_nobody_opens_an_environment_without_a_store(browse, sign_in, anna, rows):
    """No address of the hub makes one by itself: an activation begins with a request that the store vouches for."""
    client = browse()
    sign_in(client, anna)
    made_up = f"/activations/{uuid4()}/companies/{uuid4()}/form"
    for path in (made_up, made_up.removesuffix("/form"), f"/activations/{uuid4()}/confirm", "/environments", "/"):
        for _ in range(2):
            assert client.post(path, data=FORM).status_code in (404, 405)
    assert client.get("/activate/nobody?order=1").status_code == 404
    assert [rows("tenant"), rows("label"), rows("activation")] == [0, 0, 0]


@pytest.mark.usefixtures("equipped")
def test_v2_4_1_t22_the_same_request_of_the_store_makes_one_environment(market, visitor, anna, rows):
    arrival = market.offer(ANNA)
    for subdomain in ("leipa-one", "leipa-two", "leipa-three"):
        browser = visitor(anna)
        browser.go(arrival)
        if browser.place == "form":
            browser.send("/form", **{**FORM, "subdomain": subdomain})
            browser.send("/confirm")
        assert browser.place == "done"
    assert (rows("tenant"), rows("label", "state = 'live'")) == (1, 1)


@pytest.mark.usefixtures("equipped")
def test_v2_4_1_t22_new_requests_for_the_same_company_make_no_second_one(market, visitor, anna, rows):
    for subdomain in ("leipa-one", "leipa-two"):
        browser = visitor(anna)
        browser.go(market.offer(ANNA))
        if browser.place == "form":
            browser.send("/form", **{**FORM, "subdomain": subdomain})
            browser.send("/confirm")
    assert (rows("tenant"), rows("company", f"business_id = '{LEIPA.business_id.replace('-', '')}'")) == (1, 1)


@pytest.mark.usefixtures("equipped")
def test_v2_4_1_t22_requests_cannot_be_tried_out_by_the_hundred(market, visitor, anna):
    """A load that a script could send: all but the first are answered 429, and the store hears of none of these."""
    browser = visitor(anna)
    limit = times("activation")
    answers = Counter(
        browser.client.get(f"/activate/procountor?requestId={900_000 + each}").status_code for each in range(limit + 20)
    )
    assert answers == {404: limit, 429: 20}
    assert len(market.asked()) == limit


@pytest.fixture
def admin(browse, sign_in, make_tenant, make_member, make_person):
    tenant = make_tenant()
    numbers = count()

    def admin():
        """Open a browser of one more Admin of the same environment."""
        who = make_person("Anna", f"admin{next(numbers)}@leipa.example")
        make_member(tenant, who, Role.ADMIN)
        client = browse(tenant)
        sign_in(client, who, tenant)
        return client

    return admin


def invite(client, email: str):
    return client.post("/members/invite", data={"email": email, "role": "member"})


def test_v2_4_1_t22_an_admin_mails_no_hundred_people(db, admin):
    client, limit = admin(), times("invitation")
    answers = [invite(client, f"victim{each}@elsewhere.example") for each in range(limit + 5)]
    assert len(mails(db)) <= limit
    assert all(told_when(each) for each in answers[limit:])


def test_v2_4_1_t22_nobody_is_mailed_again_and_again(db, admin, owner):
    """The same address, invited, withdrawn and sent again by several Admins."""
    clients = [admin() for _ in range(3)]
    for each in range(60):
        invite(clients[each % 3], "victim@elsewhere.example")
        with owner.begin() as connection:
            connection.execute(text("ALTER TABLE invitation NO FORCE ROW LEVEL SECURITY"))
            found = connection.execute(text("SELECT id FROM invitation WHERE withdrawn_at IS NULL")).scalars().first()
            connection.execute(text("ALTER TABLE invitation FORCE ROW LEVEL SECURITY"))
        if found:
            clients[each % 3].post(f"/members/invitations/{found}/send-again")
    assert 1 <= len(mails(db)) <= 10
