"""Through here every API request comes in: version, limit, faults, and who is calling."""

import re
import time
from typing import Any

from flask import Blueprint, Response, g, request

from ..callers import Caller, identify
from ..faults import spoil
from ..shelf import Shelf
from ..state import keys
from ..switches import Switches
from ..tokens import Access, BadToken
from ..traffic import Visit
from ..world import World, world
from .errors import ApiError, error_answer

api = Blueprint("api", __name__)

VERSIONS = ("latest", "supported", "v2511", "v2602", "v2605", "v2608")
PUBLIC = {"create_token", "create_key"}
LIST = "list_receipts"


def caller() -> Caller:
    """Give who is calling."""
    return g.caller


def shelf() -> Shelf:
    """Give the receipts of the company the call is about; the same all through one request."""
    return g.shelf


@api.url_value_preprocessor
def take_version_from_path(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Keep the version of the path out of the views."""
    g.version = (values or {}).pop("version", "latest")


@api.before_request
def let_in() -> Response | None:
    """Refuse what Procountor refuses before it looks at the request itself."""
    g.arrived = time.monotonic()
    g.fault = "none"
    if g.version not in VERSIONS:
        raise ApiError(404, f"API version {g.version} does not exist")
    if request.method == "GET" and (request.content_length or "Transfer-Encoding" in request.headers):
        return Response("<html><body><h1>403 Forbidden</h1></body></html>", 403, mimetype="text/html")
    here = world()
    g.access = _access(here)
    _limit(here)
    g.fault = here.mishaps.next(here.switches, api_path())
    time.sleep(_latency(here.switches))
    if request.endpoint and request.endpoint.rsplit(".", 1)[-1] not in PUBLIC:
        _authenticate(here)
    return None


@api.after_request
def note_and_spoil(answer: Response) -> Response:
    """Count the answer, and let go wrong what is to go wrong."""
    fault = g.get("fault", "none")
    answer = spoil(fault, answer)
    access: Access | None = g.get("access")
    world().traffic.note(
        Visit(
            at=g.arrived,
            method=request.method,
            path=_template(),
            target=request.full_path.rstrip("?"),
            status=0 if fault == "drop" else answer.status_code,
            client_id=_client_id(),
            company_id=access.company_id if access else None,
        )
    )
    return answer


@api.errorhandler(ApiError)
def answer_error(error: ApiError) -> Response:
    """Answer in Procountor's envelope."""
    answer = error_answer(error)
    seconds = world().switches.retry_after
    if error.status == 429 and seconds:
        answer.headers["Retry-After"] = str(seconds)
    return answer


def api_path() -> str:
    """Give the path after `/api`, as the contract names it."""
    return re.sub(r"^(/[^/]+)?/api", "", request.path)


def _template() -> str:
    rule = request.url_rule.rule if request.url_rule else request.path
    return re.sub(r"<[^>]*>", "{}", re.sub(r"^(/[^/]+)?/api", "", rule))


def _access(here: World) -> Access | None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        return None
    try:
        return here.mint.read(token) if token not in here.dead_tokens else None
    except BadToken:
        return None


def _client_id() -> str:
    access: Access | None = g.get("access")
    return access.client_id if access else request.form.get("client_id", "")


def _latency(switches: Switches) -> float:
    """Tell for how long an answer is kept back: pages and batches of receipts take longer than the rest."""
    ids = (request.view_args or {}).get("receipt_ids")
    if ids is not None:
        return switches.latency + (switches.batch_latency if "," in ids else 0)
    return switches.latency + (switches.list_latency if (request.endpoint or "").endswith(LIST) else 0)


def _limit(here: World) -> None:
    if not here.limiter.admits(_client_id(), here.switches.rate):
        raise ApiError(429, "Too many requests")


def _authenticate(here: World) -> None:
    access: Access | None = g.access
    if access is None or not here.has_company(access.company_id):
        raise ApiError(401, "Access token is missing, expired or not valid")
    if access.key_id and here.switches.revoked_keys_kill_tokens and keys.is_revoked(here.db, access.key_id):
        raise ApiError(401, "Access token is no longer valid")
    found = identify(here, access)
    if found is None:
        raise ApiError(401, "The user of this access token no longer exists")
    if not here.environment(access.company_id).api_open:
        raise ApiError(403, "The usage of invoiceable API clients is not allowed in this company")
    g.caller = found
    g.shelf = here.shelf(access.company_id)
