"""Operators open an environment for a company whose store does not tell who activates."""

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from hub.audit.models import AuditEvent
from hub.cli import cli
from hub.identity.models import LinkedIdentity, Person
from hub.models import Job, Mail
from tenants import membership
from tenants.models import Company, Tenant, TermsAcceptance
from tests.hub.conftest import make_person  # noqa: F401 (a fixture)

LEIPA = ("1234567-1", "Käpylän Leipä Oy")
ANNA = "anna@kapylanleipa.example"


@pytest.fixture
def hub(db, database_urls, valkey, monkeypatch):
    """Call ``hub open`` and answer its question."""
    monkeypatch.setenv("HUB_DATABASE_URL", database_urls.app)
    monkeypatch.setenv("HUB_REDIS_URL", valkey)

    def call(*arguments: str, answer: str = "y\n") -> Result:
        done = CliRunner().invoke(cli, ["open", *arguments], input=answer)
        db.connect(database_urls.app, database_urls.system)  # the command has connected this process its own way
        return done

    return call


@pytest.fixture
def anna(make_person) -> LinkedIdentity:  # noqa: F811
    return make_person("Anna", ANNA)


@pytest.fixture
def all_of(db):
    def read(table) -> list:
        with db.system_transaction() as session:
            return list(session.scalars(select(table)))

    return read


def test_an_environment_is_opened_with_company_admin_and_terms(hub, anna, db, all_of):
    done = hub(*LEIPA, "--admin", ANNA)

    assert done.exit_code == 0, done.output
    assert "Käpylän Leipä Oy, 1234567-1: http://kapylan-leipa.hub.localhost:8000, notices to" in done.output
    assert f"First Admin: Anna, who signs in as {ANNA} (google, work)" in done.output
    (tenant,), (company,), (terms,) = all_of(Tenant), all_of(Company), all_of(TermsAcceptance)
    assert (tenant.name, tenant.subdomain, tenant.email) == ("Käpylän Leipä Oy", "kapylan-leipa", ANNA)
    assert (company.tenant_id, company.business_id) == (tenant.id, "12345671")
    assert (terms.person_id, terms.company_id, terms.version) == (anna.person_id, company.id, "1")
    with db.transaction(tenant.id) as session:
        assert membership.is_admin(session, tenant.id, anna.person_id)


def test_it_is_recorded_as_the_operators_and_the_company_and_the_admin_are_told(hub, anna, all_of):
    hub(*LEIPA, "--admin", str(anna.person_id), "--email", "hallitus@kapylanleipa.example", "--subdomain", "leipa")

    (event,) = all_of(AuditEvent)
    assert (event.action, event.person_id, event.details["person"]) == ("tenant.opened", None, str(anna.person_id))
    (mail,) = all_of(Mail)
    assert mail.recipient == ANNA
    assert "http://leipa.hub.localhost:8000" in mail.body
    assert {each.kind for each in all_of(Job)} == {"send_mail", "announce_environment"}


def test_nothing_is_opened_before_the_operator_has_made_sure(hub, anna, all_of):
    assert hub(*LEIPA, "--admin", ANNA, answer="n\n").exit_code == 1
    assert all_of(Tenant) == []
    assert hub(*LEIPA, "--admin", ANNA, "--yes", answer="").exit_code == 0


def test_an_address_that_nobody_vouches_for_is_said_before_the_question(hub, anna, db):
    with db.transaction() as session:
        session.get_one(LinkedIdentity, anna.id).email_vouched = False
    assert f"{ANNA} (google, work, which nobody vouches for)" in hub(*LEIPA, "--admin", ANNA, answer="n\n").output


def test_who_has_never_signed_in_is_asked_to_do_so_first(hub):
    answer = hub(*LEIPA, "--admin", ANNA)
    assert answer.exit_code == 1
    assert "Have them sign in once at http://hub.localhost:8000." in answer.output


def test_of_several_with_one_address_none_is_guessed(hub, anna, make_person, all_of):  # noqa: F811
    other = make_person("Mallory", ANNA)
    answer = hub(*LEIPA, "--admin", ANNA)
    assert answer.exit_code == 1
    assert all(str(each.person_id) in answer.output for each in (anna, other))
    assert all_of(Tenant) == []


def test_who_is_shut_out_gets_nothing(hub, anna, db, all_of):
    with db.transaction() as session:
        session.get_one(Person, anna.person_id).disabled_at = anna.first_seen_at
    assert "hub person enable" in hub(*LEIPA, "--admin", ANNA).output
    assert all_of(Tenant) == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("1234567-2", "Leipä Oy"), "'1234567-2' is not a Finnish business id."),
        (("1234567-1", "L"), "name: Use 2 to 120 characters."),
        ((*LEIPA, "--subdomain", "www"), "This address is kept for the service itself."),
        ((*LEIPA, "--email", "nobody"), "email:"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_opened(hub, anna, all_of, arguments, told):
    answer = hub(*arguments, "--admin", ANNA)
    assert answer.exit_code == 1
    assert told in answer.output
    assert all_of(Tenant) == []


def test_a_company_has_one_environment_and_an_environment_its_own_address(hub, anna, all_of):
    hub(*LEIPA, "--admin", ANNA)
    again = hub(*LEIPA, "--admin", ANNA)
    assert "The company has an environment already, http://kapylan-leipa.hub.localhost:8000." in again.output
    taken = hub("2077474-0", "Kone Oy", "--admin", ANNA, "--subdomain", "kapylan-leipa")
    assert "The address kapylan-leipa is taken. kapylan-leipa-2 is free." in taken.output
    assert len(all_of(Tenant)) == 1


def test_the_first_admin_is_told_in_their_own_language(hub, anna, db, all_of):
    with db.transaction() as session:
        session.get_one(Person, anna.person_id).language = "sv"
    assert hub(*LEIPA, "--admin", ANNA).exit_code == 0
    (letter,) = all_of(Mail)
    assert letter.subject == "Miljön för Käpylän Leipä Oy är öppen"
    assert "Du är den första huvudanvändaren" in letter.body
