"""Connecting a company without the Store: keylogin sends the admin's browser to Procountor once, for a key."""

from collections.abc import Mapping
from urllib.parse import urlencode

from hub.sdk.accounting import Approval, KeyLogin
from hub.sdk.errors import Refused
from hub.sdk.secrets import Secret
from hub.sdk.texts import text as _
from plugins.procountor.auth import key_for_code
from plugins.procountor.settings import settings
from plugins.procountor.wire import Wire

__all__ = ["ProcountorKeyLogin"]


class ProcountorKeyLogin(KeyLogin):
    """Procountor's keylogin; the redirect address must be the one registered there, without a query."""

    def begin(self, redirect_uri: str, state: str) -> Approval:
        """Say where the browser goes.

        :raises GiveUp: the operator has not set up the client
        """
        here = settings()
        query = {
            "response_type": "code",
            "client_id": here.need("client_id"),
            "redirect_uri": redirect_uri,
            "state": state,
        }
        return Approval(f"{here.login_url}/keylogin?{urlencode(query)}", state)

    def finish(self, redirect_uri: str, query: Mapping[str, str]) -> Mapping[str, str | Secret]:
        """Redeem the code for a key.

        :raises Refused: the person declined, or the code is no longer good
        """
        code = query.get("code", "")
        if not code:
            raise Refused(_("Procountor sent no key back: the sign-in was cancelled there. Nothing was connected."))
        here = settings()
        return {"api_key": key_for_code(Wire(here), here, redirect_uri, code)}
