"""The accounts of a book with the lines they stand on, as a page lists them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from hub.db import Db
from hub.identity.models import Person
from hub.ledger.chart import VIRTUAL_NAMES
from hub.mapping.standing import Move, Standing
from hub.sdk.accounting import Account
from hub.sdk.reports import LayoutLine

__all__ = ["Lines", "Placed", "called", "names_of", "placed"]

Lines = Mapping[str, LayoutLine]


@dataclass(frozen=True, slots=True)
class Placed:
    """An account and where it stands.

    :param line: None where it stands on no line
    :param standard: the line it stands on until it is moved
    """

    code: str
    name: str
    line: LayoutLine | None
    standard: LayoutLine | None
    move: Move | None

    def fits(self, wanted: str) -> bool:
        """Tell whether an account is looked for: by the beginning of its code, or a part of its or its line's name."""
        looked_for = wanted.casefold()
        names = (self.name, self.line.label if self.line else "")
        return self.code.startswith(looked_for) or any(looked_for in each.casefold() for each in names)


def placed(standing: Standing, chart: Mapping[str, Account], lines: Lines, language: str) -> list[Placed]:
    """List the accounts: moved ones first, then those without a line, then the others, each by code."""
    found = [
        Placed(
            code,
            account.names.get(language, account.name),
            lines.get(standing.line_of(code)),
            lines.get(standing.layout.standard(code)),
            standing.holding.get(code),
        )
        for code, account in chart.items()
        if code not in VIRTUAL_NAMES
    ]
    return sorted(found, key=lambda each: (each.move is None, each.line is not None, each.code))


def called(account: str, chart: Mapping[str, Account], language: str) -> str:
    """Name an account with its code; one that is not in the chart any more by its code alone."""
    held = chart.get(account)
    return f"{account} {held.names.get(language, held.name)}".strip() if held else account


def names_of(db: Db, moves: Iterable[Move]) -> dict[UUID, str]:
    """Name the people who moved accounts."""
    wanted = {each.by for each in moves}
    return {each.id: each.name for each in db.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))}
