from sqlalchemy import select

from hub.identity.models import LinkedIdentity, Person, WebSession
from hub.web.cookies import FLOW, SESSION
from tests.hub.identity.conftest import arrive, ask_provider, choose, query_of


def test_a_person_signs_in(client, db):
    answer = arrive(client, "google", "anna")
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/").status_code == 200
    with db.transaction() as session:
        assert session.scalars(select(Person.email)).all() == ["anna@kapylanleipa.example"]
