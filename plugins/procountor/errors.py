"""Procountor's refusals that the plugin tells apart, as kinds of the errors the hub knows."""

from hub.sdk.errors import GiveUp, Refused

__all__ = ["API_CLOSED_REMEDY", "ApiClosed", "Expired", "Forbidden", "NotFound"]

API_CLOSED_REMEDY = (
    "In Procountor, open Management → Company info → Usage settings → Integration settings, tick "
    "“Allow the usage of invoiceable API clients” and save. Then try again."
)


class ApiClosed(Refused):
    """The company does not let programs in."""

    def __init__(self) -> None:
        super().__init__(f"This company's API is not open in Procountor. {API_CLOSED_REMEDY}")


class Forbidden(Refused):
    """The rights of the key's user do not reach that far."""


class NotFound(GiveUp):
    """There is nothing at that address."""


class Expired(Refused):
    """The time to answer has passed."""
