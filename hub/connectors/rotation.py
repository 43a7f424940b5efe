"""Changing the keys that secrets are sealed with, while the hub is at work. It can be broken off and begun again."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ScalarSelect, delete, exists, func, select
from sqlalchemy.orm import aliased

from hub import audit
from hub import db as database
from hub.audit import Operator
from hub.connectors import keys, vault
from hub.connectors.models import ConnectionSecret, TenantKey
from hub.db import Db

__all__ = ["DATA_KEY_AGE", "Rotation", "rotate"]

DATA_KEY_AGE = timedelta(days=365)
"""After how long a data key is replaced: far fewer than 2^32 random nonces are used by then (NIST SP 800-38D, 8.3)."""
GRACE = timedelta(hours=1)
"""How long a replaced data key is kept at least: a transaction that began with it may still be sealing."""
PORTION = 100


@dataclass(frozen=True, slots=True)
class Rotation:
    """What was done: data keys wrapped anew, secrets sealed anew, and old data keys destroyed."""

    rewrapped: int = 0
    sealed: int = 0
    destroyed: int = 0


def rotate(age: timedelta = DATA_KEY_AGE, actor: Operator | None = None) -> Rotation:
    """Wrap every data key with the newest of the hub's keys, and replace the data keys that are older than ``age``.

    Each environment's secrets are sealed anew in portions that are committed one by one. Broken off, whatever has been
    done stays, everything opens, and the next run goes on there. Needs both database roles.

    :raises hub.connectors.keys.Undecryptable: a data key is wrapped with a key that is not at hand, or a secret does
        not open; what was done before stays
    """
    with database.system_transaction() as db:
        rewrapped = keys.rewrap(db)
        if rewrapped:
            audit.record(db, None, "keys.rotated", details={"data_keys": rewrapped}, actor=actor)
    with database.system_transaction() as db:
        tenants = db.scalars(select(TenantKey.tenant_id).distinct().order_by(TenantKey.tenant_id)).all()
    sealed = destroyed = 0
    for tenant_id in tenants:
        _replace_old(tenant_id, age, actor)
        while portion := _seal_portion(tenant_id):
            sealed += portion
        destroyed += _destroy_unused(tenant_id, actor)
    return Rotation(rewrapped, sealed, destroyed)


def _replace_old(tenant_id: UUID, age: timedelta, actor: Operator | None) -> None:
    with database.transaction(tenant_id) as db:
        keys.newest(db, tenant_id)  # under its lock
        young = exists().where(TenantKey.created_at > func.now() - age)
        if not db.scalar(select(young)) and not _behind(db):
            made = keys.make(db, tenant_id)
            audit.record(db, tenant_id, "key.rotated", details={"data_key": str(made.id)}, actor=actor)


def _behind(db: Db) -> bool:
    """Tell whether a rotation before this one was broken off."""
    return bool(db.scalar(select(exists().where(ConnectionSecret.key_id != _newest_id()))))


def _seal_portion(tenant_id: UUID) -> int:
    with database.transaction(tenant_id) as db:
        key = keys.newest(db, tenant_id)
        old = select(ConnectionSecret).where(ConnectionSecret.key_id != key.id).limit(PORTION).with_for_update()
        rows = db.scalars(old).all()
        for row in rows:
            vault.seal_anew(db, row, key)
        return len(rows)


def _destroy_unused(tenant_id: UUID, actor: Operator | None) -> int:
    newer = aliased(TenantKey)
    replaced = exists().where(
        newer.tenant_id == TenantKey.tenant_id,
        newer.created_at > TenantKey.created_at,
        newer.created_at < func.now() - GRACE,
    )
    in_use = exists().where(ConnectionSecret.key_id == TenantKey.id)
    with database.transaction(tenant_id) as db:
        unused = delete(TenantKey).where(replaced, ~in_use).execution_options(synchronize_session=False)
        gone = db.scalars(unused.returning(TenantKey.id)).all()
        for key_id in gone:
            audit.record(db, tenant_id, "key.destroyed", details={"data_key": str(key_id)}, actor=actor)
        return len(gone)


def _newest_id() -> ScalarSelect[UUID]:
    return select(TenantKey.id).order_by(TenantKey.created_at.desc(), TenantKey.id).limit(1).scalar_subquery()
