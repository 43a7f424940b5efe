"""The connected company as somebody who uses the hub sees it, and as an operator looks into its tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import requests
from sqlalchemy import select, text

import hub.db
from bench.chaos.place import Place, until
from bench.chaos.source import COMPANY
from hub.connectors import service, tasks
from hub.connectors.models import SyncRun
from hub.identity import sessions
from hub.identity.models import LinkedIdentity, Person, WebSession
from hub.identity.sessions import NewSession
from hub.ledger import service as ledger
from hub.ledger.models import Book
from hub.sdk.refs import CompanyRef
from hub.sdk.secrets import Secret
from hub.web.cookies import SESSION
from plugins.procountor.connector import ProcountorConnector
from tenants.models import Membership, Role, Tenant


@dataclass(frozen=True)
class Connected:
    """A company that is connected, and its Admin's session."""

    place: Place
    tenant_id: UUID
    connection_id: UUID
    host: str
    cookie: str
    csrf: str

    @classmethod
    def attach(cls, place: Place, key: str) -> "Connected":
        """Open an environment, attach the company and have its first sync begin, in one transaction."""
        tenant_id, host = uuid4(), f"kaaos.hub.localhost:{place.web_port}"
        ref = CompanyRef(str(COMPANY.id), COMPANY.name, business_id=COMPANY.business_id.replace("-", ""))
        with hub.db.transaction(tenant_id) as db:
            person = Person(name="Anna", email="anna@example.com")
            db.add_all([person, Tenant(id=tenant_id, name=COMPANY.name, email="a@example.com", subdomain="kaaos")])
            db.flush()
            account = LinkedIdentity(
                person_id=person.id,
                provider="google",
                authority="https://accounts.google.com",
                subject="1",
                kind="work",
            )
            db.add_all([account, Membership(tenant_id=tenant_id, person_id=person.id, role=Role.ADMIN)])
            db.flush()
            connection = service.attach(
                db,
                tenant_id=tenant_id,
                company=ref,
                connector=ProcountorConnector(),
                settings={"api_key": Secret(key), "company_id": ref.source_id},
                origin="pasted",
                person_id=person.id,
            )
            tasks.begin(db, tenant_id, connection.id)
            new = NewSession(person.id, account.id, host, datetime.now(UTC), "fresh", tenant_id)
            cookie, session_id = sessions.begin(db, new)
            csrf = db.get_one(WebSession, session_id).csrf_token
        return cls(place, tenant_id, connection.id, host, cookie, csrf)

    def sync_now(self) -> None:
        """Press *Sync now* until a sync begins that was not there before; what broke on the way is pressed again."""
        before = self._newest_run()
        until(
            lambda: self._post(f"/connections/{self.connection_id}/sync") == 303 and self._newest_run() != before,
            "the web takes an order",
            pause=0.5,
        )

    def press(self) -> None:
        """Press *Sync now* once, whatever becomes of it."""
        self._post(f"/connections/{self.connection_id}/sync", timeout=2)

    def _newest_run(self) -> UUID | None:
        newest = select(SyncRun.id).order_by(SyncRun.created_at.desc()).limit(1)
        with hub.db.transaction(self.tenant_id) as db:
            return db.scalar(newest)

    def kept(self) -> Mapping[tuple[str, date], int]:
        """Read what the ledger says each of the source's accounts moved by in each month, in cents."""
        query = text(
            "SELECT account, month, sum(net)::bigint FROM month_balance WHERE tenant_id = :tenant "
            "AND layer IN ('movement', 'opening') AND account NOT LIKE '~%' GROUP BY 1, 2 HAVING sum(net) <> 0"
        )
        with hub.db.transaction(self.tenant_id) as db:
            return {
                (account, month): amount for account, month, amount in db.execute(query, {"tenant": self.tenant_id})
            }

    def recounted(self) -> int:
        """Count the balances that are not what their entries sum to."""
        with hub.db.transaction(self.tenant_id) as db:
            return sum(len(ledger.verify(db, book)) for book in db.scalars(select(Book.id)))

    def _post(self, path: str, timeout: float = 10) -> int:
        headers = {
            "Host": self.host,
            "Origin": f"http://{self.host}",
            "X-CSRF-Token": self.csrf,
            "Cookie": f"{SESSION}={self.cookie}",
        }
        try:
            answer = requests.post(
                f"http://127.0.0.1:{self.place.web_port}{path}",
                headers=headers,
                allow_redirects=False,
                timeout=timeout,
            )
        except requests.RequestException:
            return 0
        return answer.status_code
