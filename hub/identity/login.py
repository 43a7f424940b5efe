"""Signing in at a provider: the authorization code flow with PKCE, on Authlib. Nothing else imports Authlib.

The library runs the protocol; what it leaves to its user is done here and in :mod:`hub.identity.proof`.
"""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App
from authlib.integrations.requests_client import OAuth2Session
from flask import Flask, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from joserfc import jws
from joserfc.errors import JoseError

from hub.identity import proof
from hub.identity.discovery import LARGEST, TIMEOUT, Discovered, discover
from hub.identity.proof import NotFresh, Untrusted
from hub.pluginmanager import Plugins
from hub.sdk.errors import HubError, Refused, TryLater, UserFault
from hub.sdk.http import RequestException, guard
from hub.sdk.identity import Identity, IdentityProvider
from hub.web import entrance
from hub.web.context import hub

__all__ = ["LINK", "SIGN_IN", "Arrived", "begin", "finish", "install", "sign_out_address"]

SIGN_IN = "sign_in:"
LINK = "link"
"""The occasion of a sign-in that links another account; nobody's session changes by it."""
ASKED_AS = {LINK: "invitation"}
"""Occasions for which a provider is asked the same as for another one: here, to let the person choose the account."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Arrived:
    """Somebody whom a provider vouches for, and where they were going."""

    identity: Identity
    auth_time: datetime
    assurance: str
    occasion: str
    path: str
    sent: bool = False
    """Whether a form was sent and not accepted before the sign-in."""
    person: str = ""
    """Whose account it shall be linked to, by id."""


class _Session(OAuth2Session):
    """Requests to a provider, at the addresses that discovery has checked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guard(self, set_by_operator=True, max_bytes=LARGEST)


class _Client(FlaskOAuth2App):
    client_cls = _Session


class _Door:
    """One provider with what it publishes; refreshed every few hours."""

    def __init__(self, provider: IdentityProvider) -> None:
        self.provider = provider
        self._known: tuple[Discovered, _Client] | None = None

    def client(self) -> _Client:
        """Give a client that knows the provider's metadata.

        :raises TryLater: the provider cannot be reached
        :raises GiveUp: what it publishes is not what we expect of it
        """
        known = self._known
        if known is None or known[0].is_stale:
            discovered = discover(self.provider)
            known = self._known = (discovered, self._make(discovered.metadata))
        return known[1]

    def _make(self, metadata: Mapping[str, Any]) -> _Client:
        key = self.provider.key
        told = {
            "scope": " ".join(self.provider.scopes),
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT,
            "token_endpoint_auth_method": "client_secret_post",
        }
        secret = self.provider.client_secret.reveal()
        client = _Client(
            FlaskIntegration(key), key, client_id=self.provider.client_id, client_secret=secret, client_kwargs=told
        )
        client.server_metadata = dict(metadata)
        return client


def install(app: Flask, plugins: Plugins) -> None:
    """Make a door for every offered provider; nothing is asked of them yet."""
    app.extensions["hub.login"] = {key: _Door(provider) for key, provider in plugins.providers.items()}


def begin(key: str, wanted: Mapping[str, Any]) -> ResponseReturnValue:
    """Send the browser to a provider.

    :param wanted: ``path`` to go to afterwards and ``occasion``, kept on our side
    """
    door = _door(key)
    occasion = wanted["occasion"]
    asked = dict(door.provider.authorize_params.get(ASKED_AS.get(occasion, occasion), {}))
    client = door.client()
    redirect_uri = hub().settings.base_url + url_for("identity.callback", provider=key)
    begun = client.create_authorization_url(redirect_uri, **asked)
    client.save_authorize_data(redirect_uri=redirect_uri, **begun)
    max_age = asked.get("max_age")
    entrance.keep(SIGN_IN + begun["state"], {**wanted, "provider": key, "max_age": int(max_age) if max_age else None})
    return redirect(begun["url"], 303)


def finish(key: str) -> Arrived:
    """Take the browser back from a provider and learn who it is.

    The state is consumed first, whatever the answer: each is worth one attempt.

    :raises UserFault: this browser did not begin the sign-in, or too long ago
    :raises Refused: the provider did not sign the person in, or its answer cannot be believed
    :raises TryLater: the provider could not be asked
    """
    door = _door(key)
    begun = entrance.take(SIGN_IN + request.args.get("state", ""))
    if begun is None or begun["provider"] != key:
        raise UserFault(_("This sign-in was not begun in this browser, or too long ago. Start again."))
    # whoever tries again shall still get where they were going; a success clears the flow
    if begun["occasion"] != LINK:
        session[entrance.WANTED] = {name: begun[name] for name in ("path", "occasion", "sent") if name in begun}
    try:
        claims = _claims(door.provider, door.client())
        auth_time, assurance = proof.freshness(door.provider, claims, begun["max_age"])
    except NotFresh as error:
        log.warning("a sign-in with %s was not recent: %s", key, error)
        raise Refused(_not_fresh(door.provider)) from None
    except Untrusted as error:
        log.warning("a sign-in with %s was refused: %s", key, error)
        raise Refused(_not_signed_in(door.provider)) from None
    finally:
        # by now the library has used it, or never will
        session.pop(f"_state_{key}_{request.args.get('state', '')}", None)
    identity = door.provider.read(claims)
    when, sent = datetime.fromtimestamp(auth_time, UTC), bool(begun.get("sent"))
    return Arrived(identity, when, assurance, begun["occasion"], begun["path"], sent, begun.get("person", ""))


def sign_out_address(key: str) -> str | None:
    """Tell where a person can sign out at the provider (OpenID Connect RP-Initiated Logout 1.0), if it offers that."""
    door = _door(key)
    try:
        address = door.client().server_metadata.get("end_session_endpoint")
    except HubError as error:
        log.info("%s cannot be asked where to sign out: %s", key, error.message)
        return None
    if address is None:
        return None
    back = urlencode({"post_logout_redirect_uri": hub().settings.base_url + url_for("identity.signed_out")})
    return f"{address}{'&' if '?' in address else '?'}{back}"


def _claims(provider: IdentityProvider, client: _Client) -> Mapping[str, Any]:
    metadata = client.server_metadata
    if "error" in request.args:
        # the description is the provider's prose and may hold anything: it is neither shown nor logged
        raise Untrusted(f"the provider said {re.sub('[^a-z_]', '', request.args['error'])[:40]}")
    if not request.args.get("code"):
        raise Untrusted("no code")
    _check_sender(metadata)
    try:
        token = client.authorize_access_token(claims_options=_expected(provider, metadata))
        claims = token.get("userinfo")
        if not claims:
            raise Untrusted("no ID token")
        proof.check(provider, claims, metadata)
        proof.check_key(jws.extract_compact(token["id_token"].encode()).headers(), claims, metadata)
    except RequestException as error:
        log.warning("%s could not be asked: %s", provider.key, type(error).__name__)
        sentence = _("%(provider)s cannot be reached right now. Try to sign in again.", provider=provider.label)
        raise TryLater(sentence, after=10) from None
    except (AuthlibBaseError, JoseError, ValueError, TypeError) as error:
        raise Untrusted(type(error).__name__) from None
    return dict(claims)


def _expected(provider: IdentityProvider, metadata: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    # made anew for each call: the library takes the callables out of what it is given
    return {
        "iss": {"essential": True, "validate": lambda claims, iss: iss == provider.issuer_of(claims, metadata)},
        "aud": {"essential": True, "value": provider.client_id},
        "sub": {"essential": True},
        "exp": {"essential": True},
        "nonce": {"essential": True},
    }


def _check_sender(metadata: Mapping[str, Any]) -> None:
    """Compare who answers with whom we asked (RFC 9207), where the provider says that it tells."""
    told = request.args.get("iss")
    announced = metadata.get("authorization_response_iss_parameter_supported") is True
    if (announced or told is not None) and told != metadata["issuer"]:
        raise Untrusted("iss of the answer")


def _door(key: str) -> _Door:
    doors: dict[str, _Door] = current_app.extensions["hub.login"]
    if key not in doors:
        raise UserFault(_("There is no such way to sign in. Go back and choose another."))
    return doors[key]


def _not_fresh(provider: IdentityProvider) -> str:
    return _(
        "%(provider)s did not confirm that you signed in just now, which is needed here. Sign out at %(provider)s and "
        "try again; if that does not help, ask whoever runs this hub.",
        provider=provider.label,
    )


def _not_signed_in(provider: IdentityProvider) -> str:
    return _(
        "%(provider)s did not sign you in. Try again, or choose another account. If your organisation has to approve "
        "the hub first, ask its administrator.",
        provider=provider.label,
    )
