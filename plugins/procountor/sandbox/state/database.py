"""The SQLite file itself."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS company_setting (
    company_id INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (company_id, name));
CREATE TABLE IF NOT EXISTS technical_user (
    id INTEGER PRIMARY KEY, company_id INTEGER NOT NULL UNIQUE, integration_id TEXT NOT NULL,
    initiator TEXT NOT NULL, created TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS api_key (
    id TEXT PRIMARY KEY, secret TEXT NOT NULL UNIQUE, company_id INTEGER NOT NULL, user_id INTEGER NOT NULL,
    client_id TEXT NOT NULL, created TEXT NOT NULL, revoked TEXT);
CREATE TABLE IF NOT EXISTS activation (
    id INTEGER PRIMARY KEY AUTOINCREMENT, integration_id TEXT NOT NULL, initiator TEXT NOT NULL,
    expires TEXT NOT NULL, created TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS activation_company (
    activation_id INTEGER NOT NULL, company_id INTEGER NOT NULL, decision TEXT, reason TEXT,
    PRIMARY KEY (activation_id, company_id));
CREATE TABLE IF NOT EXISTS integration (
    company_id INTEGER PRIMARY KEY, integration_id TEXT NOT NULL, status TEXT NOT NULL, initiator TEXT NOT NULL,
    since TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS acceptance (
    email TEXT NOT NULL, document TEXT NOT NULL, accepted TEXT NOT NULL, PRIMARY KEY (email, document));
CREATE TABLE IF NOT EXISTS code (
    code TEXT PRIMARY KEY, purpose TEXT NOT NULL, user_id INTEGER NOT NULL, company_id INTEGER NOT NULL,
    client_id TEXT NOT NULL, redirect_uri TEXT NOT NULL, expires TEXT NOT NULL, used INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS refresh_token (
    token TEXT PRIMARY KEY, user_id INTEGER NOT NULL, company_id INTEGER NOT NULL, client_id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS edit (
    id INTEGER PRIMARY KEY AUTOINCREMENT, company_id INTEGER NOT NULL, kind TEXT NOT NULL, order_json TEXT NOT NULL,
    made TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS webhook (
    uuid TEXT PRIMARY KEY, company_id INTEGER NOT NULL, body TEXT NOT NULL, created TEXT NOT NULL);
"""


class Database:
    """One SQLite file (or one in memory) shared by the threads of the process, one transaction at a time."""

    def __init__(self, folder: Path | None):
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        place = ":memory:" if folder is None else str(folder / "sandbox.sqlite3")
        self._lock = RLock()
        self._connection = sqlite3.connect(place, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep everything done inside, or nothing; one inside another belongs to the outer."""
        with self._lock:
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def run(self, sql: str, *values: Any) -> int:
        """Write, and give the id of a row that was added."""
        with self._lock:
            return self._connection.execute(sql, values).lastrowid or 0

    def changed(self, sql: str, *values: Any) -> int:
        """Write, and give how many rows were changed."""
        with self._lock:
            return self._connection.execute(sql, values).rowcount

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Read all rows."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """Read the first row, if there is one."""
        with self._lock:
            return self._connection.execute(sql, values).fetchone()

    def forget_everything(self) -> None:
        """Empty every table, so that the sandbox is as on its first start."""
        with self.transaction():
            for (table,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'"):
                self.run(f"DELETE FROM {table}")  # noqa: S608  # nosec B608 - names of the schema above

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()
