"""What was still to be done when the hub was upgraded."""

import pytest
from alembic import command
from sqlalchemy import text

import hub.db


@pytest.fixture
def before_the_sentinel(database_urls, db):
    """The tables as they were when probes were units."""
    migrations = hub.db.migrations(database_urls.owner)
    command.downgrade(migrations, "0005")
    yield migrations
    command.upgrade(migrations, "head")


def test_probes_and_first_figures_that_were_still_to_be_asked_for_go_and_the_rest_stays(place, attach, do, db, request):
    """The owner, who migrates, is behind row-level security, too, and would find none of them."""
    connection_id = attach(place)
    do("sync_connection")
    migrations = request.getfixturevalue("before_the_sentinel")
    with db.system_transaction() as tx:
        columns = "tenant_id, connection_id, connector, kind, urgent, request, attempts, failures, done"
        values = "VALUES (:tenant, :connection, 'paper', :kind, true, '{}', 0, 0, false)"
        unit = text(f"INSERT INTO fetch_unit ({columns}) {values}")
        for kind in ("check", "first"):
            tx.execute(unit, {"tenant": place.tenant_id, "connection": connection_id, "kind": kind})
    command.upgrade(migrations, "head")
    with db.system_transaction() as tx:
        assert tx.scalars(text("SELECT kind FROM fetch_unit ORDER BY id")).all() == ["plan"]
    with db.transaction() as tx:
        assert tx.scalars(text("SELECT kind FROM fetch_unit")).all() == [], "the wall stands again"
