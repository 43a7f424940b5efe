from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import click

if TYPE_CHECKING:
    from hub.config import HubSettings
    from hub.db import Db
    from hub.identity.models import LinkedIdentity, Person
    from hub.sdk.refs import TenantRef
    from tenants.provisioning import NewTenant


@click.command("open")
@click.argument("business_id")
@click.argument("name")
@click.option("--admin", required=True, metavar="EMAIL|ID", help="Its first Admin, who has signed in here once.")
@click.option("--subdomain", default="", help="Where it lives, one label below the hub; default: after its name.")
@click.option("--email", default="", help="Where notices about it go; default: the Admin's address.")
@click.option("--yes", is_flag=True, help="Do not ask whether you have made sure.")
def open_(business_id: str, name: str, admin: str, subdomain: str, email: str, *, yes: bool) -> None:
    """Open an environment for the company NAME with BUSINESS_ID, without a store.

    For a company whose store does not tell who activates. Make sure before that the person may speak for the company
    and has accepted your terms: nothing else proves it here. They connect its books themselves, under Connections.
    """
    from hub import config, db
    from hub.embedded import servers
    from hub.pluginmanager import Plugins

    with servers.running(config.load()) as settings:
        db.connect(settings.database_url or "")
        db.check()
        with db.transaction() as look:
            person = _person(look, admin, settings)
            form = {"name": name, "email": email or person.email, "subdomain": subdomain}
            order = _order(look, business_id, form, person, settings)
            _show(look, order, person, settings)
        if not yes:
            click.confirm("Have you made sure that they may speak for it, and have they accepted them?", abort=True)
        opened = _open(order, settings)
        Plugins.discover().tell("tenant_opened", tenant=opened)
    click.echo(f"{opened.name} is open; {person.name} connects its books under Connections.")


def _person(db: "Db", who: str, settings: "HubSettings") -> "Person":
    from hub.identity import people

    found = people.find(db, _id(who) or who)
    if not found:
        raise click.ClickException(
            f"Nobody here has the address or id {who}. Have them sign in once at {settings.base_url}."
        )
    if len(found) > 1:
        told = "\n".join(f"  {each.id}  {_accounts(db, each)}" for each in found)
        raise click.ClickException(f"{len(found)} people have the address {who}. Name one by id:\n{told}")
    if found[0].disabled_at:
        raise click.ClickException(f"{found[0].name} is shut out of this hub (hub person enable).")
    return found[0]


def _order(db: "Db", given: str, form: dict[str, str], person: "Person", settings: "HubSettings") -> "NewTenant":
    from marshmallow import ValidationError

    from hub.activation.schemas import CompanySchema, messages_of
    from tenants import business_id, directory, naming
    from tenants.errors import InvalidBusinessId
    from tenants.provisioning import NewCompany, NewTenant

    try:
        digits = business_id.canonical(given)
        label = form["subdomain"] or directory.free_like(db, naming.suggest_subdomain(form["name"], digits))
        values = CompanySchema().load({**form, "subdomain": label, "terms": "1"})
    except InvalidBusinessId as error:
        raise click.ClickException(f"{error}.") from None
    except ValidationError as error:
        told = "; ".join(f"{name}: {' '.join(found)}" for name, found in messages_of(error).items())
        raise click.ClickException(told) from None
    if (tenant := directory.by_business_id(db, "FI", digits)) is not None:
        raise click.ClickException(f"The company has an environment already, {settings.tenant_url(tenant.subdomain)}.")
    if not directory.is_free(db, values["subdomain"]):
        offer = directory.free_like(db, values["subdomain"])
        raise click.ClickException(f"The address {values['subdomain']} is taken. {offer} is free.")
    return NewTenant(
        name=values["name"],
        email=values["email"],
        subdomain=values["subdomain"],
        company=NewCompany(name=values["name"], country="FI", business_id=digits),
        founder=person.id,
        holder=uuid4(),
        terms_version=settings.terms_version,
        terms_accepted_at=datetime.now(UTC),
    )


def _show(db: "Db", order: "NewTenant", person: "Person", settings: "HubSettings") -> None:
    from tenants import business_id

    company = f"{order.name}, {business_id.shown(order.company.business_id)}"
    click.echo(f"{company}: {settings.tenant_url(order.subdomain)}, notices to {order.email}")
    click.echo(f"First Admin: {person.name}, who signs in as {_accounts(db, person)}")
    click.echo(f"Terms: version {order.terms_version}, {settings.terms_url}")


def _open(order: "NewTenant", settings: "HubSettings") -> "TenantRef":
    from hub import db, queue
    from hub.activation import tasks
    from hub.activation.service import opening
    from hub.audit import Operator
    from hub.sdk.refs import TenantRef
    from tenants.errors import AlreadyOpen, LabelTaken

    tenant_id = uuid4()
    try:
        with db.transaction(tenant_id) as deed:
            tenant = opening.open_environment(deed, order, settings, Operator.present())
            queue.later(deed, tasks.ANNOUNCE, tenant_id=tenant_id, dedupe_key=str(tenant_id))
    except (AlreadyOpen, LabelTaken) as lost:
        raise click.ClickException(f"{lost}, since a moment ago. Nothing was opened.") from None
    return TenantRef(tenant.id, tenant.name, tenant.subdomain)


def _accounts(db: "Db", person: "Person") -> str:
    from hub.identity import accounts

    return ", ".join(map(_told, accounts.of(db, person.id))) or "nobody any more"


def _told(account: "LinkedIdentity") -> str:
    vouched = "" if account.email_vouched else ", which nobody vouches for"
    return f"{account.email_seen or account.subject} ({account.provider}, {account.kind}{vouched})"


def _id(who: str) -> UUID | None:
    try:
        return UUID(who)
    except ValueError:
        return None
