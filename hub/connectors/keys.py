"""The keys that secrets are sealed with: a data key per tenant, wrapped with the hub's own keys.

A process calls :func:`unlock` once when it starts; the newest of ``HUB_SECRET_KEYS`` wraps, all of them unwrap.
"""

import base64
import hashlib
import json
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import func, select

from hub.connectors.models import ConnectionSecret, TenantKey
from hub.db import Db
from hub.sdk.secrets import Secret

__all__ = [
    "NONCE",
    "VERSION",
    "DataKey",
    "NoSecretKeys",
    "Undecryptable",
    "Unopened",
    "canonical",
    "find",
    "for_new",
    "make",
    "new_key",
    "newest",
    "rewrap",
    "undecryptable",
    "unlock",
]

VERSION = 1
NONCE = 12
log = logging.getLogger(__name__)
LOCKS = 0x68_75_62_01
"""The first half of the advisory lock under which a tenant gets a data key."""


class NoSecretKeys(Exception):
    """The process has no key to seal and open secrets with."""


class Undecryptable(Exception):
    """A sealed record does not open: its key is missing, or it is not where it was sealed, or it was changed."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The hub's key-encryption keys by id; the newest wraps."""

    newest: str
    keys: dict[str, AESGCM]


@dataclass(frozen=True, slots=True)
class DataKey:
    """A tenant's key, unwrapped; seals name it by its id."""

    id: UUID
    cipher: AESGCM


class Unopened(NamedTuple):
    """A tenant's key or secret that does not open, and why."""

    tenant_id: UUID
    why: str


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


def newest(db: Db, tenant_id: UUID) -> DataKey:
    """Give the key that a tenant's secrets are sealed with from now on; the first is made when it is needed.

    :raises Undecryptable: it does not open
    """
    # two first secrets at once must not make two keys
    db.execute(select(func.pg_advisory_xact_lock(LOCKS, func.hashtext(str(tenant_id)))))
    row = db.scalar(select(TenantKey).order_by(TenantKey.created_at.desc(), TenantKey.id).limit(1))
    return _unwrapped(row) if row else make(db, tenant_id)


def for_new(db: Db, tenant_id: UUID) -> DataKey:
    """Give the key that a new secret is sealed with: the newest, or another where the hub's key for that is lost."""
    try:
        return newest(db, tenant_id)
    except Undecryptable as error:
        log.error("Another data key is made for tenant %s. %s", tenant_id, error)
        return make(db, tenant_id)


def make(db: Db, tenant_id: UUID) -> DataKey:
    """Make a tenant's next data key."""
    ring = _ring()
    row = TenantKey(id=UUID(bytes=os.urandom(16), version=4), tenant_id=tenant_id, kek_id=ring.newest)
    row.wrapped = _wrapped(ring, row, AESGCM.generate_key(256))
    db.add(row)
    db.flush()
    return _unwrapped(row)


def find(db: Db, key_id: UUID) -> DataKey | None:
    """Find a data key of the scope's tenant.

    :raises Undecryptable: the hub's key that wraps it is not at hand
    """
    row = db.get(TenantKey, key_id)
    return _unwrapped(row) if row else None


def rewrap(db: Db) -> tuple[int, list[Unopened]]:
    """Wrap every tenant's data keys with the newest of the hub's keys. System role.

    After it the older keys of ``HUB_SECRET_KEYS`` can be taken away: what they do not open now, they never will.

    :returns: how many were moved, and which do not open; those stay as they are and keep no other from being moved
    """
    ring = _ring()
    old = db.scalars(select(TenantKey).where(TenantKey.kek_id != ring.newest).with_for_update()).all()
    unopened = []
    for row in old:
        try:
            data_key = _bytes_of(row)
        except Undecryptable as error:
            unopened.append(Unopened(row.tenant_id, str(error)))
            continue
        row.kek_id = ring.newest
        row.wrapped = _wrapped(ring, row, data_key)
    return len(old) - len(unopened), unopened


def undecryptable(db: Db) -> dict[str, int]:
    """Count the secrets that none of the hub's keys at hand opens, by the id of the key that would. System role."""
    missing = (
        select(TenantKey.kek_id, func.count().label("secrets"))
        .join(ConnectionSecret, ConnectionSecret.key_id == TenantKey.id)
        .where(TenantKey.kek_id.not_in(_ring().keys))
        .group_by(TenantKey.kek_id)
    )
    return {row.kek_id: row.secrets for row in db.execute(missing)}


def canonical(*parts: object) -> bytes:
    """Encode what a seal is bound to so that no two lists of parts read the same."""
    return json.dumps([str(part) for part in parts], separators=(",", ":")).encode()


def _ring() -> KeyRing:
    if not _rings:
        raise NoSecretKeys("This process was not given HUB_SECRET_KEYS")
    return _rings[0]


def _kek_id(key: bytes) -> str:
    return hashlib.sha256(b"hub-key-encryption-key" + key).hexdigest()[:16]


def _wrapped(ring: KeyRing, row: TenantKey, data_key: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + ring.keys[ring.newest].encrypt(nonce, data_key, _bound_to(row))


def _unwrapped(row: TenantKey) -> DataKey:
    return DataKey(row.id, AESGCM(_bytes_of(row)))


def _bytes_of(row: TenantKey) -> bytes:
    ring = _ring()
    if row.kek_id not in ring.keys:
        raise Undecryptable(f"A key of HUB_SECRET_KEYS is missing: the one whose id is {row.kek_id}")
    try:
        return ring.keys[row.kek_id].decrypt(row.wrapped[:NONCE], row.wrapped[NONCE:], _bound_to(row))
    except InvalidTag:
        raise Undecryptable(f"The data key {row.id} does not open") from None


def _bound_to(row: TenantKey) -> bytes:
    return canonical("hub-data-key", VERSION, row.tenant_id, row.id, row.kek_id)
