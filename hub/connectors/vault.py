"""Secrets at rest: sealed with AES-256-GCM under a data key per tenant, which is wrapped by the hub's own keys.

Every seal is bound to where it stands (tenant, connection, field, data key): moved elsewhere it does not open.
A process calls :func:`unlock` once when it starts; the newest of ``HUB_SECRET_KEYS`` wraps, all of them unwrap.
"""

import base64
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from hub.connectors.models import ConnectionSecret, TenantKey
from hub.db import Db
from hub.sdk.secrets import Secret

__all__ = [
    "NoSecretKeys",
    "Place",
    "Undecryptable",
    "destroy",
    "new_key",
    "open_all",
    "open_secret",
    "rewrap",
    "seal",
    "undecryptable",
    "unlock",
]

VERSION = 1
NONCE = 12
KEY_ID = 16


class NoSecretKeys(Exception):
    """The process has no key to seal and open secrets with."""


class Undecryptable(Exception):
    """A sealed record does not open: its key is missing, or it is not where it was sealed, or it was changed."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a secret stands: one field of one connection of one tenant."""

    tenant_id: UUID
    connection_id: UUID
    field: str


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The hub's key-encryption keys by id; the newest wraps."""

    newest: str
    keys: dict[str, AESGCM]


_rings: list[KeyRing] = []


def unlock(keys: Sequence[Secret]) -> None:
    """Give this process the keys of ``HUB_SECRET_KEYS``, newest first.

    :raises NoSecretKeys: there are none
    """
    if not keys:
        raise NoSecretKeys(
            "HUB_SECRET_KEYS is not set: keys of accounting systems cannot be kept without it. Make one with "
            "`openssl rand -base64 32`, give it to web and workers alike, and back it up."
        )
    raw = [base64.b64decode(each.reveal(), validate=True) for each in keys]
    _rings[:] = [KeyRing(_kek_id(raw[0]), {_kek_id(each): AESGCM(each) for each in raw})]


def new_key() -> Secret:
    """Make a key for ``HUB_SECRET_KEYS``."""
    return Secret(base64.b64encode(os.urandom(32)).decode())


def seal(db: Db, place: Place, secret: Secret) -> None:
    """Store a secret at its place, instead of what stood there."""
    key_id, key = _newest_data_key(db, place.tenant_id)
    nonce = os.urandom(NONCE)
    body = key.encrypt(nonce, secret.reveal().encode(), _bound_to(place, key_id))
    row = {"key_id": key_id, "sealed": bytes([VERSION]) + key_id.bytes + nonce + body}
    statement = insert(ConnectionSecret).values(
        tenant_id=place.tenant_id, connection_id=place.connection_id, field=place.field, **row
    )
    keys = [ConnectionSecret.tenant_id, ConnectionSecret.connection_id, ConnectionSecret.field]
    db.execute(statement.on_conflict_do_update(index_elements=keys, set_=row))


def open_secret(db: Db, place: Place) -> Secret:
    """Open the secret that stands at a place.

    :raises Undecryptable: nothing stands there, or it does not open
    """
    row = db.get(ConnectionSecret, (place.tenant_id, place.connection_id, place.field), populate_existing=True)
    if row is None:
        raise Undecryptable(f"The {place.field} of connection {place.connection_id} is not kept any more")
    return _opened(db, place, row.sealed)


def open_all(db: Db, tenant_id: UUID, connection_id: UUID) -> dict[str, Secret]:
    """Open every secret of a connection, by field.

    :raises Undecryptable: one of them does not open
    """
    rows = db.scalars(select(ConnectionSecret).where(ConnectionSecret.connection_id == connection_id))
    return {row.field: _opened(db, Place(tenant_id, connection_id, row.field), row.sealed) for row in rows.all()}


def destroy(db: Db, connection_id: UUID) -> None:
    """Remove every secret of a connection."""
    db.execute(delete(ConnectionSecret).where(ConnectionSecret.connection_id == connection_id))


def rewrap(db: Db) -> int:
    """Wrap every tenant's data key with the newest of the hub's keys; tells how many were moved. System role.

    After it the older keys of ``HUB_SECRET_KEYS`` can be taken away.

    :raises Undecryptable: a data key is wrapped with a key that is not at hand; nothing is changed then
    """
    ring = _ring()
    old = db.scalars(select(TenantKey).where(TenantKey.kek_id != ring.newest).with_for_update()).all()
    for row in old:
        row.wrapped, row.kek_id = _wrapped(ring, row.tenant_id, row.id, _unwrapped(ring, row)), ring.newest
    return len(old)


def undecryptable(db: Db) -> dict[str, int]:
    """Count the secrets that none of the hub's keys at hand opens, by the id of the key that would. System role."""
    missing = (
        select(TenantKey.kek_id, func.count().label("secrets"))
        .join(ConnectionSecret, ConnectionSecret.key_id == TenantKey.id)
        .where(TenantKey.kek_id.not_in(_ring().keys))
        .group_by(TenantKey.kek_id)
    )
    return {row.kek_id: row.secrets for row in db.execute(missing)}


def _ring() -> KeyRing:
    if not _rings:
        raise NoSecretKeys("This process was not given HUB_SECRET_KEYS")
    return _rings[0]


def _kek_id(key: bytes) -> str:
    return hashlib.sha256(b"hub-key-encryption-key" + key).hexdigest()[:16]


def _newest_data_key(db: Db, tenant_id: UUID) -> tuple[UUID, AESGCM]:
    ring = _ring()
    row = db.scalar(select(TenantKey).order_by(TenantKey.created_at.desc(), TenantKey.id).limit(1))
    if row is None:
        row = TenantKey(id=UUID(bytes=os.urandom(KEY_ID), version=4), tenant_id=tenant_id, kek_id=ring.newest)
        row.wrapped = _wrapped(ring, tenant_id, row.id, AESGCM.generate_key(256))
        db.add(row)
        db.flush()
    return row.id, AESGCM(_unwrapped(ring, row))


def _opened(db: Db, place: Place, sealed: bytes) -> Secret:
    key_id = UUID(bytes=sealed[1 : 1 + KEY_ID]) if len(sealed) > 1 + KEY_ID + NONCE and sealed[0] == VERSION else None
    row = db.get(TenantKey, key_id) if key_id else None
    if row is None:
        raise Undecryptable(f"The {place.field} of connection {place.connection_id} is sealed with an unknown key")
    nonce, body = sealed[1 + KEY_ID : 1 + KEY_ID + NONCE], sealed[1 + KEY_ID + NONCE :]
    try:
        text = AESGCM(_unwrapped(_ring(), row)).decrypt(nonce, body, _bound_to(place, row.id))
    except InvalidTag:
        raise Undecryptable(f"The {place.field} of connection {place.connection_id} does not open") from None
    return Secret(text.decode())


def _wrapped(ring: KeyRing, tenant_id: UUID, key_id: UUID, data_key: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + ring.keys[ring.newest].encrypt(nonce, data_key, _key_bound_to(tenant_id, key_id, ring.newest))


def _unwrapped(ring: KeyRing, row: TenantKey) -> bytes:
    if row.kek_id not in ring.keys:
        raise Undecryptable(f"A key of HUB_SECRET_KEYS is missing: the one whose id is {row.kek_id}")
    bound = _key_bound_to(row.tenant_id, row.id, row.kek_id)
    try:
        return ring.keys[row.kek_id].decrypt(row.wrapped[:NONCE], row.wrapped[NONCE:], bound)
    except InvalidTag:
        raise Undecryptable(f"The data key {row.id} does not open") from None


def _bound_to(place: Place, key_id: UUID) -> bytes:
    """Encode where a secret stands so that no two places read the same."""
    return _encoded("hub-secret", VERSION, place.tenant_id, place.connection_id, place.field, key_id)


def _key_bound_to(tenant_id: UUID, key_id: UUID, kek_id: str) -> bytes:
    return _encoded("hub-data-key", VERSION, tenant_id, key_id, kek_id)


def _encoded(*parts: object) -> bytes:
    return json.dumps([str(part) for part in parts], separators=(",", ":")).encode()
