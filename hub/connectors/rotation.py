"""Changing the keys that secrets are sealed with, while the hub is at work. It can be broken off and begun again.

A key that was lost or stolen must not keep the others in use: what does not open is passed over and named.
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, exists, func, select, tuple_
from sqlalchemy.orm import aliased

from hub import audit
from hub import db as database
from hub.audit import Operator
from hub.connectors import keys, vault
from hub.connectors.keys import Undecryptable, Unopened
from hub.connectors.models import ConnectionSecret, TenantKey
from tenants.models import Tenant

__all__ = ["DATA_KEY_AGE", "Rotation", "Shut", "rotate"]

DATA_KEY_AGE = timedelta(days=365)
"""After how long a data key is replaced: far fewer than 2^32 random nonces are used by then (NIST SP 800-38D, 8.3)."""
GRACE = timedelta(hours=1)
"""How long a replaced data key is kept at least: a transaction that began with it may still be sealing."""
PORTION = 100
PLACE = tuple_(ConnectionSecret.connection_id, ConnectionSecret.field)


@dataclass(frozen=True, slots=True)
class Shut:
    """What does not open: it stays as it is, and waits for its key or for a company that is attached again.

    :param environment: its subdomain
    """

    environment: str
    why: str


@dataclass(frozen=True, slots=True)
class Rotation:
    """What was done: data keys wrapped anew, secrets sealed anew, old data keys destroyed; and what does not open."""

    rewrapped: int = 0
    sealed: int = 0
    destroyed: int = 0
    shut: tuple[Shut, ...] = ()


def rotate(age: timedelta = DATA_KEY_AGE, actor: Operator | None = None) -> Rotation:
    """Wrap every data key with the newest of the hub's keys, and replace the data keys that are older than ``age``.

    Each environment's secrets are sealed anew in portions that are committed one by one. Broken off, whatever has been
    done stays, everything opens, and the next run goes on there. What does not open keeps nothing else from it. Needs
    both database roles.
    """
    with database.system_transaction() as db:
        rewrapped, unopened = keys.rewrap(db)
        if rewrapped:
            audit.record(db, None, "keys.rotated", details={"data_keys": rewrapped}, actor=actor)
    with database.system_transaction() as db:
        tenants = db.scalars(select(TenantKey.tenant_id).distinct().order_by(TenantKey.tenant_id)).all()
    sealed = destroyed = 0
    for tenant_id in tenants:
        secrets = _Secrets(tenant_id)
        try:
            secrets.seal_anew()  # where a rotation before this one was broken off
            if _replace_old(tenant_id, age, actor):
                secrets.seal_anew()
        except Undecryptable as error:  # the key that all of them would be sealed with
            unopened.append(Unopened(tenant_id, str(error)))
        sealed += secrets.sealed
        unopened += [Unopened(tenant_id, why) for why in secrets.unopened.values()]
        destroyed += _destroy_unused(tenant_id, actor)
    return Rotation(rewrapped, sealed, destroyed, _named(unopened))


def _named(unopened: Iterable[Unopened]) -> tuple[Shut, ...]:
    """Say once whose each is."""
    with database.system_transaction() as db:
        subdomains = {row.id: row.subdomain for row in db.execute(select(Tenant.id, Tenant.subdomain))}
    return tuple(sorted({Shut(subdomains[each.tenant_id], each.why) for each in unopened}, key=astuple))


def _replace_old(tenant_id: UUID, age: timedelta, actor: Operator | None) -> bool:
    """Make a new data key when all are old; tells whether there is one.

    :raises Undecryptable: the newest does not open
    """
    with database.transaction(tenant_id) as db:
        keys.newest(db, tenant_id)  # under its lock
        young = exists().where(TenantKey.created_at > func.now() - age)
        if db.scalar(select(young)):
            return False
        made = keys.make(db, tenant_id)
        audit.record(db, tenant_id, "key.rotated", details={"data_key": str(made.id)}, actor=actor)
        return True


@dataclass(slots=True)
class _Secrets:
    """The secrets of an environment: how many were sealed anew, and why others do not open, by place."""

    tenant_id: UUID
    sealed: int = 0
    unopened: dict[tuple[UUID, str], str] = field(default_factory=dict)

    def seal_anew(self) -> None:
        """Seal with the newest data key what is sealed with another.

        :raises Undecryptable: the newest does not open
        """
        while self._seal_portion():
            pass

    def _seal_portion(self) -> bool:
        with database.transaction(self.tenant_id) as db:
            key = keys.newest(db, self.tenant_id)
            old = select(ConnectionSecret).where(ConnectionSecret.key_id != key.id, PLACE.not_in(self.unopened))
            rows = db.scalars(old.limit(PORTION).with_for_update()).all()
            for row in rows:
                try:
                    vault.seal_anew(db, row, key)
                except Undecryptable as error:
                    self.unopened[row.connection_id, row.field] = str(error)
        self.sealed += len([row for row in rows if row.key_id == key.id])
        return bool(rows)


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
