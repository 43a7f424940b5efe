"""T10: the hub uses its own rights for somebody who has none, because the business ids match.

A company that has an environment is attached there by an Admin of that environment and nobody else: neither the store's
word, nor a right in the accounting system, nor having been an Admin a moment ago opens it.
"""

import pytest
from sqlalchemy import text

from hub.activation.service import finishing
from tenants import membership
from tenants.models import Company, Label, LabelState, Role
from tests.attacks.market import LEIPA, LIISA, PUU

pytestmark = pytest.mark.usefixtures("equipped")


@pytest.fixture
def open_environment(db, make_tenant):
    """Open an environment that has a company."""

    def open_environment(company, subdomain):
        tenant = make_tenant(subdomain, f"Environment {subdomain}")
        with db.transaction(tenant.id) as session:
            id_ = company.business_id.replace("-", "")
            session.add(Company(tenant_id=tenant.id, name=company.name, country="FI", business_id=id_))
            session.add(Label(label=subdomain, state=LabelState.LIVE, tenant_id=tenant.id))
        return tenant

    return open_environment


@pytest.fixture
def victim(open_environment, make_person, make_member):
    """The environment of Käpylän Leipä, with Aino as its Admin."""
    tenant = open_environment(LEIPA, "old-place")
    make_member(tenant, make_person("Aino Admin", "aino@kapylanleipa.example"), Role.ADMIN)
    return tenant


@pytest.fixture
def liisa(make_person):
    """A clerk who may do everything in Käpylän Leipä's accounting, and activates."""
    return make_person("Liisa Laskija", LIISA)


def set_role(db, tenant, who, role: str) -> None:
    with db.transaction(tenant.id) as session:
        change = text("UPDATE membership SET role = :role WHERE person_id = :who")
        session.execute(change, {"role": role, "who": who.person_id})


STANDINGS = ("stranger", "member", "former admin", "admin elsewhere")


@pytest.mark.parametrize("standing", STANDINGS)
def test_t10_a_matching_id_is_no_right(
    standing, market, visitor, db, victim, liisa, make_member, open_environment, kept
):
    if standing == "member":
        make_member(victim, liisa, payroll_detail=True)
    if standing == "admin elsewhere":
        make_member(open_environment(PUU, "elsewhere"), liisa, Role.ADMIN)
    if standing == "former admin":
        make_member(victim, liisa, Role.ADMIN)
        with db.transaction(victim.id) as session:
            membership.end(session, victim.id, liisa.person_id)
    before, browser = kept(), visitor(liisa)

    browser.go(market.offer(LIISA))

    assert browser.place == "blocked"
    for word in ("Aino", "aino@", "old-place", "Environment"):
        assert word not in browser.text.partition("<main")[2].replace("already has an environment", "")
    company = browser.action("/ask").removesuffix("ask")
    form = {"name": "X", "email": LIISA, "subdomain": "new-place", "terms": "1", "tenant": str(victim.id)}
    assert browser.client.post(f"{company}attach", data=form).status_code == 403
    for page in ("form", "join"):
        assert browser.client.post(f"{company}{page}", data=form).status_code in (303, 400)
    assert browser.client.post(browser.at.replace("blocked", "confirm")).status_code == 303
    assert kept() == before
    assert market.answers() == []


@pytest.mark.parametrize("moment", ["after the page", "after the choice", "while the store answers"])
def test_t10_an_admin_demoted_meanwhile_attaches_nothing(
    moment, market, visitor, db, victim, liisa, make_member, rows, monkeypatch
):
    make_member(victim, liisa, Role.ADMIN)
    browser = visitor(liisa)
    browser.go(market.offer(LIISA))
    assert browser.place == "attach"
    if moment == "after the page":
        set_role(db, victim, liisa, "member")
    answer = browser.client.post(browser.action("/attach"))
    assert answer.status_code == (403 if moment == "after the page" else 303)
    if moment == "after the choice":
        set_role(db, victim, liisa, "member")
    if moment == "while the store answers":
        order = finishing.order

        def demoted(*args):
            found = order(*args)
            set_role(db, victim, liisa, "member")
            return found

        monkeypatch.setattr(finishing, "order", demoted)

    browser.client.post(f"/activations/{browser.at.split('/')[2]}/confirm")

    assert [rows(table) for table in ("connection", "connection_secret", "book")] == [0, 0, 0]
    assert len(market.answers()) == (1 if moment == "while the store answers" else 0)


def test_t10_an_admin_does_attach(market, visitor, victim, liisa, make_member, rows, told_inside):
    """What is refused above works for an Admin."""
    make_member(victim, liisa, Role.ADMIN)
    browser = visitor(liisa)
    browser.go(market.offer(LIISA))
    browser.send("/attach")
    browser.send("/confirm")
    assert browser.place == "done"
    assert (rows("tenant"), rows("connection")) == (1, 1)
    assert told_inside() == ["connection.attached"]


@pytest.mark.parametrize("standing", STANDINGS)
def test_t10_nor_does_a_key_of_the_company_get_in_by_another_environment(
    standing, market, browse, sign_in, victim, liisa, make_member, open_environment, kept
):
    """An Admin elsewhere brings the company's own key: it is not attached beside the environment it has."""
    if standing == "member":
        make_member(victim, liisa)
    own = open_environment(PUU, "elsewhere")
    make_member(own, liisa, Role.ADMIN)
    before, client = kept(), browse(own)
    sign_in(client, liisa, own)
    form = {"api_key": market.key(LEIPA.id, LIISA), "company_id": str(LEIPA.id), "another": "1"}
    answer = client.post("/connections/new/procountor", data=form)
    assert answer.status_code == 422
    assert "This company has another environment." in answer.text
    assert form["api_key"] not in answer.text
    assert kept() == before
