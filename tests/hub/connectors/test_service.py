import threading
from dataclasses import replace

import pytest
from sqlalchemy import select

from hub.access.errors import NotAdmitted
from hub.access.models import AllowedOrganisation
from hub.connectors import service, tasks
from hub.connectors.errors import AlreadyAttached, CompanyElsewhere, ForeignCompany, NoBusinessId, OtherCompany
from hub.connectors.models import Connection, ConnectionState
from hub.connectors.service import AttachOrder
from hub.ledger.models import Book
from hub.sdk.refs import CompanyRef
from hub.sdk.secrets import Secret
from tenants.errors import NotAdmin
from tenants.models import Company, Membership, Role
from tests.hub.connectors.conftest import COMPANY, Place
from tests.hub.connectors.shelf import GOOD_KEY, ShelfConnector

OTHER = CompanyRef("8", "Other Oy", business_id="20303038")


@pytest.fixture
def order(place, folder) -> AttachOrder:
    return AttachOrder(
        tenant_id=place.tenant_id,
        person_id=place.admin,
        identity_id=place.identity,
        connector=ShelfConnector(),
        settings={"key": Secret("new key"), "folder": str(folder)},
        company=COMPANY,
        origin="pasted",
    )


@pytest.fixture
def carry_out(db):
    def do(order: AttachOrder) -> Connection:
        with db.transaction(order.tenant_id) as tx:
            return service.attach_or_renew(tx, order)

    return do


def key_of(db, place: Place, connection_id) -> str:
    with db.transaction(place.tenant_id) as tx:
        return service.settings_of(tx, service.find(tx, connection_id))["key"].reveal()


def test_attaching_claims_the_company_and_opens_its_book(db, place, attach, look):
    connection = look(attach(place))
    with db.transaction(place.tenant_id) as tx:
        book = tx.scalars(select(Book)).one()
        company = tx.get_one(Company, book.company_id)
        ref = service.reference(tx, service.find(tx, connection.id))
    assert (connection.book_id, connection.company_id) == (book.id, company.id)
    assert (company.tenant_id, company.business_id, book.name) == (place.tenant_id, "12345671", "Shelf Oy")
    assert (ref.connector, ref.book.company) == ("shelf", COMPANY)


def test_only_what_is_no_secret_is_stored_as_it_is(db, place, attach, look, folder):
    connection = look(attach(place))
    assert connection.settings == {"folder": str(folder)}
    assert key_of(db, place, connection.id) == GOOD_KEY


def test_a_secret_that_comes_as_plain_text_is_sealed_all_the_same(db, equipped, place, folder, look, carry_out, order):
    connection = carry_out(replace(order, settings={"key": "plain", "folder": str(folder)}, another=True))
    assert look(connection.id).settings == {"folder": str(folder)}
    assert key_of(db, place, connection.id) == "plain"


def test_a_setting_the_connector_does_not_know_is_refused(equipped, carry_out, order):
    with pytest.raises(ValueError, match="colour"):
        carry_out(replace(order, settings={"colour": "red"}, another=True))


def test_a_company_is_attached_once(db, place, attach):
    first = attach(place)
    with pytest.raises(AlreadyAttached) as refusal:
        attach(place)
    assert refusal.value.connection_id == first


def test_a_company_of_another_environment_is_refused(db, attach, place, make_place):
    attach(place)
    with pytest.raises(CompanyElsewhere):
        attach(make_place())


def test_of_two_environments_that_claim_a_company_at_once_one_gets_it(db, attach, make_place):
    places, refused = [make_place() for _ in range(6)], []

    def claim(place):
        try:
            attach(place)
        except CompanyElsewhere as error:
            refused.append(error)

    threads = [threading.Thread(target=claim, args=(each,)) for each in places]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(refused) == 5
    with db.system_transaction() as tx:
        assert len(tx.scalars(select(Connection)).all()) == len(tx.scalars(select(Book)).all()) == 1


def test_books_of_nobody_are_refused(attach, place):
    with pytest.raises(NoBusinessId):
        attach(place, CompanyRef("9", "Nobody"))


def test_a_detached_company_can_be_attached_again_to_the_same_book(db, place, attach, look):
    first = attach(place)
    with db.transaction(place.tenant_id) as tx:
        tasks.part(tx, service.find(tx, first), erase=False)
    second = attach(place)
    assert look(second).book_id == look(first).book_id
    assert look(first).state == ConnectionState.DETACHED


def test_another_company_is_attached_only_when_it_was_chosen(db, place, attach, order, carry_out, look):
    attach(place)
    with pytest.raises(ForeignCompany, match="Other Oy"):
        carry_out(replace(order, company=OTHER))
    connection = carry_out(replace(order, company=OTHER, another=True))
    assert look(connection.id).source_id == "8"


def test_a_company_that_is_attached_already_gets_the_new_key(db, place, attach, order, carry_out):
    first = attach(place)
    assert carry_out(order).id == first
    assert key_of(db, place, first) == "new key"


def test_a_key_of_another_company_does_not_replace_ours(db, place, attach, order, carry_out):
    first = attach(place)
    with pytest.raises(OtherCompany, match=r"Other Oy, not to Shelf Oy"):
        carry_out(replace(order, company=OTHER, renews=first, another=True))
    assert key_of(db, place, first) == GOOD_KEY


def test_only_an_admin_attaches(db, place, attach, make_place, order, carry_out):
    attach(place)
    stranger = make_place().admin
    with pytest.raises(NotAdmin):
        carry_out(replace(order, person_id=stranger))
    with db.transaction(place.tenant_id) as tx:
        tx.add(Membership(tenant_id=place.tenant_id, person_id=stranger, role=Role.MEMBER))
    with pytest.raises(NotAdmin):
        carry_out(replace(order, person_id=stranger))


def test_another_tenants_connection_is_not_found(db, place, attach, make_place):
    foreign = attach(place)
    with db.transaction(make_place().tenant_id) as tx:
        assert service.find(tx, foreign) is None


def test_erasing_one_connections_figures_makes_the_other_read_anew(db, place, attach, work_off, look):
    """Two connectors may read one book: what is erased with one has to come back from the other."""
    first = attach(place)
    work_off()
    with db.system_transaction() as tx:
        connection = tx.get_one(Connection, first)
        other = Connection(
            tenant_id=place.tenant_id,
            company_id=connection.company_id,
            book_id=connection.book_id,
            connector="other",
            source_id="7",
            attached_by=place.admin,
            cursor={"next": 3},
        )
        tx.add(other)
    with db.transaction(place.tenant_id) as tx:
        tasks.part(tx, service.find(tx, first), erase=True)
    work_off()
    assert look(other.id).cursor is None


@pytest.mark.parametrize("account", ["another organisation's", "none"])
def test_an_account_that_the_environment_does_not_accept_attaches_nothing(db, place, order, carry_out, account):
    with db.transaction(place.tenant_id) as tx:
        tx.add(AllowedOrganisation(tenant_id=place.tenant_id, provider="shelf", organisation="own.example"))
    if account == "none":
        order = replace(order, identity_id=None)
    with pytest.raises(NotAdmitted):
        carry_out(order)
    with db.transaction(place.tenant_id) as tx:
        assert tx.scalars(select(Connection)).all() == []
