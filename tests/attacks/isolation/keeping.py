"""What is in the database: told in few bytes, compared, and put back as it was."""

import json
import time
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Engine, TextClause, text

import hub.db
from hub.schema import metadata
from tests.attacks.isolation.rows import OF_TENANTS
from tests.conftest import empty

__all__ = ["Snapshot"]

YOUNG = 240
"""Seconds for which the sessions are left as they are; after a quarter of an hour a sign-in is not recent any more."""
SIGN_IN = text("UPDATE web_session SET auth_time = now(), last_seen_at = now()")
PASSING = {"web_flow", "rate_slot"}
"""Rows that anybody's request may begin: they belong to a browser, or to nobody."""
MEMBERS = "SELECT person_id FROM membership WHERE tenant_id = :tenant AND ended_at IS NULL"
BY_PERSON = f"person_id IN ({MEMBERS})"
BY_ACTIVATION = f"SELECT id FROM activation WHERE {BY_PERSON}"
REACHED_OTHERWISE = {
    "tenant": "id = :tenant",
    "person": f"id IN ({MEMBERS})",
    "identity": BY_PERSON,
    "activation": BY_PERSON,
    "activation_company": f"tenant_id = :tenant OR activation_id IN ({BY_ACTIVATION})",
    "web_session": f"tenant_id = :tenant OR {BY_PERSON}",
    "label": f"tenant_id = :tenant OR held_by IN (SELECT id FROM activation_company WHERE activation_id IN "
    f"({BY_ACTIVATION}))",
}
"""How rows are a tenant's that are not found by its id alone."""


def _digest(table: str, where: str) -> str:
    # when a session was last seen changes with every page its own people ask for
    return (
        f"SELECT '{table}' AS name, md5(coalesce(string_agg(md5((to_jsonb(t) - 'last_seen_at')::text), '' "
        f"ORDER BY md5((to_jsonb(t) - 'last_seen_at')::text)), '')) AS digest FROM {table} AS t WHERE {where}"
    )


_OF_TENANT = text(
    " UNION ALL ".join(
        _digest(table, REACHED_OTHERWISE.get(table, "tenant_id = :tenant"))
        for table in sorted({*OF_TENANTS, *REACHED_OTHERWISE})
    )
)
_ALL = text(" UNION ALL ".join(_digest(table, "true") for table in sorted(set(metadata.tables) - PASSING)))


class Snapshot:
    """Everything in the database at one moment."""

    def __init__(self, owner: Engine, tenant_id: str) -> None:
        """Remember everything, and which of it belongs to a tenant."""
        self._owner, self._tenant_id = owner, UUID(tenant_id)
        self._take()

    def _take(self) -> None:
        self._taken_at = time.monotonic()
        with hub.db.system_transaction() as db:
            self._rows = {
                table.name: json.dumps(db.execute(text(f"SELECT jsonb_agg(to_jsonb(t)) FROM {table.name} t")).scalar())
                for table in metadata.sorted_tables
            }
        self._all, self._tenants = _summed(_ALL), _summed(_OF_TENANT, tenant=self._tenant_id)

    def renew(self) -> None:
        """Let everybody have signed in just now, once that is long ago; nothing may have changed since it was taken."""
        if time.monotonic() - self._taken_at > YOUNG:
            with hub.db.system_transaction() as db:
                db.execute(SIGN_IN)
            self._take()

    @property
    def is_as_it_was(self) -> bool:
        """Say whether nothing has changed."""
        return not self.differs()

    def differs(self) -> set[str]:
        """Name the tables in which anybody's row has changed, come or gone."""
        return {table for table, digest in _summed(_ALL).items() if self._all[table] != digest}

    def changed(self) -> set[str]:
        """Name the tables in which a row of the tenant has changed, come or gone."""
        if self.is_as_it_was:
            return set()
        now = _summed(_OF_TENANT, tenant=self._tenant_id)
        return {table for table, digest in now.items() if self._tenants[table] != digest}

    def restore(self) -> None:
        """Put everything back, unless nothing has changed."""
        if self.is_as_it_was:
            return
        empty(self._owner)
        with hub.db.system_transaction() as db:
            for table in metadata.sorted_tables:
                if self._rows[table.name] != "null":
                    db.execute(_put(table.name), {"rows": self._rows[table.name]})


def _summed(query: TextClause, **given: UUID) -> Mapping[str, str]:
    with hub.db.system_transaction() as db:
        return {row.name: row.digest for row in db.execute(query, given)}


def _put(table: str) -> TextClause:
    return text(
        f"INSERT INTO {table} OVERRIDING SYSTEM VALUE "
        f"SELECT * FROM jsonb_populate_recordset(NULL::{table}, CAST(:rows AS jsonb))"
    )
