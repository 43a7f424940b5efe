from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How something was found."""

    WELL = "ok"
    NOTE = "note"
    """Nothing is broken, but an operator should know."""
    ILL = "WRONG"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the doctor looked at, and how to mend it when it is ill."""

    subject: str
    state: State
    text: str
    mend: str = ""


def well(subject: str, text: str) -> Finding:
    """Report something that is as it should be."""
    return Finding(subject, State.WELL, text)


def note(subject: str, text: str, mend: str = "") -> Finding:
    """Report something worth knowing."""
    return Finding(subject, State.NOTE, text, mend)


def ill(subject: str, text: str, mend: str) -> Finding:
    """Report something that does not work, and what to do."""
    return Finding(subject, State.ILL, text, mend)
