"""Why a restriction is not made."""

from collections.abc import Sequence

__all__ = ["LocksOut", "LocksOutOneself"]


class LocksOut(Exception):
    """Members would not get in any more; ``names`` says who. Asked again with their loss accepted, it is done."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__("members would be locked out")
        self.names = names


class LocksOutOneself(Exception):
    """The account that makes the restriction would not get in any more."""
