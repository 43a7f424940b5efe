"""A small town for one run: people, companies, a store and its accounting system, and what each of them can do."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, text

import hub.db
from hub import queue
from hub.activation import tasks
from hub.activation.flow import Page, Place, is_reachable
from hub.activation.models import Activation
from hub.activation.service import arriving, confirming, deciding, expiring, looking, proving
from hub.activation.service.looking import CompanyLook, Look
from hub.closing import tasks as closing
from hub.config import HubSettings
from hub.connectors import service as connectors
from hub.connectors import tasks as syncing
from hub.connectors.models import Connection, ConnectionState
from hub.connectors.service import AttachOrder
from hub.db import Db
from hub.models import Job, JobState
from hub.pluginmanager import Plugins
from hub.queue import execution
from hub.sdk import hookimpl
from hub.sdk.accounting import Access, AccountingConnector, Batch, Entry, Layer, Receipt
from hub.sdk.activation import ActivationFlow
from hub.sdk.errors import HubError, Refused, UserFault
from hub.sdk.identity import Identity
from hub.sdk.refs import CompanyRef
from hub.sdk.secrets import Secret
from tenants import membership
from tenants.errors import LastAdmin, NotAdmin
from tenants.models import Membership, Role, Tenant, TenantState
from tests.attacks.isolation.activating import new_business_id
from tests.attacks.isolation.people import Human, make_human
from tests.hub.activation.store import Books, CornerStore, Ledgers, Store

__all__ = ["Town"]

NUMBERS = count(1)
Opened = tuple[Db, Look, CompanyLook | None]
DAY = date(2026, 3, 10)
RUN_OUT = (
    text("UPDATE activation SET expires_at = now() - interval '1 day' WHERE id = :id"),
    text("UPDATE activation SET confirmed_at = confirmed_at - interval '9 days' WHERE id = :id"),
    text(
        "UPDATE label SET expires_at = now() - interval '1 day' WHERE state = 'reserved' "
        "AND held_by IN (SELECT id FROM activation_company WHERE activation_id = :id)"
    ),
)


class Bookkeeping(Ledgers):
    """Ledgers whose every receipt bears the company's business id."""

    def pull(self, access: Access, since: Mapping[str, Any] | None) -> Iterator[Batch]:
        assert isinstance(access, Books)
        done = since["next"] if since else 0
        for number in range(done, done + 2):
            yield Batch(cursor={"next": number + 1}, receipts=(_receipt(number, access.company),))


def _receipt(number: int, company: CompanyRef) -> Receipt:
    rows = (Entry(1, "1910", 100 + number, DAY, "a"), Entry(2, "3000", -100 - number, DAY, "b"))
    return Receipt(str(number), "JOURNAL", "", Layer.MOVEMENT, company.business_id or "", DAY, rows)


class TownPlugin:
    """The store and the accounting system."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @hookimpl
    def register_activation_flows(self) -> list[ActivationFlow]:
        return [CornerStore(self.store)]

    @hookimpl
    def register_connectors(self) -> list[AccountingConnector]:
        return [Bookkeeping(self.store)]


@dataclass(frozen=True)
class Begun:
    """An activation, and who began it."""

    id: UUID
    who: int


class Town:
    """Two people and two companies, and everything they do over the real services."""

    def __init__(self, settings: HubSettings) -> None:
        self.number = next(NUMBERS)
        self.store = Store()
        self.plugins = Plugins()
        self.plugins.register(TownPlugin(self.store), "town")
        execution.equip(settings, self.plugins)
        self.people = [self._person(name) for name in ("anna", "bertta")]
        self.activations: list[str] = []
        self.companies = [
            CompanyRef(f"{self.number}-{each}", f"Company {each}", "FI", new_business_id()) for each in (0, 1)
        ]

    def _person(self, name: str) -> Human:
        domain = f"town{self.number}.example"
        return make_human(name, f"{name}@{domain}", domain)

    # what the people do in the store and on the pages of an activation

    def offer(self, who: int, wanted: Sequence[int]) -> Begun:
        """Somebody presses Activate, and arrives."""
        reference = f"{self.number}{len(self.store.requests):03}"
        self.store.offer(reference, *(self.companies[each] for each in wanted), initiator=self.people[who].email)
        with hub.db.transaction() as db:
            begun = arriving.begin(db, "corner", self.store.requests[reference])
        self.activations.append(str(begun.id))
        return Begun(begun.id, who)

    def arrive_again(self, begun: Begun) -> None:
        """Open the address of the store once more; what had expired begins anew."""
        with hub.db.transaction() as db:
            reference = db.get_one(Activation, begun.id).reference
            arriving.begin(db, "corner", self.store.requests[reference])

    def prove(self, begun: Begun, who: int) -> bool:
        """Come to the activation signed in as somebody."""
        human = self.people[who]
        identity = Identity("google", "g", str(human.person_id), human.email, human.email, True, "work", None)
        with hub.db.transaction() as db:
            activation = arriving.locked(db, begun.id)
            return proving.match(activation, proving.Prover(human.person_id, human.identity_id, identity))

    @contextmanager
    def page(
        self, begun: Begun, page: Page, company: int | None = None
    ) -> Iterator[tuple[Db, Look, CompanyLook | None]]:
        """Open a page of an activation as its initiator; nothing is there when the page is not to be reached."""
        person_id = self.people[begun.who].person_id
        with hub.db.transaction(person_id=person_id) as db:
            activation = arriving.locked(db, begun.id)
            found = looking.look(db, activation, person_id, self.plugins.flows["corner"])
            chosen = (
                found.companies[company % len(found.companies)] if company is not None and found.companies else None
            )
            place = Place(page, chosen.row.id if chosen else None)
            if is_reachable(found.standing, place):
                yield db, found, chosen
            else:
                yield db, replace(found, companies=()), None

    def fill_in(self, begun: Begun, company: int, label: str) -> None:
        """Submit the company form."""
        with self.page(begun, Page.FORM, company) as (db, _found, chosen):
            if chosen:
                form = {
                    "name": "A company",
                    "email": "a@b.example",
                    "subdomain": f"{label}-{self.number}",
                    "terms": "1",
                }
                deciding.submit_company(db, chosen.row, form, "1")

    def choose(self, begun: Begun, company: int) -> None:
        """Decide to attach a company to the environment it has."""
        with self.page(begun, Page.ATTACH, company) as (db, _found, chosen):
            if chosen:
                deciding.attach(db, chosen, self.people[begun.who].person_id)

    def join(self, begun: Begun) -> None:
        """Decide to put the second company into the environment of the first."""
        with self.page(begun, Page.COMPANIES) as (db, found, _):
            if len(found.companies) > 1:
                with suppress(UserFault):
                    deciding.join(db, found, found.companies[1], found.companies[0].row.id)

    def take_back(self, begun: Begun, company: int, *, for_good: bool) -> None:
        """Leave a company out, or open its decision again."""
        with self.page(begun, Page.COMPANIES) as (db, found, _):
            if found.companies and found.standing.is_open:
                row = found.companies[company % len(found.companies)].row
                if for_good:
                    deciding.leave_out(db, row)
                else:
                    deciding.reopen(db, row)

    def confirm(self, begun: Begun) -> None:
        """Press *Confirm connection*; what follows is another's business."""
        with suppress(Refused), self.page(begun, Page.CONFIRM) as (db, found, _):
            if found.companies and confirming.confirm(db, found, self.people[begun.who].person_id):
                self._have_finished(db, begun)

    def decline(self, begun: Begun) -> None:
        """Decline the whole request."""
        with hub.db.transaction(person_id=self.people[begun.who].person_id) as db:
            activation = arriving.locked(db, begun.id)
            found = looking.look(db, activation, self.people[begun.who].person_id, self.plugins.flows["corner"])
            if found.standing.is_open:
                confirming.decline(db, found)
                self._have_finished(db, begun)

    def _have_finished(self, db: Db, begun: Begun) -> None:
        queue.later(db, tasks.FINISH, args={"activation": str(begun.id)}, dedupe_key=str(begun.id))

    def finish(self, begun: Begun) -> None:
        """Finish an activation, as web and worker do."""
        with suppress(HubError):
            tasks.finish(begun.id, self.plugins)

    # what becomes of environments

    @property
    def tenants(self) -> list[UUID]:
        """List the open environments of this town."""
        people = [each.person_id for each in self.people]
        query = select(Membership.tenant_id).join(Tenant, Tenant.id == Membership.tenant_id).distinct()
        with hub.db.system_transaction() as db:
            found = query.where(Membership.person_id.in_(people), Tenant.state == TenantState.OPEN)
            return sorted(db.scalars(found))

    def change_member(self, tenant_id: UUID, who: int, role: Role | None) -> None:
        """Give somebody a role in an environment, or none any more."""
        person_id = self.people[who].person_id
        with suppress(LastAdmin), hub.db.transaction(tenant_id) as db:
            if role is None:
                membership.end(db, tenant_id, person_id)
            else:
                membership.add(db, tenant_id, person_id, role)
                membership.change_role(db, tenant_id, person_id, role)

    def attach(self, tenant_id: UUID, who: int, company: int) -> None:
        """Attach a company by a pasted key, or replace its key."""
        ref = self.companies[company]
        order = AttachOrder(
            tenant_id=tenant_id,
            person_id=self.people[who].person_id,
            identity_id=self.people[who].identity_id,
            connector=self.plugins.connectors["ledgers"],
            settings={"api_key": Secret(f"key-of-{ref.source_id}")},
            company=ref,
            origin="pasted",
            another=True,
        )
        self.store.companies[ref.source_id] = ref
        with suppress(NotAdmin, HubError), hub.db.transaction(tenant_id) as db:
            syncing.begin(db, tenant_id, connectors.attach_or_renew(db, order).id)

    def detach(self, tenant_id: UUID, *, erase: bool) -> None:
        """Detach the first company that is attached."""
        with hub.db.transaction(tenant_id) as db:
            live = select(Connection).where(Connection.state != ConnectionState.DETACHED).order_by(Connection.id)
            if connection := db.scalars(live.limit(1)).first():
                syncing.part(db, connection, erase=erase)

    def close(self, tenant_id: UUID) -> None:
        """Have an environment closed."""
        with hub.db.transaction(tenant_id) as db:
            closing.begin(db, tenant_id)

    # what goes on by itself

    def waiting_jobs(self) -> list[UUID]:
        """List the jobs of this town that could be done now; those of dead workers are taken back first."""
        tenants = select(Membership.tenant_id).where(Membership.person_id.in_([each.person_id for each in self.people]))
        of_tenant, of_activation = Job.tenant_id.in_(tenants), Job.args["activation"].astext.in_(self.activations)
        mine = select(Job).where(or_(of_tenant, of_activation), Job.state.in_((JobState.PENDING, JobState.RUNNING)))
        with hub.db.system_transaction() as db:
            jobs = db.scalars(mine.order_by(Job.created_at, Job.id)).all()
            for job in jobs:
                job.state, job.lease_until = JobState.PENDING, None
            return [job.id for job in jobs]

    def work(self, chosen: int) -> None:
        """Do one of the jobs that wait."""
        if jobs := self.waiting_jobs():
            execution.perform(jobs[chosen % len(jobs)])

    def let_time_pass(self, begun: Begun) -> None:
        """Let an activation and its reservations run out, and the sweeper come by."""
        over = {"id": begun.id}
        with hub.db.system_transaction() as db:
            for statement in RUN_OUT:
                db.execute(statement, over)
        with hub.db.system_transaction() as db:
            expiring.expire(db)
