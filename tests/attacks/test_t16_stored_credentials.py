"""T16: keys to companies' accounting are stolen from the database, moved between rows, or read in a page or a log.

The scan of everything a whole run leaves behind is in the journeys; how a secret is sealed is in
``tests/hub/connectors/test_vault.py``.
"""

import logging

import pytest
import redis
from sqlalchemy import text

from hub.connectors import tasks, vault
from hub.connectors.keys import Undecryptable
from hub.identity.models import LinkedIdentity
from hub.queue import execution
from hub.schema import metadata
from tenants.models import Membership, Tenant
from tests.attacks.market import ANNA, LIISA, PUU

pytestmark = pytest.mark.usefixtures("equipped")
FORM = {"name": "Leipä Oy", "email": "info@leipa.example", "terms": "1"}
PAGES = ("/connections", "/analytics", "/content", "/audit", "/members", "/sync", "/no-such-page")


@pytest.fixture
def connected(market, visitor, make_person, db):
    """Two companies of two people, each activated in the store, with a key each; gives their connections."""
    for email, subdomain, companies in ((ANNA, "leipa", ()), (LIISA, "puu", (PUU.id,))):
        browser = visitor(make_person(email, email))
        browser.go(market.offer(email, *companies))
        browser.send("/form", **FORM, subdomain=subdomain)
        browser.send("/confirm")
    with db.system_transaction() as session:
        rows = session.execute(text("SELECT tenant_id, id FROM connection ORDER BY created_at")).all()
    assert len(rows) == 2
    return rows


@pytest.fixture
def opened(db):
    """Open the secrets of a connection, as a worker does."""

    def opened(connection) -> dict[str, str]:
        with db.transaction(connection.tenant_id) as session:
            found = vault.open_all(session, connection.tenant_id, connection.id)
        return {field: secret.reveal() for field, secret in found.items()}

    return opened


@pytest.fixture
def sync(db):
    """Read a company anew, as a worker does."""

    def sync(connection) -> None:
        with db.transaction(connection.tenant_id) as session:
            tasks.begin(session, connection.tenant_id, connection.id)
        with db.system_transaction() as session:
            of_it = text("SELECT id FROM job WHERE kind = 'sync_connection' AND tenant_id = :id")
            waiting = session.execute(of_it, {"id": connection.tenant_id}).scalars().all()
        for job_id in waiting:
            execution.perform(job_id)

    return sync


def test_t16_a_sealed_key_put_into_another_tenants_row_reads_nobodys_books(db, market, connected, sync, opened):
    one, other = connected
    copied = "SELECT sealed FROM connection_secret WHERE connection_id = :one"
    with db.system_transaction() as session:
        session.execute(
            text(f"UPDATE connection_secret SET sealed = ({copied}) WHERE connection_id = :other"),
            {"one": one.id, "other": other.id},
        )
    asked = len(market.world.traffic.visits())
    for _ in range(2):
        with pytest.raises(Undecryptable):
            opened(other)
        sync(other)
    assert len(market.world.traffic.visits()) == asked, "nobody signed in anywhere with a key of somebody else"
    with db.system_transaction() as session:
        state = session.execute(text("SELECT state FROM connection WHERE id = :id"), {"id": other.id}).scalar_one()
    assert state != "active"


def test_t16_nor_with_the_other_tenants_data_key_beside_it(db, connected, opened):
    one, other = connected
    copied = "UPDATE {0} SET {1} = (SELECT {1} FROM {0} WHERE tenant_id = :one) WHERE tenant_id = :other"
    with db.system_transaction() as session:
        for table, column in (("connection_secret", "sealed"), ("tenant_key", "wrapped"), ("tenant_key", "kek_id")):
            ids = {"one": one.tenant_id, "other": other.tenant_id}
            session.execute(text(copied.format(table, column)), ids)
    for _ in range(2):
        with pytest.raises(Undecryptable):
            opened(other)


def test_v16_2_5_v13_3_1_t16_a_key_stands_nowhere_in_clear(
    db, connected, opened, sync, market, browse, redis_url, caplog, sign_in, monkeypatch
):
    """After a sync that went well, and after one while the accounting system could not be reached."""
    monkeypatch.setattr("plugins.procountor.wire.PAUSES", ())
    caplog.set_level(logging.DEBUG, "hub")
    caplog.set_level(logging.DEBUG, "plugins")
    secrets = [value for connection in connected for value in opened(connection).values()]
    assert len(secrets) >= 2
    for connection in connected:
        sync(connection)
    said = [caplog.text, *dumped(db), *queued(redis_url), *pages_of(db, browse, sign_in, connected)]
    market.turn(fault="drop")
    for connection in connected:
        sync(connection)
    said += [caplog.text, *dumped(db), *pages_of(db, browse, sign_in, connected)]
    assert not [each for each in said for secret in secrets if secret in each]


def dumped(db) -> list[str]:
    """Every row of every table, as text; and once more as what its bytes say."""
    with db.system_transaction() as session:
        return [
            str(session.execute(text(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {name} AS t")).scalar())
            for name in metadata.tables
        ] + [
            bytes(sealed).decode("latin-1")
            for sealed in session.execute(text("SELECT sealed FROM connection_secret")).scalars()
        ]


def queued(url: str) -> list[str]:
    with redis.Redis.from_url(url) as connection:
        return [str(connection.dump(key)) for key in connection.scan_iter()]


def pages_of(db, browse, sign_in, connected) -> list[str]:
    """Every page about connections, as their Admins see it, errors included."""
    said = []
    for connection in connected:
        with db.system_transaction() as session:
            tenant = session.get_one(Tenant, connection.tenant_id)
            admin = session.query(Membership).filter_by(tenant_id=tenant.id).one()
            linked = session.query(LinkedIdentity).filter_by(person_id=admin.person_id).one()
        client = browse(tenant)
        sign_in(client, linked, tenant)
        said += [client.get(path).get_data(as_text=True) for path in PAGES]
    return said
