"""T11: somebody finds out which companies are customers, who their Admins are, or which environments there are.

Answers are compared word for word, and the statements that the database is asked are compared one by one: what takes
the same steps takes the same time.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import event

import hub.db
from tenants.models import Company, Label, LabelState, Role
from tests.attacks.market import ANNA, LEIPA, LIISA

pytestmark = pytest.mark.usefixtures("equipped")
CHANGING = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[\w-]{43}|\b[0-9a-f]{16}\b|[0-9a-f]{32}|old-place|no-place")


@pytest.fixture
def admin(make_person):
    return make_person("Aino Admin", "aino@kapylanleipa.example")


@pytest.fixture
def has_environment(db, make_tenant, make_member, admin):
    """Have Käpylän Leipä be a customer."""

    def has_environment() -> None:
        tenant = make_tenant("old-place", "Vanha paikka")
        with db.transaction(tenant.id) as session:
            session.add(Company(tenant_id=tenant.id, name=LEIPA.name, country="FI", business_id="12345671"))
            session.add(Label(label="old-place", state=LabelState.LIVE, tenant_id=tenant.id))
        make_member(tenant, admin, Role.ADMIN)

    return has_environment


@pytest.fixture
def mallory(make_person):
    return make_person("Mallory", "mallory@elsewhere.example")


@pytest.fixture
def asked(equipped) -> Iterator[Callable[[], list[str]]]:
    """Give the statements that the database was asked since the last call, without their values."""
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        statements.append(statement)

    engine = hub.db.engine()
    event.listen(engine, "before_cursor_execute", note)

    def taken() -> list[str]:
        taken = list(statements)
        statements.clear()
        return taken

    yield taken
    event.remove(engine, "before_cursor_execute", note)


def told(answer) -> tuple[int, str, dict[str, str]]:
    """Give all of an answer but what is new in each."""
    headers = {name: CHANGING.sub("·", value) for name, value in answer.headers.items() if name != "Set-Cookie"}
    return answer.status_code, CHANGING.sub("·", answer.text), headers


@pytest.mark.parametrize("who", ["nobody", "somebody else"])
def test_t11_an_arrival_tells_nobody_but_its_initiator_whether_the_company_is_a_customer(
    who, market, visitor, mallory, has_environment, asked
):
    answers, statements = [], []
    for prepare in (lambda: None, has_environment):
        prepare()
        browser = visitor(None if who == "nobody" else mallory)
        asked()
        browser.go(market.offer(ANNA))
        statements.append(asked())
        assert browser.page is not None
        answers.append(told(browser.page))
    assert answers[0] == answers[1]
    assert statements[0] == statements[1]


def test_t11_the_initiator_learns_that_it_is_one_and_not_who_its_admins_are(
    market, visitor, make_person, has_environment
):
    has_environment()
    browser = visitor(make_person("Liisa Laskija", LIISA))
    browser.go(market.offer(LIISA))
    assert "This company already has an environment" in browser.text
    for word in ("Aino", "aino@", "old-place", "Vanha paikka"):
        assert word not in browser.text


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/auth/handoff?host={}&state=s&challenge=" + "c" * 43),
        ("GET", "/connect/procountor?environment={}"),
        ("POST", "/connect/procountor?environment={}"),
    ],
)
def test_t11_an_environment_one_does_not_belong_to_is_answered_like_one_that_is_not(
    method, address, market, browse, sign_in, mallory, has_environment
):
    has_environment()
    client = browse()
    sign_in(client, mallory)
    client.get("/")
    answers = []
    for subdomain in ("old-place", "no-place"):
        path, _, query = address.format(subdomain).partition("?")
        form = dict(each.split("=") for each in query.split("&")) if method == "POST" else None
        answers.append(told(client.open(path, method=method, query_string="" if form else query, data=form)))
    assert answers[0] == answers[1]
    assert answers[0][0] in (403, 404)
    assert market.asked() == []
