from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID

import click

if TYPE_CHECKING:
    from hub.audit.chain import Head

OUTSIDE = "(outside of environments)"


@dataclass(frozen=True)
class Chain:
    """A chain of the database: an environment's, or the hub's own without a tenant."""

    label: str
    tenant_id: UUID | None


@click.group("audit")
def group() -> None:
    """Prove and read what was recorded."""


@group.command()
@click.option("--tenant", metavar="SUBDOMAIN", help="Only this environment's chain, be it closed.")
@click.option("--outside", is_flag=True, help="Only the chain of what happened outside of environments.")
@click.option("--file", "exported", type=click.File("rb"), help="An exported file; needs no database and no settings.")
@click.option("--head", "noted", metavar="NUMBER:HASH", help="A head from earlier, which the chain must still contain.")
def verify(tenant: str | None, outside: bool, exported: BinaryIO | None, noted: str | None) -> None:
    """Prove that nothing recorded was changed, removed, inserted or moved.

    Without options every chain of the database is followed. Note the heads that are printed: only compared with them is
    it found out that the newest events were cut off, or that a whole chain was written anew.
    """
    if bool(tenant) + outside + bool(exported) > 1:
        raise click.UsageError("Give one of --tenant, --outside and --file.")
    if noted and not (tenant or outside or exported):
        raise click.UsageError("A head belongs to one chain: say which by --tenant, --outside or --file.")
    expected = _head(noted)
    unbroken = _prove_file(exported, expected) if exported else _prove_database(tenant, expected, outside=outside)
    if not unbroken:
        raise click.ClickException("What was recorded cannot be believed.")


@group.command()
@click.option("--tenant", metavar="SUBDOMAIN", help="The environment, be it closed; by default what happened outside.")
def export(tenant: str | None) -> None:
    """Write a chain to standard output, as the page *Audit log* does."""
    from hub import db
    from hub.audit import exports, service
    from hub.audit.chain import HUB

    with _database():
        (chain,) = _chains(tenant, outside=tenant is None)
        with db.system_transaction() as look:
            head = service.head_of(look, chain.tenant_id)
        events = service.follow(db.system_transaction, chain.tenant_id, head)
        for line in exports.json_lines(events, str(chain.tenant_id or HUB)):
            click.echo(line, nl=False)


def _head(noted: str | None) -> Head:
    from hub.audit.chain import NOTHING, Head

    try:
        return Head.read(noted) if noted else NOTHING
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--head") from None


def _prove_file(exported: BinaryIO, expected: Head) -> bool:
    from hub.audit import chain

    try:
        _unbroken(exported.name, chain.verify(chain.read(exported), expected))
    except chain.Broken as fault:
        _broken(exported.name, fault)
        return False
    return True


def _prove_database(tenant: str | None, expected: Head, *, outside: bool) -> bool:
    from hub import db
    from hub.audit import chain, service
    from hub.audit.documents import document_of

    broken = 0
    with _database():
        for each in _chains(tenant, outside=outside):
            with db.system_transaction() as look:
                head = service.head_of(look, each.tenant_id)
            events = service.follow(db.system_transaction, each.tenant_id, head)
            try:
                _unbroken(each.label, chain.verify(map(document_of, events), expected))
            except chain.Broken as fault:
                _broken(each.label, fault)
                broken += 1
    return not broken


@contextmanager
def _database() -> Iterator[None]:
    from hub import config, db
    from hub.embedded import servers
    from hub.sdk.settings import InvalidSetting

    with servers.running(config.load()) as settings:
        if not settings.database_system_url:
            raise InvalidSetting("HUB_DATABASE_SYSTEM_URL is not set: the chains of all environments are followed.")
        db.connect(settings.database_system_url, settings.database_system_url)
        try:
            yield
        finally:
            db.disconnect()


def _chains(tenant: str | None, *, outside: bool) -> list[Chain]:
    """List the chains that were asked for: one environment's, the hub's own, or all of them."""
    from sqlalchemy import select

    from hub import db
    from tenants.models import Tenant

    if outside:
        return [Chain(OUTSIDE, None)]
    query = select(Tenant).order_by(Tenant.subdomain)
    with db.system_transaction() as look:
        found = look.scalars(query.where(Tenant.subdomain == tenant) if tenant else query).all()
    if tenant and not found:
        raise click.ClickException(f"There has never been an environment at {tenant}.")
    chains = [Chain(each.subdomain, each.id) for each in found]
    return chains if tenant else [*chains, Chain(OUTSIDE, None)]


def _unbroken(label: str, head: Head) -> None:
    click.echo(f"{label}: {head.sequence} events, unbroken, head {head}")


def _broken(label: str, fault: Exception) -> None:
    click.echo(f"{label}: BROKEN: {fault}", err=True)
