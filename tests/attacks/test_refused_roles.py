"""The hub does not start as a database role that could look past row-level security, by whatever right."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic import command
from sqlalchemy import make_url

import hub.db
from hub.embedded import postgres
from hub.embedded.postgres import RunningPostgres

POWERS = {
    "a superuser": "SUPERUSER",
    "one that bypasses row-level security": "BYPASSRLS",
    "one that can make itself any role": "CREATEROLE",
    "a member of the owner": "IN ROLE hub_owner",
    "a member of the system role": "IN ROLE hub_system",
    "a member that would first have to take the system role on": "NOINHERIT IN ROLE hub_system",
    "a member of one that bypasses": "IN ROLE intruder_above",
}
NAME = "intruder"


@pytest.fixture(scope="module")
def server(server_folder: Path) -> Iterator[RunningPostgres]:
    """The run's own server, or a second one where the run uses somebody else's; we are its superuser."""
    with postgres.start(server_folder) as server:
        command.upgrade(hub.db.migrations(server.owner_url), "head")
        with psycopg.connect(server.as_superuser(), dbname="hub", autocommit=True) as db:
            db.execute(f"CREATE ROLE {NAME}_above BYPASSRLS")
        yield server
        with psycopg.connect(server.as_superuser(), dbname="hub", autocommit=True) as db:
            db.execute(f"DROP ROLE {NAME}_above")


@pytest.fixture
def role(server: RunningPostgres) -> Iterator[str]:
    """The address of a role with all that the application's role has."""
    with psycopg.connect(server.as_superuser(), dbname="hub", autocommit=True) as db:
        db.execute(f"CREATE ROLE {NAME} LOGIN PASSWORD 'intruder' IN ROLE hub_app")
    yield make_url(server.app_url).set(username=NAME, password=NAME).render_as_string(hide_password=False)
    hub.db.disconnect()
    with psycopg.connect(server.as_superuser(), dbname="hub", autocommit=True) as db:
        db.execute(f"DROP ROLE {NAME}")


def give(server: RunningPostgres, power: str) -> None:
    """Give the role a power, by itself or as a member of another."""
    attribute, member, above = power.partition("IN ROLE ")
    with psycopg.connect(server.as_superuser(), dbname="hub", autocommit=True) as db:
        if attribute.strip():
            db.execute(f"ALTER ROLE {NAME} {attribute}")
        if member:
            db.execute(f"GRANT {above} TO {NAME}")


def test_a_role_with_the_applications_rights_and_no_more_is_fine(role):
    hub.db.connect(role)
    hub.db.check()


@pytest.mark.parametrize("power", POWERS)
def test_v13_2_2_the_hub_does_not_start_as(role, server, power):
    give(server, POWERS[power])
    hub.db.connect(role)
    with pytest.raises(hub.db.UnsafeRole, match="hub_app"):
        hub.db.check()


@pytest.mark.parametrize("address", ["owner_url", "system_url", "superuser_url"])
def test_the_hub_does_not_start_as_another_of_its_own_roles(server, address):
    hub.db.connect(getattr(server, address))
    with pytest.raises(hub.db.UnsafeRole, match="hub_app"):
        hub.db.check()
    hub.db.disconnect()
