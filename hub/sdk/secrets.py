"""A secret that does not show itself."""

from typing import NoReturn

__all__ = ["Secret"]


class Secret:
    """A text that must not reach a log, a page, a URL or a pickle; call :meth:`reveal` at the last moment.

    >>> Secret("key")
    Secret('…')
    >>> f"{Secret('key')}"
    '…'
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Give the text itself."""
        return self._text

    def __repr__(self) -> str:
        return "Secret('…')"

    def __str__(self) -> str:
        return "…"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret cannot be pickled")
