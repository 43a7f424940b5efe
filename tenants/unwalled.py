"""Statements on tables outside row-level security that name a tenant: they say which rows they want, or are refused.

Where the database draws no wall, the condition of a look-up is all there is between two tenants. This finds the one
that was forgotten; it is no defence against a statement that wants to get past it.
"""

from collections.abc import Iterator

from sqlalchemy import ClauseElement, Column, Executable, Table
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression
from sqlalchemy.sql.visitors import ExternallyTraversible as Part

from tenants.orm import Base, NamesTenant, TenantScoped

__all__ = ["unbounded"]

FoundBy = dict[str, frozenset[str]]
"""The columns that find rows, by table."""
Needs = tuple[str, frozenset[str]]
"""A table, and the tables whose rows have to be pointed out for its own to be."""
POINTING = (operators.eq, operators.in_op)


def unbounded(statement: Executable) -> str | None:
    """Name a table of which a statement would reach anybody's rows; None when there is none.

    Rows are pointed out by comparing a column that finds them with a value, or with a column of rows that are pointed
    out themselves; a tenant's own rows are, for the scope confines them.
    """
    found_by = NamesTenant.all_found_by
    parts = list(visitors.iterate(statement)) if isinstance(statement, ClauseElement) else []
    touched = {name for each in parts for name in _tables(each) if name in found_by}
    if not touched:
        return None
    needs = [each for part in parts for each in _needs(part, found_by)]
    pointed_out = set(_confined())
    while more := {name for name, needed in needs if needed <= pointed_out} - pointed_out:
        pointed_out |= more
    return min(touched - pointed_out, default=None)


def _confined() -> Iterator[str]:
    return (str(each.local_table) for each in Base.registry.mappers if issubclass(each.class_, TenantScoped))


def _needs(part: Part, found_by: FoundBy) -> Iterator[Needs]:
    if not isinstance(part, BinaryExpression) or part.operator not in POINTING:
        return
    for side, other in ((part.left, part.right), (part.right, part.left)):
        needed = frozenset(name for each in visitors.iterate(other) for name in _tables(each))
        for name, column in (found for each in visitors.iterate(side) for found in _columns(each)):
            if column in found_by.get(name, {column}):
                yield name, needed


def _columns(part: Part) -> Iterator[tuple[str, str]]:
    """Name the columns of tables that a column stands for, under whatever alias."""
    if isinstance(part, Column):
        bases = (each for each in part.base_columns if isinstance(each, Column) and isinstance(each.table, Table))
        yield from ((str(each.table), each.name) for each in bases)


def _tables(part: Part) -> Iterator[str]:
    if isinstance(part, Table):
        yield part.name
    else:
        yield from (name for name, _ in _columns(part))
