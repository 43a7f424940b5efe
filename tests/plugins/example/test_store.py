"""From the example's store to its report in an environment, with nothing but what the example brings."""

import re

import pytest
from sqlalchemy import select

from hub.closing import tasks as closing
from hub.identity.models import LinkedIdentity
from hub.ledger.models import Entry
from tenants.models import Role, Tenant
from tests.hub.activation.conftest import Visitor
from tests.hub.conftest import person_of
from tests.hub.identity.conftest import arrive

FORM = {"name": "Kahvila Kolmonen", "email": "info@kahvila.example", "subdomain": "kahvila", "terms": "1"}
PERIOD = "?from=2026-01&to=2026-12"
COFFEE = "2026-03-02;3000;Cake sold;-1000.10|2026-03-02;1900;Cake sold;1000.10"


@pytest.fixture
def anna(client, db, work_off) -> LinkedIdentity:
    """Somebody who came from the example's store, and has signed in at its provider for that."""
    client.get("/activate/example?order=order-1")
    arrive(client, "example", "anna")
    client.csrf_token = person_of(db, client).session.csrf_token
    with db.transaction() as session:
        return session.scalars(select(LinkedIdentity)).one()


@pytest.fixture
def at_the_till(client, anna) -> Visitor:
    """Anna in front of the page that the store adds."""
    visitor = Visitor(client)
    visitor.go("/activate/example?order=order-1")
    assert "FI20774740" in visitor.text
    visitor.send("/form", **FORM)
    assert visitor.place == "till"
    return visitor


@pytest.fixture
def environment(at_the_till, db, work_off) -> Tenant:
    """The environment that the activation ends with, its book read."""
    at_the_till.send("/till", place="Kallio")
    at_the_till.send("/confirm")
    assert at_the_till.place == "done"
    work_off()
    with db.system_transaction() as session:
        return session.scalars(select(Tenant)).one()


@pytest.fixture
def inside(browse, sign_in, anna, environment):
    """Anna in the environment."""
    client = browse(environment)
    sign_in(client, anna, environment)
    return client


def entries(db, tenant: Tenant) -> list[tuple[str, int, str]]:
    with db.transaction(tenant.id) as session:
        found = session.execute(select(Entry.account, Entry.amount, Entry.text).order_by(Entry.account))
        return [tuple(row) for row in found]


def test_the_stores_own_page_shows_its_error_and_keeps_the_form(at_the_till, heard):
    at_the_till.send("/till", place="nowhere")
    assert at_the_till.status == 422
    assert "Say where the till stands." in at_the_till.text
    assert 'value="nowhere"' in at_the_till.text
    at_the_till.send("/till", place="Kallio")
    assert at_the_till.place == "confirm"
    assert heard == []


@pytest.mark.parametrize("query", ["", "?order=", "?order=order-2", "?order=order-1%0A", "?order=../order-1"])
def test_an_arrival_that_the_store_does_not_know_ends_in_a_sentence(client, anna, query):
    visitor = Visitor(client)
    visitor.go(f"/activate/example{query}")
    assert visitor.status == 404
    assert "Start again in the store." in visitor.text


def test_an_activation_reads_the_book_and_everybody_hears_of_it(at_the_till, db, work_off, heard, environment):
    assert 'Cash book was successfully connected to "Kahvila Kolmonen" environment.' in at_the_till.text
    assert "Example Store shows the integration as active." in at_the_till.text
    assert entries(db, environment) == [("1900", 2500, "Coffee sold"), ("3000", -2500, "Coffee sold")]
    assert heard == [
        ("tenant_opened", "kahvila"),
        ("connection_attached", "cashbook"),
        ("activation_finished", "cashbook", "anna@kapylanleipa.example"),
        ("sync_finished", "cashbook", True),
    ]


def test_detaching_is_heard_of(inside, heard, work_off):
    page = inside.get("/connections").text
    connection = re.search(r"/connections/([0-9a-f-]{36})/detach", page)[1]
    assert inside.post(f"/connections/{connection}/detach", data={"data": "keep"}).status_code == 303
    work_off()
    assert heard[-1] == ("connection_detached", "cashbook")


def test_closing_the_environment_is_heard_of_last(environment, heard, work_off, db):
    with db.transaction(environment.id) as session:
        closing.begin(session, environment.id)
    work_off()
    assert heard[-2:] == [("connection_detached", "cashbook"), ("tenant_closed", "kahvila")]


def test_a_pasted_cash_book_is_attached_and_read(browse, sign_in, anna, make_tenant, make_member, db, work_off, heard):
    tenant = make_tenant()
    make_member(tenant, anna, Role.ADMIN)
    client = browse(tenant)
    sign_in(client, anna, tenant)
    assert "Cash book" in client.get("/connections/new").text
    form = {"title": "Kakku Oy", "business_id": "0112038-9", "cash_book": "today;3000;Cake;1", "another": "1"}

    refused = client.post("/connections/new/cashbook", data=form)
    assert refused.status_code == 422
    assert "Write date;account;text;amount; put | between rows." in refused.text
    assert 'value="Kakku Oy"' in refused.text
    assert "today;3000" not in refused.text

    assert client.post("/connections/new/cashbook", data={**form, "cash_book": COFFEE}).status_code == 303
    work_off()
    assert entries(db, tenant) == [("1900", 100010, "Cake sold"), ("3000", -100010, "Cake sold")]
    assert heard == [("connection_attached", "cashbook"), ("sync_finished", "cashbook", True)]


def test_a_cash_book_in_the_place_of_another_is_read_and_is_no_new_connection(inside, heard, work_off, db, environment):
    connection = re.search(r"/connections/([0-9a-f-]{36})/key", inside.get("/connections").text)[1]
    form = {"title": "Kahvila Kolmonen Oy", "business_id": "20774740", "cash_book": COFFEE + "|2026-03-03;3000;Tip;-1"}
    assert inside.post(f"/connections/{connection}/key", data=form).status_code == 303
    work_off()
    assert heard[-1] == ("sync_finished", "cashbook", True)
    assert heard.count(("connection_attached", "cashbook")) == 1
    assert ("~unbalanced", 100, "") in entries(db, environment)
    assert "1 receipt does not balance" in inside.get("/connections").text


def test_its_report_is_listed_opens_and_its_cells_lead_to_rows_that_sum_to_them(inside):
    assert "Largest accounts" in inside.get("/content").text
    page = inside.get(f"/reports/largest-accounts{PERIOD}").text
    assert "Account 3000" in page
    links = re.findall(r'href="(/reports/largest-accounts/cell\?[^"]+)"', page)
    assert len(links) == 2
    for link in links:
        cell = inside.get(link.replace("&amp;", "&")).text
        figure = re.search(r'data-test="cell-amount">([^<]+)<', cell)[1]
        total = re.search(r'data-test="cell-total">[^<]*<strong>([^<]+)<', cell)[1]
        assert figure == total != ""
        assert "Coffee sold" in cell


def test_its_report_is_exported(inside):
    answer = inside.get(f"/reports/largest-accounts.csv{PERIOD}")
    assert answer.mimetype == "text/csv"
    *figures, empty, note = answer.text.splitlines()[1:]
    assert (figures, empty) == (["Account 1900,25.00", "Account 3000,-25.00"], "")
    assert note == "Proved: Every account equals Cash book's own totals."
