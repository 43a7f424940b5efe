"""Why a restriction is not made, and what it keeps from being done."""

from collections.abc import Sequence

from hub.sdk.errors import Refused
from hub.sdk.texts import text as _

__all__ = ["LocksOut", "LocksOutOneself", "NotAdmitted"]


class LocksOut(Exception):
    """Members would not get in any more; ``names`` says who. Asked again with their loss accepted, it is done."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__("members would be locked out")
        self.names = names


class LocksOutOneself(Exception):
    """The account that makes the restriction would not get in any more."""


class NotAdmitted(Refused):
    """The environment does not accept the account that somebody acts with."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The environment accepts only accounts of certain organisations, and the one you are signed in with "
                "is not of them. Sign in with your work account there and try again."
            )
        )
