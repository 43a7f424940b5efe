"""Looking for secrets where they must not be."""

# ruff: noqa: S101 - a suite asserts
from collections.abc import Mapping

from hub.sdk.secrets import Secret

__all__ = ["secrets_of", "tells_no_secret"]


def secrets_of(settings: Mapping[str, str | Secret]) -> list[str]:
    """List the texts that must not show."""
    return [value.reveal() for value in settings.values() if isinstance(value, Secret)]


def tells_no_secret(shown: object, secrets: list[str]) -> None:
    """Assert that neither text nor representation of something carries a secret, nor those of what it holds."""
    for each in (shown, getattr(shown, "__dict__", {}), getattr(shown, "args", ())):
        for secret in secrets:
            assert secret not in f"{each} {each!r}", f"a secret shows in {type(shown).__name__}"
