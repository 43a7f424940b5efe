from collections.abc import Iterator

from hub.config import HubSettings
from hub.doctor.findings import Finding, ill, well
from hub.embedded import secret_keys


def look(settings: HubSettings) -> Iterator[Finding]:
    """Say which key seals stored credentials; without one nothing can be connected."""
    kept = secret_keys.location(settings.data_dir)
    if not settings.secret_keys:
        yield ill(
            "secrets", "HUB_SECRET_KEYS is not set", "Set it to 32 random bytes in base64: openssl rand -base64 32"
        )
    elif kept:
        yield well("secrets", f"Credentials are sealed with the key in {kept}; back it up apart from the data")
    else:
        yield well("secrets", f"Credentials are sealed with the first of {len(settings.secret_keys)} key(s)")
