"""Lists by page or cursor, and batches by id: the rules that all of Procountor's collections share."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response

from ..encoding import encode
from ..world import world
from . import queries
from .errors import bad_request, json_bytes, not_found

LARGEST_PAGE = 200
LARGEST_BATCH = 200


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list is asked for."""

    size: int
    page: int
    previous_id: int | None


def read_paging(cursor: bool = True) -> Paging:
    """Read `size` (1 to 200, 50 by itself), `page` (from 0) and, where there is one, the cursor `previousId`."""
    return Paging(
        size=queries.number("size", 1, LARGEST_PAGE) or 50,
        page=queries.number("page") or 0,
        previous_id=queries.number("previousId") if cursor else None,
    )


def after_cursor(ids: Sequence[int], previous_id: int | None, *, by_id: bool, ascending: bool) -> Sequence[int]:
    """Leave out what a reader has seen already: everything up to and with `previous_id` in the list's order.

    In an order by id the row itself need not be there any more. 0 is the cursor of a first page.
    """
    if not previous_id:
        return ids
    if not by_id:
        return ids[ids.index(previous_id) + 1 :] if previous_id in ids else ids
    sign = 1 if ascending else -1
    return ids[bisect_right(ids, sign * previous_id, key=lambda one: sign * one) :]


def list_answer(ids: Sequence[int], paging: Paging, row: Callable[[int], bytes], total: int | None = None) -> Response:
    """Answer with one page of a list; `row` gives the bytes of one of its rows."""
    start = paging.page * paging.size
    chosen = ids[start : start + paging.size]
    meta: dict[str, Any] = {
        "pageNumber": paging.page,
        "pageSize": paging.size,
        "resultCount": len(chosen),
    }
    if world().switches.total_count:
        meta["totalCount"] = len(ids) if total is None else total
    rows = b",".join(map(row, chosen))
    return json_bytes(b'{"results":[' + rows + b'],"meta":' + encode(meta) + b"}")


def rows_answer(rows: Sequence[Any], paging: Paging) -> Response:
    """Answer with one page of rows that are at hand."""
    return list_answer(range(len(rows)), paging, lambda place: encode(rows[place]))


def empty_list(cursor: bool = True) -> Response:
    """Answer with a list that has no rows, after checking how it was asked for."""
    return rows_answer([], read_paging(cursor))


def batch_ids(text: str) -> list[int]:
    """Read the ids of a batch from a path: one, or up to 200 with commas between."""
    parts = text.split(",")
    if len(parts) > LARGEST_BATCH:
        raise bad_request(f"At most {LARGEST_BATCH} ids can be asked for at once")
    if not all(part.isascii() and part.isdecimal() for part in parts):
        raise bad_request("Ids are whole numbers with commas between")
    return [int(part) for part in parts]


def batch_answer(asked: Sequence[int], whole: Callable[[int], bytes | None]) -> Response:
    """Answer with an object for one id, with an array in the order of ids for several.

    Unknown ids are left out without a word, and so are repetitions; where nothing is left the answer is 404.
    """
    found = list(_found(sorted(set(asked)), whole))
    if not found:
        raise not_found()
    return json_bytes(found[0] if len(asked) == 1 else b"[" + b",".join(found) + b"]")


def _found(ids: Iterable[int], whole: Callable[[int], bytes | None]) -> Iterable[bytes]:
    return (body for one in ids if (body := whole(one)) is not None)
