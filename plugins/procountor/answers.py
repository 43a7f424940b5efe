"""Procountor's answers, translated once into what the caller should do."""

import logging
import re
from typing import TypeVar

import msgspec
from msgspec import Struct

from hub.sdk.errors import GiveUp, HubError, NeedsReauth, TryLater
from hub.sdk.http import Response, retry_after
from hub.sdk.texts import text as _
from hub.sdk.texts import together
from plugins.procountor.errors import Expired, Forbidden, NotFound

__all__ = ["decoded", "is_worth_a_retry", "meaning", "misshapen", "pause_wanted", "route"]

log = logging.getLogger(__name__)
T = TypeVar("T")
RETRY_WORTHY = frozenset({408, 425, 429})
LONGEST_MESSAGE = 300
LONGEST_WAIT = 3600.0
BAD_CREDENTIALS = frozenset({"invalid_client", "invalid_grant", "unauthorized_client"})
UNQUOTED = ("/oauth", "/ledgerreceipts/", "/payrolls")
IDS = re.compile(r"/\d[\d,]*")
TOKEN = re.compile(r"eyJ[\w-]+(\.[\w-]*)*")


class _Error(Struct):
    message: str | None = None
    field: str | None = None


class _Envelope(Struct):
    """Both shapes of an error: the resource endpoints' list, and the one of the OAuth endpoints."""

    errors: list[_Error] | None = None
    error: str | None = None
    error_description: str | None = None


def route(path: str) -> str:
    """Name an address without the ids in it.

    >>> route("/ledgerreceipts/17,18,19")
    '/ledgerreceipts/…'
    """
    return IDS.sub("/…", path)


def is_worth_a_retry(status: int) -> bool:
    """Tell whether the same request may soon succeed."""
    return status in RETRY_WORTHY or status >= 500


def pause_wanted(answer: Response) -> float | None:
    """Read the seconds of a Retry-After header; None without one, at most an hour."""
    wanted = retry_after(answer)
    return None if wanted is None else min(wanted, LONGEST_WAIT)


def meaning(answer: Response, path: str) -> HubError:
    """Turn an answer that is no success into the error that says what to do about it."""
    status, envelope = answer.status_code, _envelope(answer.content)
    because = _quoted(envelope, path)
    if status == 401 or envelope.error in BAD_CREDENTIALS:
        return NeedsReauth(_("Procountor no longer accepts the key of this company. Connect the company again."))
    if status == 403:
        return Forbidden(together(_("The key may not read %(what)s in Procountor.", what=route(path)), because))
    if status == 404:
        return NotFound(together(_("Procountor does not know %(what)s.", what=route(path)), because))
    if status == 410:
        return Expired(_("The time to answer this request in Procountor has passed."))
    if status == 429:
        return TryLater(_("Procountor asks for a pause: too many requests."), after=pause_wanted(answer) or 60)
    if is_worth_a_retry(status):
        log.warning("Procountor answered %s to %s", status, route(path))
        return TryLater(_("Procountor cannot answer right now."), after=pause_wanted(answer) or 60)
    answered = _("Procountor answered %(status)s to %(what)s.", status=status, what=route(path))
    return GiveUp(together(answered, because))


def decoded(body: bytes, kind: type[T], path: str) -> T:
    """Decode an answer; unknown fields are ignored.

    :raises GiveUp: it is no JSON, or not of the expected shape
    """
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as error:  # ValidationError is one of these
        raise misshapen(path, error) from None


def misshapen(path: str, error: msgspec.DecodeError) -> GiveUp:
    """Say that an answer is not understood; what msgspec found where, places and types, is for the log."""
    log.warning("Procountor's answer to %s could not be read: %s", route(path), str(error)[:LONGEST_MESSAGE])
    return GiveUp(
        _(
            "Procountor answered something that Hub does not understand. Try again in some minutes; if it says so "
            "again, tell the support, who find the details in the log."
        )
    )


def _envelope(body: bytes) -> _Envelope:
    try:
        return msgspec.json.decode(body, type=_Envelope)
    except msgspec.DecodeError:
        return _Envelope()


def _quoted(envelope: _Envelope, path: str) -> str:
    """Quote what Procountor says about a resource, but not where credentials are or single receipts may be named."""
    if path.startswith(UNQUOTED):
        return ""
    parts = [f"{each.field}: {each.message}" if each.field else each.message for each in envelope.errors or []]
    said = "; ".join(filter(None, [*parts, envelope.error_description or envelope.error]))
    return _("It says: “%(words)s”", words=TOKEN.sub("…", said)[:LONGEST_MESSAGE]) if said else ""
