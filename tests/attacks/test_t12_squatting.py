"""T12: the first clerk who activates owns the company, and nobody in the company knows.

The company is told, a second Admin is asked for, and an operator gives the company back to whoever proves the right to
speak for it: `hub close`, after which it can be activated anew.
"""

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from hub.cli import cli
from hub.models import Job, Mail
from hub.queue import execution
from tenants.models import Tenant
from tests.attacks.market import ANNA, LEIPA, LIISA, PEKKA, PUU

pytestmark = pytest.mark.usefixtures("equipped")
COMPANY = "hallitus@kapylanleipa.example"
FORM = {"name": "Leipä\r\nBcc: x@evil.example", "email": COMPANY, "subdomain": "leipa", "terms": "1"}


@pytest.fixture
def work(db):
    """Do what waits, as a worker does, until nothing of these kinds is left."""

    def work(*kinds: str) -> None:
        for _ in range(8):
            with db.system_transaction() as session:
                waiting = session.scalars(select(Job.id).where(Job.state == "pending", Job.kind.in_(kinds))).all()
            for job in waiting:
                execution.perform(job)

    return work


@pytest.fixture
def liisa(make_person):
    return make_person("Liisa\r\nLaskija", LIISA)


@pytest.fixture
def squatted(market, visitor, liisa):
    """Liisa has opened an environment for a company that knows nothing of it."""
    browser = visitor(liisa)
    browser.go(market.offer(LIISA))
    browser.send("/form", **{**FORM, "name": "Käpylän Leipä"})
    browser.send("/confirm")
    assert browser.place == "done"
    return browser


def mails(db) -> list[Mail]:
    with db.system_transaction() as session:
        return list(session.scalars(select(Mail)))


def test_t12_the_company_is_told_who_opened_what_and_what_to_do_against_it(squatted, db, work, told_inside):
    for _ in range(2):
        work("announce_environment")
    (mail,) = mails(db)
    assert mail.recipient == COMPANY
    assert mail.subject == f"Hub was opened for {LEIPA.name}"
    for word in (
        f"Liisa Laskija ({LIISA}) has activated Hub for {LEIPA.name}",
        LEIPA.business_id,
        "http://leipa.hub.localhost:8000",
        "second Admin",
        "support@hub.localhost",
    ):
        assert word in mail.body
    assert told_inside()[0] == "tenant.opened"


def test_t12_every_company_is_told_of_its_own_environment_alone(squatted, market, visitor, make_person, db, work):
    pekka = visitor(make_person("Pekka Pohjola", PEKKA))
    pekka.go(market.offer(PEKKA, PUU.id))
    pekka.send("/form", name="Pohjolan Puu", email="hallitus@pohjolanpuu.example", subdomain="puu", terms="1")
    pekka.send("/confirm")
    assert pekka.place == "done"

    work("announce_environment")

    told = {each.recipient: f"{each.subject}\n{each.body}" for each in mails(db)}
    assert told.keys() == {COMPANY, "hallitus@pohjolanpuu.example"}
    for recipient, own, other in ((COMPANY, LEIPA, PUU), ("hallitus@pohjolanpuu.example", PUU, LEIPA)):
        assert f"activated Hub for {own.name}, business id {own.business_id}." in told[recipient]
        for word in (other.name, other.business_id):
            assert word not in told[recipient]


def test_t12_nothing_is_told_of_an_environment_that_was_not_opened(market, visitor, liisa, db, work):
    browser = visitor(liisa)
    browser.go(market.offer(LIISA))
    browser.send("/form", **{**FORM, "name": "Leipä"})
    browser.client.post(f"/activations/{browser.at.split('/')[2]}/decline")
    work("announce_environment")
    assert mails(db) == []


def test_t12_the_company_cannot_be_kept_in_the_dark_by_a_wrong_address(market, visitor, liisa, kept):
    """No environment without an address to write to, and none that carries a second recipient."""
    browser = visitor(liisa)
    browser.go(market.offer(LIISA))
    for email in ("", "nobody", "a@b.fi, c@d.fi", "a@b.fi\r\nBcc: c@d.fi", "x" * 250 + "@b.fi"):
        answer = browser.client.post(browser.at, data={**FORM, "name": "Leipä", "email": email})
        assert answer.status_code == 422, email
    assert browser.client.post(browser.at, data=FORM).status_code == 422
    assert set(kept().values()) == {0}


def test_t12_a_second_admin_is_asked_for(squatted, browse, sign_in, liisa, db):
    with db.system_transaction() as session:
        tenant = session.scalars(select(Tenant)).one()
    client = browse(tenant)
    sign_in(client, liisa, tenant)
    assert "Name a second Admin" in client.get("/members").text


def test_t12_the_operator_gives_the_company_back(
    squatted, market, visitor, browse, sign_in, make_person, liisa, db, work, rows, database_urls, redis_url
):
    """As SECURITY.md says: the environment is closed, then whoever speaks for the company activates anew."""
    with db.system_transaction() as session:
        tenant = session.scalars(select(Tenant)).one()
    squatter = browse(tenant)
    sign_in(squatter, liisa, tenant)
    told = {"HUB_DATABASE_URL": database_urls.app, "HUB_REDIS_URL": redis_url}
    closed = CliRunner(env=told).invoke(cli, ["close", "leipa", "--yes"])
    assert closed.exit_code == 0, closed.output
    db.connect(database_urls.app, database_urls.system)  # the command has connected this process its own way
    work("examine_connection", "sync_connection", "announce_environment", "release_connection", "close_tenant")
    assert [rows(table) for table in ("connection", "connection_secret", "book", "company")] == [0, 0, 0, 0]
    assert squatter.get("/analytics").status_code == 404

    anna = visitor(make_person("Anna Kirjanpitäjä", ANNA))
    anna.go(market.offer(ANNA))
    anna.send("/form", **{**FORM, "name": "Käpylän Leipä", "subdomain": "kapylan-leipa"})
    anna.send("/confirm")

    assert anna.place == "done"
    again = visitor(liisa)
    again.go(market.offer(LIISA))
    assert again.place == "blocked"
