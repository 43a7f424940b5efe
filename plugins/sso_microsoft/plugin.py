"""The plugin's hooks."""

import os

from hub.sdk import hookimpl
from hub.sdk.identity import IdentityProvider
from hub.sdk.settings import Settings

from .provider import Microsoft
from .settings import MicrosoftSettings


@hookimpl
def register_settings() -> list[type[Settings]]:
    """Declare client id, secret and address."""
    return [MicrosoftSettings]


@hookimpl
def register_identity_providers() -> list[IdentityProvider]:
    """Offer to sign in with Microsoft."""
    return [Microsoft.told(MicrosoftSettings.read(os.environ))]
