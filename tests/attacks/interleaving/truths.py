"""What must be true whatever has happened, asked of the database past every wall, and then through the wall."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import text

import hub.db
from tests.attacks.isolation.rows import TENANT_TABLES

__all__ = ["broken", "come_to_pass", "seen_by"]

RULES = {
    "one environment for a business id": """
        SELECT country || business_id FROM company GROUP BY country, business_id HAVING count(*) > 1
    """,
    "a company is in an environment that is open": """
        SELECT c.business_id FROM company c JOIN tenant t ON t.id = c.tenant_id WHERE t.state <> 'open'
    """,
    "an open environment has a company": """
        SELECT subdomain FROM tenant t WHERE state = 'open' AND NOT EXISTS (SELECT FROM company WHERE tenant_id = t.id)
    """,
    "one live connection for a company": """
        SELECT c.business_id FROM connection n JOIN company c ON c.id = n.company_id WHERE n.state <> 'detached'
         GROUP BY c.country, c.business_id, n.connector HAVING count(*) > 1
    """,
    "a connection, its book and its company are in one environment": """
        SELECT n.id::text FROM connection n JOIN book b ON b.id = n.book_id JOIN company c ON c.id = n.company_id
         WHERE n.tenant_id <> b.tenant_id OR n.tenant_id <> c.tenant_id OR b.company_id <> c.id
    """,
    "a live connection has one sealed key": """
        SELECT n.id::text FROM connection n LEFT JOIN connection_secret s ON s.connection_id = n.id
         WHERE n.state <> 'detached' GROUP BY n.id HAVING count(s.field) <> 1
    """,
    "an address is reserved for an activation that goes on": """
        SELECT label FROM label l WHERE state = 'reserved' AND expires_at > now() AND NOT EXISTS (
            SELECT FROM activation_company c JOIN activation a ON a.id = c.activation_id
             WHERE c.id = l.held_by AND c.result = '' AND a.state IN ('identified', 'confirmed'))
    """,
    "an address is lived at by the environment that has it": """
        SELECT coalesce(l.label, t.subdomain) FROM label l FULL JOIN tenant t ON t.id = l.tenant_id
         WHERE (t.state = 'open' AND (l.label IS DISTINCT FROM t.subdomain OR l.state <> 'live'))
            OR (t.state = 'closed' AND l.state IS DISTINCT FROM 'retired')
            OR (t.id IS NULL AND l.state <> 'reserved')
    """,
    "an environment keeps an Admin": """
        SELECT subdomain FROM tenant t WHERE state = 'open' AND NOT EXISTS (
            SELECT FROM membership WHERE tenant_id = t.id AND role = 'admin' AND ended_at IS NULL)
    """,
    "what was connected is there": """
        SELECT c.source_id FROM activation_company c JOIN tenant t ON t.id = c.tenant_id
         WHERE c.result IN ('created', 'attached') AND t.state = 'open'
           AND NOT EXISTS (SELECT FROM connection n WHERE n.id = c.connection_id AND n.tenant_id = c.tenant_id)
    """,
    "an activation that has ended leaves nothing open": """
        SELECT a.reference FROM activation a JOIN activation_company c ON c.activation_id = a.id
         WHERE a.state IN ('connected', 'declined', 'failed') AND c.result = ''
    """,
    "the books of a company are its own": """
        SELECT r.name FROM receipt r JOIN book b ON b.id = r.book_id JOIN company c ON c.id = b.company_id
         WHERE r.name <> c.business_id OR r.tenant_id <> c.tenant_id
    """,
    "months add up to their entries": """
        SELECT e.account FROM (SELECT tenant_id, book_id, account, sum(amount) AS net FROM entry GROUP BY 1, 2, 3) e
          FULL JOIN (SELECT tenant_id, book_id, account, sum(net) AS net FROM month_balance GROUP BY 1, 2, 3) m
         USING (tenant_id, book_id, account) WHERE e.net IS DISTINCT FROM m.net
    """,
}
_ALL = text(
    " UNION ALL ".join(f"SELECT '{rule}' AS rule, x::text FROM ({query}) AS q (x)" for rule, query in RULES.items())
)
_SEEN = text(" UNION ".join(f"SELECT tenant_id FROM {table}" for table in TENANT_TABLES if table != "job"))


def broken() -> list[tuple[str, str]]:
    """List the rules that do not hold, each with what breaks it."""
    with hub.db.system_transaction() as db:
        return [(row.rule, row.x) for row in db.execute(_ALL)]


def seen_by(tenant_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Tell whose rows each tenant's scope reaches when nothing but the database holds it."""
    found = {}
    for tenant_id in tenant_ids:
        with hub.db.transaction(tenant_id) as db:
            found[tenant_id] = set(db.execute(_SEEN).scalars())
    return found


HAPPENINGS = {
    "environments opened": "SELECT count(*) FROM tenant",
    "connections attached": "SELECT count(*) FROM connection",
    "connections detached": "SELECT count(*) FROM connection WHERE state = 'detached'",
    "syncs that stored something": "SELECT count(*) FROM sync_run WHERE receipts > 0",
    "companies that were too late": "SELECT count(*) FROM activation_company WHERE result = 'failed'",
    "activations run out": "SELECT count(*) FROM activation WHERE state = 'expired'",
}


def come_to_pass() -> dict[str, int]:
    """Count what has happened in all the stories so far."""
    with hub.db.system_transaction() as db:
        return {what: db.scalar(text(query)) or 0 for what, query in HAPPENINGS.items()}
