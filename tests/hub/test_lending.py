"""Connections are looked at before they are lent: one that the server has cut off meanwhile is replaced, unnoticed."""

from types import ModuleType

from sqlalchemy import func, select

from hub.db import Db

PATIENCE = 60_000  # ms


def backend(tx: Db) -> int:
    return tx.scalars(select(func.pg_backend_pid())).one()


def test_a_connection_that_was_cut_off_while_nobody_used_it_is_not_lent(db: ModuleType):
    with db.transaction() as one, db.transaction() as other:
        both = {backend(one), backend(other)}
    with db.transaction() as tx:
        (unused,) = both - {backend(tx)}
        assert tx.scalar(select(func.pg_terminate_backend(unused, PATIENCE)))
    with db.transaction() as one, db.transaction() as other:
        assert unused not in {backend(one), backend(other)}
