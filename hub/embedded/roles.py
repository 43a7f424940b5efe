"""The three database roles: printed for an operator's own server, and made by us on the embedded one."""

from collections.abc import Mapping
from importlib.resources import files

import psycopg
from psycopg import sql

DATABASE = "hub"
ROLES = ("hub_owner", "hub_app", "hub_system")
CONNECT = "\\connect hub\n"


def as_sql(passwords: Mapping[str, str] | None = None) -> str:
    """Give the SQL that makes the roles, their database and their grants.

    :param passwords: the password of each role; without it a word to be replaced stands in their place
    """
    shown = passwords or {role: f"password of {role}" for role in ROLES}
    text = files("hub.embedded").joinpath("roles.sql").read_text()
    return text.format_map({role: shown[role].replace("'", "''") for role in ROLES})


def create(superuser: str, passwords: Mapping[str, str]) -> None:
    """Make on an empty server what is still missing; a start that was interrupted is taken up where it ended.

    :param superuser: how to reach the server as a superuser, as a connection string without a database
    """
    with psycopg.connect(superuser, dbname="postgres", autocommit=True) as db:
        before, after = as_sql(_hashed(db, passwords)).split(CONNECT)
        there = set(
            db.execute("SELECT 'ROLE', rolname FROM pg_roles UNION SELECT 'DATABASE', datname FROM pg_database")
        )
        for statement in _statements(before):
            _, kind, name, *_ = statement.split()
            if (kind, name) not in there:
                db.execute(sql.SQL(statement))
    with psycopg.connect(superuser, dbname=DATABASE) as db:
        db.execute(sql.SQL(after))


def _hashed(db: psycopg.Connection, passwords: Mapping[str, str]) -> dict[str, str]:
    """Hash the passwords on our side, as psql does, so that no server log can show them."""
    return {
        role: db.pgconn.encrypt_password(passwords[role].encode(), role.encode(), b"scram-sha-256").decode()
        for role in ROLES
    }


def _statements(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if not line.startswith("--")]
    return [statement.strip() for statement in "\n".join(lines).split(";") if statement.strip()]
