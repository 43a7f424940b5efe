import pytest
from sqlalchemy import text

from hub.access.models import AllowedOrganisation
from hub.models import Mail
from hub.sdk.errors import Refused
from tenants.models import Role
from tests.hub.activation.conftest import NOTHING
from tests.hub.activation.store import KONE, LEIPA


@pytest.fixture
def admin(make_person):
    return make_person("Aino Admin", "aino@kapylanleipa.example")


def test_an_admin_attaches_to_the_environment_of_the_business_id(store, visitor, anna, make_environment, rows, plugin):
    make_environment(LEIPA, anna)
    browser = visitor(anna)
    browser.go(store.offer("1"))
    assert browser.place == "attach"
    assert "Vanha paikka" in browser.text
    assert "1234567-1" in browser.text

    browser.send("/attach")
    assert browser.place == "confirm"
    browser.send("/confirm")

    assert browser.place == "done"
    assert 'Ledgers was successfully connected to "Vanha paikka" environment.' in browser.text
    assert 'href="http://old-place.hub.localhost:8000/"' in browser.text
    assert rows() == {**dict.fromkeys(NOTHING, 1), "terms_acceptance": 0}
    assert ("tenant_opened", "old-place") not in plugin.heard


def test_activating_again_replaces_the_key_and_leaves_one_connection(store, visitor, anna, make_environment, rows):
    make_environment(LEIPA, anna)
    for reference in ("1", "2"):
        browser = visitor(anna)
        browser.go(store.offer(reference))
        browser.send("/attach")
        browser.send("/confirm")
        assert browser.place == "done"

    assert rows()["connection"] == 1
    assert rows()["connection_secret"] == 1


@pytest.mark.parametrize("standing", ["stranger", "member", "former admin", "admin elsewhere"])
def test_only_an_admin_of_the_environment_may_attach(
    standing, store, visitor, anna, admin, make_environment, make_member, db, rows
):
    tenant = make_environment(LEIPA, admin)
    if standing == "member":
        make_member(tenant, anna)
    if standing == "admin elsewhere":
        make_environment(KONE, anna, "elsewhere")
    if standing == "former admin":
        make_member(tenant, anna, Role.ADMIN)
        with db.transaction(tenant.id) as session:
            from tenants import membership

            membership.end(session, tenant.id, anna.person_id)
    before = rows()
    browser = visitor(anna)

    browser.go(store.offer("1"))

    assert browser.place == "blocked"
    assert "Vanha paikka" not in browser.text
    assert "Aino" not in browser.text
    assert "aino@" not in browser.text
    base = browser.at.removesuffix("blocked")
    company = browser.action("/ask").removesuffix("ask")
    assert browser.client.post(f"{company}attach").status_code == 403
    assert browser.client.get(f"{company}attach").status_code == 303
    assert browser.client.get(f"{company}form").status_code == 303
    assert browser.client.post(f"{base}confirm").status_code == 303
    assert rows() == before
    assert store.told == []


def test_an_admin_demoted_between_page_and_post_is_refused(
    store, visitor, anna, admin, make_environment, make_member, db
):
    tenant = make_environment(LEIPA, anna)
    make_member(tenant, admin, Role.ADMIN)
    browser = visitor(anna)
    browser.go(store.offer("1"))
    demote(db, tenant, anna)

    browser.send("/attach")

    assert browser.status == 403
    assert store.told == []


def test_an_admin_demoted_after_choosing_is_refused_at_the_confirmation(
    store, visitor, anna, admin, make_environment, make_member, db, count
):
    tenant = make_environment(LEIPA, anna)
    make_member(tenant, admin, Role.ADMIN)
    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/attach")
    demote(db, tenant, anna)

    browser.send("/confirm")

    assert browser.place == "blocked"
    assert store.told == []
    assert count("connection") == 0


@pytest.fixture
def demoted_meanwhile(store, visitor, anna, admin, make_environment, make_member, db):
    """Somebody who pressed *Confirm connection* and was no Admin any more when the store had answered."""
    tenant = make_environment(LEIPA, anna)
    make_member(tenant, admin, Role.ADMIN)
    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/attach")
    store.fault = lambda where: demote(db, tenant, anna) if where == "after confirm" else None

    browser.send("/confirm")
    return browser


def test_an_admin_demoted_while_the_store_answers_connects_nothing(demoted_meanwhile, count):
    assert demoted_meanwhile.place == "ended"
    assert "you are not an Admin" in demoted_meanwhile.text
    assert (count("connection"), count("connection_secret")) == (0, 0)


def restrict(db, tenant) -> None:
    with db.transaction(tenant.id) as session:
        session.add(AllowedOrganisation(tenant_id=tenant.id, provider="google", organisation="elsewhere.example"))


def test_an_admin_whose_account_the_environment_does_not_accept_is_told_to_use_another(
    store, visitor, anna, make_environment, db, count
):
    restrict(db, make_environment(LEIPA, anna))
    browser = visitor(anna)
    browser.go(store.offer("1"))

    browser.send("/attach")

    assert browser.status == 403
    assert "Sign in with your work account there" in browser.text
    assert store.told == []
    assert count("connection") == 0


def test_an_account_shut_out_while_the_store_answers_connects_nothing(
    store, visitor, anna, make_environment, db, count
):
    tenant = make_environment(LEIPA, anna)
    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/attach")
    store.fault = lambda where: restrict(db, tenant) if where == "after confirm" else None

    browser.send("/confirm")

    assert browser.place == "ended"
    assert "accepts only accounts of certain organisations" in browser.text
    assert (count("connection"), count("connection_secret")) == (0, 0)


def test_what_the_store_keeps_of_a_company_that_was_not_connected_is_said_and_logged(demoted_meanwhile, store, caplog):
    assert store.keys == {"101": "key-of-101"}
    assert "The store keeps its approval of this company" in demoted_meanwhile.text
    logged = [each.getMessage() for each in caplog.get_records("setup")]
    assert "company 101 is not connected (not_admin), but the store keeps its approval" in logged


def test_a_store_says_in_its_own_words_how_to_take_its_approval_away(demoted_meanwhile, store):
    store.advice = {"left_active": "Cross Hub out at the corner."}
    assert "Cross Hub out at the corner." in demoted_meanwhile.go(demoted_meanwhile.at)


def test_a_store_that_was_never_told_keeps_nothing(store, visitor, anna, make_environment):
    make_environment(LEIPA, anna)
    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/attach")
    store.fault = refuse

    browser.send("/confirm")

    assert browser.place == "ended"
    assert "keeps its approval" not in browser.text


def test_the_admins_are_asked_once_and_not_named(
    store, visitor, anna, admin, make_environment, make_member, make_person, db
):
    tenant = make_environment(LEIPA, admin)
    make_member(tenant, make_person("Maija Member", "maija@kapylanleipa.example"))
    browser = visitor(anna)
    browser.go(store.offer("1"))
    ask = browser.action("/ask")

    browser.send("/ask")
    browser.client.post(ask)

    assert browser.place == "blocked"
    assert "aino@" not in browser.text
    with db.transaction() as session:
        (mail,) = session.query(Mail)
    assert mail.recipient == "aino@kapylanleipa.example"
    assert "Anna Kirjanpitäjä (anna@kapylanleipa.example)" in mail.body
    assert "http://old-place.hub.localhost:8000/connections" in mail.body


def test_somebody_made_admin_meanwhile_goes_on_without_entering_anything(
    store, visitor, anna, admin, make_environment, make_member
):
    tenant = make_environment(LEIPA, admin)
    browser = visitor(anna)
    browser.go(store.offer("1"))
    assert browser.place == "blocked"
    make_member(tenant, anna, Role.ADMIN)

    browser.go(browser.at)

    assert browser.place == "attach"


def test_nothing_is_sent_for_the_only_company_until_decline_is_pressed(store, visitor, anna, admin, make_environment):
    make_environment(LEIPA, admin)
    browser = visitor(anna)
    browser.go(store.offer("1"))
    assert store.told == []

    browser.send("/decline")

    assert browser.place == "ended"
    ((_, (decision,)),) = store.told
    assert decision.approve is False
    assert "only an Admin of it can connect it" in decision.reason


def test_a_company_that_got_an_environment_while_the_form_was_open_is_moved_to_asking(
    store, visitor, anna, admin, make_environment
):
    browser = visitor(anna)
    browser.go(store.offer("1"))
    make_environment(LEIPA, admin)

    browser.go(browser.at)

    assert browser.place == "blocked"


def test_a_company_that_got_an_environment_while_the_store_answered_fails_or_attaches(
    store, visitor, anna, admin, make_environment, count
):
    from tests.hub.activation.conftest import FORM

    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/form", **FORM)
    store.fault = lambda where: make_environment(LEIPA, admin) and None if where == "after confirm" else None

    browser.send("/confirm")

    assert browser.place == "ended"
    assert "got an environment from somebody else" in browser.text
    assert count("tenant") == 1
    assert count("connection") == 0


def refuse(where: str) -> None:
    if where == "before confirm":
        raise Refused("The time to finish this activation has passed.")


def demote(db, tenant, who) -> None:
    with db.transaction(tenant.id) as session:
        session.execute(text("UPDATE membership SET role = 'member' WHERE person_id = :who"), {"who": who.person_id})
