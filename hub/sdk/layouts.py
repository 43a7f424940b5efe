"""The contract of a layout whose lines accounts stand on, and between which a company may move them."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

__all__ = ["AccountLayout", "LayoutLine"]


@dataclass(frozen=True, slots=True)
class LayoutLine:
    """A line that accounts can stand on.

    :param key: stable across versions and languages, up to 60 characters: it is kept with what a company has moved
    :param label: what its reader calls it
    :param statement: key of the statement that it is part of; a builder names those it shows (``statements``)
    :param groups: labels of what sums it, outermost first, the statement's own name before all
    """

    key: str
    label: str
    statement: str
    groups: tuple[str, ...]


class AccountLayout(ABC):
    """Says on which lines the accounts of a chart stand, and where else a company may have them.

    Builders that share a layout lay accounts out alike: each is handed what was moved (``ReportOptions.moved``).

    :cvar key: kept with what a company has moved, and part of addresses; up to 40 characters
    """

    key: ClassVar[str]

    @abstractmethod
    def lines(self, language: str) -> Sequence[LayoutLine]:
        """List the lines in their order.

        :param language: ISO 639-1
        """

    @abstractmethod
    def standard(self, account: str) -> str:
        """Give the key of the line an account stands on until it is moved; empty where there is none for it."""

    @abstractmethod
    def takes(self, account: str, line: str) -> bool:
        """Tell whether an account may be moved to a line; never to one that is not there.

        No total that must agree with another may depend on it: an account of income or expenses that stood in the
        balance sheet would keep its two sides from being equal.
        """
