"""What went wrong, told as what the caller should do about it.

A connector translates its vendor's answers into these once, at its border; the hub turns them into pages, retries and
notices. Messages are shown to people: a whole sentence, what is wrong and what to do, never a secret.
"""

__all__ = ["GiveUp", "HubError", "NeedsReauth", "Refused", "TryLater", "UserFault"]


class HubError(Exception):
    """Base of every error with a meaning of its own."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UserFault(HubError):
    """What was entered cannot be used; the person can mend it.

    :param field: name of the form field the message belongs to, or None for the whole form
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class Refused(HubError):
    """The answer is no, and asking again does not change it."""


class TryLater(HubError):
    """The other side cannot answer now; the same request may succeed later.

    :param after: seconds to wait before the next attempt
    """

    def __init__(self, message: str, *, after: float = 60) -> None:
        super().__init__(message)
        self.after = after


class NeedsReauth(HubError):
    """The credential is no longer accepted; a person has to give a new one."""


class GiveUp(HubError):
    """The other side answered in a way that no repetition mends."""
