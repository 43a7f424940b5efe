"""How a sync ended."""

from dataclasses import dataclass

__all__ = ["SyncOutcome"]


@dataclass(frozen=True, slots=True)
class SyncOutcome:
    """The end of one sync.

    :param succeeded: everything the source had was read and stored
    :param receipts: receipts stored in this run
    :param unbalanced: receipts on *Does not balance* after it
    :param message: for people; says why when it did not succeed
    """

    succeeded: bool
    receipts: int
    unbalanced: int = 0
    message: str = ""
