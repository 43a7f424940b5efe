"""What this hub is known by at Microsoft."""

from dataclasses import dataclass
from typing import Literal

from hub.sdk.settings import Settings, choice, optional, setting, text, web_address

__all__ = ["MicrosoftSettings"]


@dataclass(frozen=True, kw_only=True)
class MicrosoftSettings(Settings):
    """Client id and secret of an app registration; the metadata's address says whose accounts are accepted."""

    client_id: str | None = setting(
        "HUB_MICROSOFT_CLIENT_ID",
        optional(text),
        default=None,
        help="Client id at Microsoft; without it it is not offered.",
    )
    client_secret: str | None = setting(
        "HUB_MICROSOFT_CLIENT_SECRET", optional(text), default=None, secret=True, help="Client secret at Microsoft."
    )
    metadata_url: str = setting(
        "HUB_MICROSOFT_METADATA_URL",
        web_address,
        default="https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration",
        help="Microsoft's discovery document: common, organizations, or one directory's id in its path.",
    )
    step_up: Literal["strict", "best_effort"] = setting(
        "HUB_MICROSOFT_STEP_UP",
        choice("strict", "best_effort"),
        default="strict",
        help="Where a recent sign-in is needed: strict demands proof of it, best_effort takes a new round trip.",
    )
