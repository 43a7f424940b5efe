from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

import click

if TYPE_CHECKING:
    from hub.ledger.service import Difference


@click.group("ledger")
def group() -> None:
    """Look after the books."""


@group.command()
@click.argument("subdomain", required=False)
def verify(subdomain: str | None) -> None:
    """Count the balances of every book again from its entries, and compare them with those that are kept.

    SUBDOMAIN names one environment; without it all are compared. The hub can be at work meanwhile: a book that is being
    written is waited for. Ends with 1 when a balance differs.
    """
    with _database():
        differing = sum([_verify(label, tenant_id) for label, tenant_id in _environments(subdomain)])
    if differing:
        raise click.ClickException(
            f"{differing} balance(s) differ from their entries. Figures of these months are wrong; erase the company's "
            "figures and read it anew, and report it: it is a fault of the hub."
        )


def _verify(label: str, tenant_id: UUID) -> int:
    """Compare each book of an environment, in the scope of its tenant; tells how many balances differ."""
    from sqlalchemy import select

    from hub import db
    from hub.ledger import service
    from hub.ledger.models import Book

    with db.transaction(tenant_id) as look:
        books = look.execute(select(Book.id, Book.name).order_by(Book.name, Book.id)).all()
    if not books:
        click.echo(f"{label}: no books")
    total = 0
    for book_id, name in books:
        with db.transaction(tenant_id) as look:
            found, compared = service.verify(look, book_id), service.compared(look, book_id)
        verdict = f"{len(found)} DIFFER" if found else "all equal"
        click.echo(
            f"{label}: {name}: {compared.balances} balances, "
            f"{compared.entries} entries of {compared.receipts} receipts: {verdict}"
        )
        for each in found:
            click.echo(f"  {_told(each)}", err=True)
        total += len(found)
    return total


def _told(difference: Difference) -> str:
    where = f"{difference.account} {difference.item}".rstrip()
    text = f"{difference.month:%Y-%m} {where} ({difference.layer}): kept {_money(difference.kept)}, "
    text += f"entries sum to {_money(difference.counted)}"
    if difference.kept_debit != difference.counted_debit:
        text += f"; debits kept {_money(difference.kept_debit)}, sum to {_money(difference.counted_debit)}"
    return text


def _money(amount: int) -> str:
    return f"{Decimal(amount).scaleb(-2):,.2f}"


def _environments(subdomain: str | None) -> list[tuple[str, UUID]]:
    from sqlalchemy import select

    from hub import db
    from tenants.models import Tenant, TenantState

    query = select(Tenant.subdomain, Tenant.id).where(Tenant.state == TenantState.OPEN).order_by(Tenant.subdomain)
    with db.system_transaction() as look:
        found = look.execute(query.where(Tenant.subdomain == subdomain) if subdomain else query).all()
    if subdomain and not found:
        raise click.ClickException(f"There is no open environment at {subdomain}.")
    return [(row.subdomain, row.id) for row in found]


@contextmanager
def _database() -> Iterator[None]:
    """Connect; books are compared as the application's role: what it may not see, it cannot compare either."""
    from hub import config, db
    from hub.embedded import servers
    from hub.sdk.settings import InvalidSetting

    with servers.running(config.load()) as settings:
        if not settings.database_system_url:
            raise InvalidSetting("HUB_DATABASE_SYSTEM_URL is not set: the books of all environments are compared.")
        db.connect(settings.database_url or "", settings.database_system_url)
        db.check()
        try:
            yield
        finally:
            db.disconnect()
