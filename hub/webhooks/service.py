"""Addresses at which sources call, each with a secret that they sign with.

A call carries no facts that are believed: it only has something looked at again.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from hub.connectors import vault
from hub.connectors.models import Connection, ConnectionState
from hub.db import Db
from hub.identity.tokens import digest, new_token
from hub.sdk.secrets import Secret
from hub.webhooks.models import Webhook

__all__ = [
    "Address",
    "Called",
    "agree",
    "found_by",
    "note_call",
    "open_address",
    "remove",
    "subscription_of",
    "tenant_of",
]

SECRET = f"{vault.OWN}webhook"
"""Where the secret stands among those of a connection."""
CALM = timedelta(seconds=10)
"""What comes sooner after another call is looked at so much later, together with all that comes until then."""
TENANT = 32
"""Hexadecimal digits of an environment's id at the start of a token: the rows are behind its wall."""


@dataclass(frozen=True, slots=True)
class Address:
    """What a source is told.

    :param token: the last part of the address
    :param secret: what it signs its calls with
    """

    token: str
    secret: Secret


@dataclass(frozen=True, slots=True)
class Called:
    """Whose address was called."""

    connection_id: UUID
    connector: str
    secret: Secret


def open_address(db: Db, connection: Connection) -> Address:
    """Give a connection a new address, in the place of any that it had."""
    address = Address(connection.tenant_id.hex + new_token(), Secret(new_token()))
    row = {"token_hash": digest(address.token), "subscription": "", "asked_at": func.now(), "heard_at": None}
    values = insert(Webhook).values(tenant_id=connection.tenant_id, connection_id=connection.id, **row)
    db.execute(values.on_conflict_do_update(index_elements=[Webhook.tenant_id, Webhook.connection_id], set_=row))
    vault.seal(db, vault.Place(connection.tenant_id, connection.id, SECRET), address.secret)
    return address


def agree(db: Db, connection_id: UUID, address: Address, subscription: str) -> None:
    """Note that the source will call at an address, unless it has got another meanwhile."""
    hook = db.scalar(select(Webhook).where(Webhook.connection_id == connection_id))
    if hook is not None and hook.token_hash == digest(address.token):
        hook.subscription = subscription.replace("\x00", "")[: Webhook.subscription.type.length]


def subscription_of(db: Db, connection_id: UUID) -> str:
    """Give what the source calls its side of it; empty without any."""
    return db.scalar(select(Webhook.subscription).where(Webhook.connection_id == connection_id)) or ""


def remove(db: Db, connection_id: UUID) -> None:
    """Forget a connection's address."""
    db.execute(delete(Webhook).where(Webhook.connection_id == connection_id))


def tenant_of(token: str) -> UUID | None:
    """Read whose address a token may be; None for what is no token.

    >>> tenant_of("0" * 31 + "7" + "the rest"), tenant_of("no token")
    (UUID('00000000-0000-0000-0000-000000000007'), None)
    """
    try:
        return UUID(hex=token[:TENANT]) if len(token) > TENANT else None
    except ValueError:
        return None


def found_by(db: Db, token: str) -> Called | None:
    """Find the connection that is read and whose address has this token."""
    query = (
        select(Connection)
        .join(Webhook, Webhook.connection_id == Connection.id)
        .where(Webhook.token_hash == digest(token), Connection.state == ConnectionState.ACTIVE)
    )
    connection = db.scalar(query)
    if connection is None:
        return None
    secret = vault.open_one(db, vault.Place(connection.tenant_id, connection.id, SECRET))
    return None if secret is None else Called(connection.id, connection.connector, secret)


def note_call(db: Db, connection_id: UUID) -> datetime:
    """Note that a source has called; gives the moment from which what it is about may be looked at.

    A call that somebody has recorded can be sent again and again, at the cost of everybody's budget.
    """
    hook = db.scalars(select(Webhook).where(Webhook.connection_id == connection_id).with_for_update()).one()
    now, before = datetime.now(UTC), hook.heard_at
    hook.heard_at = now
    return now if before is None or now - before > CALM else now + CALM
