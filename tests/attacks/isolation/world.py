"""Two environments that are alike in everything, each with its own words in everything it has."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import func, insert

import hub.db
from hub import audit, mail, queue
from hub.access.models import AllowedOrganisation
from hub.activation.models import Activation, ActivationState, CompanyDecision
from hub.app import create_app
from hub.config import HubSettings
from hub.connectors import service as connectors
from hub.connectors.models import ConnectionFinding
from hub.db import Db
from hub.identity.tokens import digest
from hub.invitations.models import Invitation
from hub.ledger.models import ProvisionalOpening
from hub.mapping.models import MovedAccount
from hub.notices import service as notices
from hub.notices.models import Kind
from hub.reports import files, saved
from hub.sdk.accounting import Period, Severity
from hub.sdk.identity import IdentityProvider
from hub.sdk.secrets import Secret
from hub.web.limits import TABLE, By, Limit
from hub.webhooks import service as webhooks
from tenants import membership, provisioning
from tenants.models import Role
from tests.attacks.isolation.activating import Activations, first_company
from tests.attacks.isolation.books import YEAR, fill_book
from tests.attacks.isolation.people import Human, make_human, sign_in
from tests.attacks.isolation.shop import STEP, plugins_of
from tests.attacks.isolation.side import Side, canary_of
from tests.hub.activation.store import Store
from tests.hub.conftest import BASE_URL, HubClient

__all__ = ["Twin", "World", "make_world"]

ROLES = ("admin", "member", "detail", "former")
UNLIMITED = {name: tuple(Limit(10**6, each.per, By.PERSON) for each in limits) for name, limits in TABLE.items()}


@dataclass(frozen=True)
class Twin:
    """One of the two environments: what it is called in requests, where it is, and who belongs to it."""

    name: str
    side: Side
    address: str
    people: dict[str, Human]


@dataclass(frozen=True)
class World:
    """The twins, and the hub they are in."""

    app: Flask
    apex: str
    a: Twin
    b: Twin


def make_world(providers: list[IdentityProvider], base_url: str = BASE_URL) -> World:
    """Open both environments and fill them; this process is connected to an empty database."""
    store = Store()
    store.create_steps = (STEP,)
    settings = HubSettings.read({"HUB_BASE_URL": base_url})
    app = create_app(settings, plugins_of(store, providers), UNLIMITED)
    app.test_client_class = HubClient
    makers = {name: _Maker(name, store, settings, app) for name in ("a", "b")}
    for each in makers.values():
        each.open()
    return World(app, settings.base_url, makers["a"].finished(makers["b"]), makers["b"].finished(makers["a"]))


class _Maker:
    """Makes one twin, step by step, by the services that make every environment."""

    def __init__(self, name: str, store: Store, settings: HubSettings, app: Flask) -> None:
        self.name, self.store, self.settings, self.app = name, store, settings, app
        self.word = canary_of(name)
        self.subdomain = f"environment-{name}"
        self.address = settings.tenant_url(self.subdomain)
        self.tenant_id = uuid4()
        self.people = {role: self._human(role) for role in ROLES}
        self.activations = Activations(store, name, self.people["admin"])
        self.company = self.activations.company()
        self.ids: dict[str, object] = {"tenant": self.tenant_id, "subdomain": self.subdomain}

    def open(self) -> None:
        self._open_tenant()
        for human in self.people.values():
            sign_in(human, self.settings.base_url)
            sign_in(human, self.address, self.tenant_id)
        with hub.db.transaction(self.tenant_id) as db:
            membership.end(db, self.tenant_id, self.people["former"].person_id)
        self._attach()
        self._invite()
        self._write_down()

    def finished(self, other: "_Maker") -> Twin:
        self._activate(other)
        for role, human in self.people.items():
            self.ids |= {role: human.person_id, f"{role}_identity": human.identity_id, f"{role}_email": human.email}
        sign_in(self.people["admin"], "http://elsewhere.hub.localhost:8000")
        self.ids["session"] = self.people["admin"].keys["elsewhere.hub.localhost:8000"].id
        return Twin(self.name, Side(self.name, self.ids), self.address, self.people)

    def _human(self, role: str) -> Human:
        word = f"former-{self.name}" if role == "former" else self.word  # who has left may see their own name anywhere
        return make_human(f"{role.title()} {word}", f"{role}@{word}.example", f"{self.word}.example")

    def _open_tenant(self) -> None:
        order = provisioning.NewTenant(
            name=f"Environment {self.word}",
            email=f"info@{self.word}.example",
            subdomain=self.subdomain,
            company=provisioning.NewCompany(
                name=self.company.name, country="FI", business_id=self.company.business_id or ""
            ),
            founder=self.people["admin"].person_id,
            holder=uuid4(),
            terms_version="1",
            terms_accepted_at=datetime.now(UTC),
        )
        with hub.db.transaction(self.tenant_id) as db:
            provisioning.open_tenant(db, order)
            for role in ROLES[1:]:
                place = membership.add(db, self.tenant_id, self.people[role].person_id, Role.MEMBER)
                place.payroll_detail = role == "detail"
            db.add(
                AllowedOrganisation(tenant_id=self.tenant_id, provider="google", organisation=f"{self.word}.example")
            )

    def _attach(self) -> None:
        connector = next(iter(self.app.extensions["hub"].plugins.connectors.values()))
        key = self.store.keys[self.company.source_id]
        with hub.db.transaction(self.tenant_id) as db:
            connection = connectors.attach(
                db,
                tenant_id=self.tenant_id,
                company=self.company,
                connector=connector,
                settings={"api_key": Secret(key)},
                origin="corner",
                person_id=self.people["admin"].person_id,
            )
            run = connectors.expect_sync(db, connection)
            run.message, run.phase = f"Went well {self.word}", f"Receipts {self.word}"
            run.state, run.finished_at, run.receipts = "done", datetime.now(UTC), 5
            db.add(_finding(connection.id, self.tenant_id, self.word))
            address = webhooks.open_address(db, connection)
            notices.raise_(db, self.tenant_id, Kind.RIGHTS_MISSING, book_id=connection.book_id)
            opening = {"year_start": YEAR.start, "account": "1910", "amount": 100}
            of_book = {"tenant_id": self.tenant_id, "book_id": connection.book_id}
            db.add(ProvisionalOpening(**of_book, **opening))
            moved = {"layout": "finnish-statements", "account": "1910", "line": "securities"}
            db.add(MovedAccount(**of_book, **moved, moved_by=self.people["admin"].person_id))
        self.ids |= {"connection": connection.id, "book": connection.book_id, "company": connection.company_id}
        self.ids["hook"] = address.token
        self.ids |= {"run": run.id, "receipt": f"{self.name}-1", "salary": f"{self.name}-5"}
        fill_book(self.tenant_id, connection.book_id, run.id, self.name)

    def _invite(self) -> None:
        token = f"invitation-of-{self.name}-{uuid4().hex}"
        values = {
            "tenant_id": self.tenant_id,
            "token_hash": digest(token),
            "email": f"guest@{self.word}.example",
            "role": "member",
            "inviter_id": self.people["admin"].person_id,
            "expires_at": func.now() + func.make_interval(0, 0, 0, 7),
        }
        with hub.db.transaction(self.tenant_id) as db:
            invitation = db.scalar(insert(Invitation).values(id=uuid4(), **values).returning(Invitation.id))
        self.ids |= {"invitation": invitation, "token": token}

    def _write_down(self) -> None:
        with hub.db.transaction(self.tenant_id) as db:
            actor = audit.Actor(self.people["admin"].person_id, self.people["admin"].identity_id, "request")
            audit.record(db, self.tenant_id, "connection.attached", self.word, {"word": self.word}, actor)
            letter = mail.send(db, self.people["admin"].email, f"News {self.word}", f"Dear {self.word}")
            self.ids["mail"] = letter.id
            work = {"connection": str(self.ids["connection"])}
            self.ids["job"] = queue.later(db, "sync_connection", tenant_id=self.tenant_id, args=work)
            self._keep(db)

    def _keep(self, db: Db) -> None:
        """Let the Admin have a file that is ready and one that failed, and a view under a name."""
        own = {"person_id": self.people["admin"].person_id, "book_id": UUID(str(self.ids["book"]))}
        more = {"report": "general-ledger", "language": "en", "query": {"from": "2026-01", "to": "2026-12"}}
        period = Period(YEAR.start, YEAR.end)
        for name, form in (("file", "csv"), ("failed_file", "json")):
            wanted = files.Order(**own, **more, format=form, period=period, payroll_detail=False)
            self.ids[name], _ = files.order(db, self.tenant_id, wanted)
        files.keep(db, self.tenant_id, self.ids["file"], f"{self.word}.csv", f"Bank {self.word}".encode())
        files.fail(db, self.ids["failed_file"], f"Went wrong {self.word}")
        tenant, view = self.tenant_id, {"report": more["report"], "query": more["query"], "name": f"Mine {self.word}"}
        self.ids["view"] = saved.save(db, tenant, own["person_id"], own["book_id"], **view).id

    def _activate(self, other: "_Maker") -> None:
        make, state, decision = self.activations, ActivationState, CompanyDecision
        begun: dict[str, UUID] = {
            "open": make.begin(make.company(), make.company(), state=state.IDENTIFIED, decided=decision.CREATE),
            "ready": make.begin(make.company(), state=state.IDENTIFIED, decided=decision.CREATE),
            "attachable": make.begin(self.company, state=state.IDENTIFIED),
            "blocked": make.begin(make.company(other.company.business_id), state=state.IDENTIFIED),
            "unproven": make.begin(make.company(), state=state.VERIFIED, elsewhere=True),
            "provable": make.begin(make.company(), state=state.VERIFIED),
            "confirmed": make.begin(make.company(), state=state.CONFIRMED, decided=decision.CREATE),
            "declined": make.begin(make.company(), state=state.DECLINED, decided=decision.REJECT),
            "done": make.begin(self.company, state=state.CONNECTED, decided=decision.ATTACH),
        }
        self.ids |= {f"activation_{place}": activation_id for place, activation_id in begun.items()}
        self.ids |= {f"company_{place}": first_company(activation_id) for place, activation_id in begun.items()}
        self.ids["company_undecided"] = first_company(begun["open"], 1)
        self.ids["order"] = make.offer(make.company())
        unattached = make.company()
        self.ids |= {"source": unattached.source_id, "api_key": self.store.keys[unattached.source_id]}
        self.ids |= {"own_key": self.store.keys[self.company.source_id], "domain": f"{self.word}.example"}
        self.ids["invitee"] = self.people["former"].email  # known to the hub, and no member any more
        _show_result(begun["done"], self.tenant_id)


def _finding(connection_id: UUID, tenant_id: UUID, word: str) -> ConnectionFinding:
    return ConnectionFinding(
        tenant_id=tenant_id,
        connection_id=connection_id,
        code="found",
        severity=Severity.WARNING,
        title=f"Found {word}.",
        remedy=f"Mend {word}.",
        accounts=[],
    )


def _show_result(activation_id: UUID, tenant_id: UUID) -> None:
    with hub.db.transaction() as db:
        activation = db.get_one(Activation, activation_id)
        activation.finished_at = datetime.now(UTC)
        activation.companies[0].result, activation.companies[0].tenant_id = "attached", tenant_id
