"""Secrets at rest: sealed with AES-256-GCM under their tenant's data key.

Every seal is bound to where it stands (tenant, connection, field, data key): moved elsewhere it does not open.
"""

import os
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.dialects.postgresql import insert

from hub.connectors import keys
from hub.connectors.keys import NONCE, VERSION, DataKey, Undecryptable
from hub.connectors.models import ConnectionSecret
from hub.db import Db
from hub.sdk.secrets import Secret

__all__ = ["OWN", "Place", "destroy", "destroy_settings", "open_all", "open_one", "seal", "seal_anew"]

KEY_ID = 16
OWN = "~"
"""What a field begins with whose secret is the hub's own and none of the connector's settings."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a secret stands: one field of one connection of one tenant."""

    tenant_id: UUID
    connection_id: UUID
    field: str


def seal(db: Db, place: Place, secret: Secret) -> None:
    """Store a secret at its place, instead of what stood there."""
    key = keys.for_new(db, place.tenant_id)
    row = {"key_id": key.id, "sealed": _sealed(key, place, secret)}
    statement = insert(ConnectionSecret).values(
        tenant_id=place.tenant_id, connection_id=place.connection_id, field=place.field, **row
    )
    primary = [ConnectionSecret.tenant_id, ConnectionSecret.connection_id, ConnectionSecret.field]
    db.execute(statement.on_conflict_do_update(index_elements=primary, set_=row))


def seal_anew(db: Db, row: ConnectionSecret, key: DataKey) -> None:
    """Seal a kept secret with another data key of its tenant.

    :raises Undecryptable: it does not open
    """
    place = Place(row.tenant_id, row.connection_id, row.field)
    row.sealed, row.key_id = _sealed(key, place, _opened(db, place, row.sealed)), key.id


def open_all(db: Db, tenant_id: UUID, connection_id: UUID) -> dict[str, Secret]:
    """Open every secret of a connection's settings, by field.

    :raises Undecryptable: one of them does not open
    """
    rows = db.scalars(select(ConnectionSecret).where(*_of_settings(connection_id)))
    return {row.field: _opened(db, Place(tenant_id, connection_id, row.field), row.sealed) for row in rows.all()}


def open_one(db: Db, place: Place) -> Secret | None:
    """Open the secret at a place; None where there is none.

    :raises Undecryptable: it does not open
    """
    at = ConnectionSecret.connection_id == place.connection_id, ConnectionSecret.field == place.field
    row = db.scalar(select(ConnectionSecret).where(*at))
    return None if row is None else _opened(db, place, row.sealed)


def destroy_settings(db: Db, connection_id: UUID) -> None:
    """Remove the secrets of a connection's settings; the hub's own stay."""
    db.execute(delete(ConnectionSecret).where(*_of_settings(connection_id)))


def _of_settings(connection_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return ConnectionSecret.connection_id == connection_id, ConnectionSecret.field.not_like(f"{OWN}%")


def destroy(db: Db, connection_id: UUID) -> None:
    """Remove every secret of a connection."""
    db.execute(delete(ConnectionSecret).where(ConnectionSecret.connection_id == connection_id))


def _sealed(key: DataKey, place: Place, secret: Secret) -> bytes:
    nonce = os.urandom(NONCE)
    body = key.cipher.encrypt(nonce, secret.reveal().encode(), _bound_to(place, key.id))
    return bytes([VERSION]) + key.id.bytes + nonce + body


def _opened(db: Db, place: Place, sealed: bytes) -> Secret:
    key_id = UUID(bytes=sealed[1 : 1 + KEY_ID]) if len(sealed) > 1 + KEY_ID + NONCE and sealed[0] == VERSION else None
    key = keys.find(db, key_id) if key_id else None
    if key is None:
        raise Undecryptable(f"The {place.field} of connection {place.connection_id} is sealed with an unknown key")
    nonce, body = sealed[1 + KEY_ID : 1 + KEY_ID + NONCE], sealed[1 + KEY_ID + NONCE :]
    try:
        text = key.cipher.decrypt(nonce, body, _bound_to(place, key.id))
    except InvalidTag:
        raise Undecryptable(f"The {place.field} of connection {place.connection_id} does not open") from None
    return Secret(text.decode())


def _bound_to(place: Place, key_id: UUID) -> bytes:
    return keys.canonical("hub-secret", VERSION, place.tenant_id, place.connection_id, place.field, key_id)
