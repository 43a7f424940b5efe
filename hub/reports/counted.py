"""A reader that says how far it has been read."""

from collections.abc import Callable, Iterator
from typing import Any

from hub.sdk.reports import LedgerReader

__all__ = ["CountedReader"]


class CountedReader:
    """A :class:`LedgerReader` that tells of every row it gives one by one, and is otherwise the reader it is made of.

    :param heard: told how many rows were read since it was last told
    """

    def __init__(self, reader: LedgerReader, heard: Callable[[int], None]) -> None:
        self._reader = reader
        self._heard = heard

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._reader, name)
        return self._counted(found) if callable(found) else found

    def _counted(self, read: Callable[..., Any]) -> Callable[..., Any]:
        def reading(*args: Any, **more: Any) -> Any:
            answer = read(*args, **more)
            return self._told(answer) if isinstance(answer, Iterator) else answer

        return reading

    def _told(self, rows: Iterator[Any]) -> Iterator[Any]:
        for row in rows:
            yield row
            self._heard(len(getattr(row, "lines", (row,))))
