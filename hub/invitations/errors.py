"""Why somebody is not invited, or does not get in by an invitation."""

from enum import StrEnum

__all__ = ["AlreadyInvited", "AlreadyMember", "NotOpen", "OtherAccountNeeded", "OtherAddress", "State", "TooMany"]


class State(StrEnum):
    """What a link is worth."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    """Taken back, or the Admin who sent it is none any more or shut out."""
    UNKNOWN = "unknown"
    """No such invitation: mistyped, or a newer link was sent in its place."""


class AlreadyMember(Exception):
    """The person is a member; ``name`` says who, to whom may know it."""

    def __init__(self, name: str = "") -> None:
        super().__init__("a member already")
        self.name = name


class AlreadyInvited(Exception):
    """An invitation to the address is not answered yet."""


class TooMany(Exception):
    """A limit is reached: open invitations of the environment, or sendings of one of them."""


class NotOpen(Exception):
    """The link is worth nothing; ``state`` says why."""

    def __init__(self, state: State) -> None:
        super().__init__(f"the invitation is {state}")
        self.state = state


class OtherAddress(Exception):
    """Only the invited address may accept, and nobody vouches that it belongs to this account."""


class OtherAccountNeeded(Exception):
    """The environment does not accept this account."""
