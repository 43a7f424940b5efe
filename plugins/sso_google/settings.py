"""What this hub is known by at Google."""

from dataclasses import dataclass
from typing import Literal

from hub.sdk.settings import Settings, choice, optional, setting, text, web_address

__all__ = ["GoogleSettings"]


@dataclass(frozen=True, kw_only=True)
class GoogleSettings(Settings):
    """Client id and secret of an OAuth client of type *Web application*."""

    client_id: str | None = setting(
        "HUB_GOOGLE_CLIENT_ID", optional(text), default=None, help="Client id at Google; without it it is not offered."
    )
    client_secret: str | None = setting(
        "HUB_GOOGLE_CLIENT_SECRET", optional(text), default=None, secret=True, help="Client secret at Google."
    )
    metadata_url: str = setting(
        "HUB_GOOGLE_METADATA_URL",
        web_address,
        default="https://accounts.google.com/.well-known/openid-configuration",
        help="Google's discovery document.",
    )
    step_up: Literal["strict", "best_effort"] = setting(
        "HUB_GOOGLE_STEP_UP",
        choice("strict", "best_effort"),
        default="best_effort",
        help="Where a recent sign-in is needed: strict demands proof of it, best_effort takes a new round trip.",
    )
