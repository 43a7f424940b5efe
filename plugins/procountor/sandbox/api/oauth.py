"""Access tokens and API keys: `/oauth/token` with its three grants, `/oauth/key`, and `/logout`."""

from hmac import compare_digest

from flask import Blueprint, Response, request

from ..clock import now
from ..state import codes, keys
from ..state.codes import Grant
from ..world import World, world
from .door import api
from .errors import json_answer

logout = Blueprint("logout", __name__)

FORM = "application/x-www-form-urlencoded"
CREDENTIALS = ("client_secret", "api_key", "code", "refresh_token", "password")


class Refusal(Exception):
    """The credentials, or the way they were sent, are not accepted."""

    def __init__(self, status: int, error: str, description: str):
        super().__init__(description)
        self.status, self.error, self.description = status, error, description


@api.post("/oauth/token")
def create_token() -> Response:
    """Give an access token for an API key, a code, or a refresh token."""
    here = world()
    _check_request(here)
    grants = {
        "client_credentials": _by_api_key,
        "authorization_code": _by_code,
        "refresh_token": _by_refresh_token,
    }
    grant = grants.get(request.form.get("grant_type", ""))
    if grant is None:
        raise Refusal(400, "unsupported_grant_type", "The grant type is not supported")
    return json_answer(grant(here))


@api.post("/oauth/key")
def create_key() -> Response:
    """Give the API key that somebody agreed to at `/keylogin`; the one that is there already, if there is."""
    here = world()
    _check_request(here)
    if request.form.get("grant_type") != "authorization_code":
        raise Refusal(400, "unsupported_grant_type", "The grant type is not supported")
    grant = _redeem(here, "keylogin")
    return json_answer({"api_key": key_for(here, grant.company_id, grant.user_id, grant.client_id)})


@logout.post("/logout")
def end_token() -> tuple[str, int]:
    """Make an access token worthless."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        return "", 401
    world().dead_tokens.add(token)
    return "", 200


@api.errorhandler(Refusal)
def answer_refusal(refusal: Refusal) -> Response:
    """Answer in the shape of OAuth 2.0, or in Procountor's own; clients have met both."""
    if world().switches.auth_errors == "oauth":
        body: object = {"error": refusal.error, "error_description": refusal.description}
    else:
        body = {"errors": [{"status": refusal.status, "message": refusal.description}]}
    return json_answer(body, refusal.status)


def key_for(here: World, company_id: int, user_id: int, client_id: str) -> str:
    """Give the live API key of a user in a company for a client, made if there is none."""
    with here.db.transaction():
        key = keys.live_one(here.db, company_id, user_id, client_id)
        return key.secret if key is not None else new_key(here, company_id, user_id, client_id)


def new_key(here: World, company_id: int, user_id: int, client_id: str) -> str:
    """Make one more API key."""
    key_id, secret = here.mint.api_key(client_id, user_id, company_id)
    keys.add(here.db, keys.ApiKey(key_id, secret, company_id, user_id, client_id, now().isoformat(), None))
    return secret


def _check_request(here: World) -> None:
    if any(name in request.args for name in CREDENTIALS):
        raise Refusal(400, "invalid_request", "Credentials in the URL are not accepted")
    if request.headers.get("Content-Type", "").strip() != FORM:
        raise Refusal(400, "invalid_request", f"The Content-Type must be {FORM} without a charset")
    client = here.config.client
    same_id = compare_digest(request.form.get("client_id", "").encode(), client.client_id.encode())
    same_secret = compare_digest(request.form.get("client_secret", "").encode(), client.client_secret.encode())
    if not (same_id and same_secret):
        raise Refusal(401, "invalid_client", "The client is not known or its secret is wrong")


def _by_api_key(here: World) -> dict[str, object]:
    key = keys.with_secret(here.db, request.form.get("api_key", ""))
    if key is None or key.revoked is not None or key.client_id != request.form["client_id"]:
        raise Refusal(401, "invalid_grant", "The API key is not valid")
    _check_open(here, key.company_id)
    return _token(here, Grant("key", key.user_id, key.company_id, key.client_id, ""), key.id)


def _by_code(here: World) -> dict[str, object]:
    grant = _redeem(here, "login")
    _check_open(here, grant.company_id)
    return _token(here, grant) | {"refresh_token": codes.issue_refresh_token(here.db, grant)}


def _by_refresh_token(here: World) -> dict[str, object]:
    grant = codes.with_refresh_token(here.db, request.form.get("refresh_token", ""))
    if grant is None or grant.client_id != request.form["client_id"]:
        raise Refusal(401, "invalid_grant", "The refresh token is not valid")
    _check_open(here, grant.company_id)
    return _token(here, grant)


def _redeem(here: World, purpose: str) -> Grant:
    grant = codes.redeem(here.db, request.form.get("code", ""), purpose)
    wanted = (request.form["client_id"], request.form.get("redirect_uri", ""))
    if grant is None or (grant.client_id, grant.redirect_uri) != wanted:
        raise Refusal(401, "invalid_grant", "The code is not valid, was used already, or is too old")
    return grant


def _check_open(here: World, company_id: int) -> None:
    if not here.has_company(company_id):
        raise Refusal(401, "invalid_grant", "The company of this key does not exist any more")
    if not here.environment(company_id).api_open:
        raise Refusal(
            403, "access_denied", "The usage of invoiceable API clients is not allowed in this company's settings"
        )


def _token(here: World, grant: Grant, key_id: str = "") -> dict[str, object]:
    life = here.switches.token_life
    token = here.mint.access_token(grant.client_id, grant.user_id, grant.company_id, key_id=key_id, life=life)
    return {"access_token": token, "expires_in": life}
