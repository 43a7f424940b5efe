"""Letters that the database does not take; it writes down what was in them, for nobody else comes to know."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from hub.embedded import postgres

__all__ = ["REFUSALS", "change_database", "letters_refused"]

HEARD = "overheard"
LISTEN_IN = """
    CREATE FUNCTION overheard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
        EXECUTE format('COPY (SELECT %L) TO %L', NEW.body, current_setting('data_directory') || '/overheard');
        IF TG_ARGV[0] = 'lost' THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
        RETURN NEW;
    END $$;
"""
REFUSALS = {
    "lost": "CREATE TRIGGER t BEFORE INSERT ON mail FOR EACH ROW EXECUTE FUNCTION overheard('lost')",
    "refused": "CREATE TRIGGER t BEFORE INSERT ON mail FOR EACH ROW EXECUTE FUNCTION overheard('refused');"
    "ALTER TABLE mail ADD CONSTRAINT no_letters CHECK (body = '') NOT VALID",
}
"""How letters are not taken: the connection breaks while one is written, or a check refuses it."""
STOP = "ALTER TABLE mail DROP CONSTRAINT IF EXISTS no_letters; DROP FUNCTION overheard CASCADE"


@contextmanager
def letters_refused(folder: Path, how: str) -> Iterator[list[str]]:
    """Let a demo's database take no letter; afterwards the one-time codes that were in the last one are known."""
    codes: list[str] = []
    change_database(folder, LISTEN_IN + REFUSALS[how])
    yield codes
    change_database(folder, STOP)
    heard = postgres.start(folder).folder / HEARD
    codes += re.findall(r"(?<!\d)\d{6}(?!\d)", heard.read_text())
    heard.unlink()


def change_database(folder: Path, statements: str) -> None:
    """Do something to a demo's database, past every wall."""
    with psycopg.connect(postgres.start(folder).superuser_url.replace("+psycopg", "")) as connection:
        connection.execute(statements)
