"""Which of a book's accounts stand on lines that its company has chosen, and which of these choices still hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from hub.db import Db
from hub.mapping.models import MovedAccount
from hub.sdk.accounting import Account
from hub.sdk.reports import AccountLayout, LedgerReader, ReportBuilder

__all__ = ["Move", "Standing", "standing"]


@dataclass(frozen=True, slots=True)
class Move:
    """An account that was moved.

    :param line: key of the line of the layout that it was moved to
    :param by: person who did it
    """

    account: str
    line: str
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What a company has moved in a layout.

    :param holding: by account
    :param lapsed: choices of accounts or lines that are not there any more; nothing follows from them
    """

    layout: AccountLayout
    holding: Mapping[str, Move]
    lapsed: tuple[Move, ...] = ()

    @property
    def lines(self) -> dict[str, str]:
        """Give the line that each moved account stands on, as builders are handed it."""
        return {account: move.line for account, move in self.holding.items()}

    @property
    def all(self) -> dict[str, Move]:
        """Give every choice by account, whether it holds or not."""
        return dict(self.holding) | {each.account: each for each in self.lapsed}

    def line_of(self, account: str) -> str:
        """Give the key of the line an account stands on; empty where there is none for it."""
        move = self.holding.get(account)
        return move.line if move else self.layout.standard(account)

    def within(self, builder: ReportBuilder) -> int:
        """Count the moved accounts on the statements that a report's figures stand on."""
        if not builder.statements:
            return len(self.holding)
        theirs = {each.key for each in self.layout.lines("en") if each.statement in builder.statements}
        return sum(key in theirs for key in self.lines.values())


def standing(db: Db, layout: AccountLayout, reader: LedgerReader) -> Standing:
    """Read what was moved in a layout in the book of a reader."""
    return sifted(layout, _moves(db, reader.book.id, layout.key), reader.accounts())


def sifted(layout: AccountLayout, moves: Sequence[Move], chart: Mapping[str, Account]) -> Standing:
    """Tell the choices that hold from those whose account or line is not there any more."""
    holds = {each: each.account in chart and layout.takes(each.account, each.line) for each in moves}
    holding = {each.account: each for each, is_held in holds.items() if is_held}
    return Standing(layout, holding, tuple(each for each, is_held in holds.items() if not is_held))


def _moves(db: Db, book_id: UUID, layout: str) -> list[Move]:
    found = db.scalars(
        select(MovedAccount)
        .where(MovedAccount.book_id == book_id, MovedAccount.layout == layout)
        .order_by(MovedAccount.account)
        .execution_options(populate_existing=True)
    )
    return [Move(each.account, each.line, each.moved_by, each.moved_at) for each in found]
