"""The plugin's hooks."""

import os

from hub.sdk import hookimpl
from hub.sdk.identity import IdentityProvider
from hub.sdk.settings import Settings

from .provider import Google
from .settings import GoogleSettings


@hookimpl
def register_settings() -> list[type[Settings]]:
    """Declare client id, secret and address."""
    return [GoogleSettings]


@hookimpl
def register_identity_providers() -> list[IdentityProvider]:
    """Offer to sign in with Google."""
    return [Google.told(GoogleSettings.read(os.environ))]
