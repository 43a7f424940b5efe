"""Procountor's refusals that the plugin tells apart, as kinds of the errors the hub knows."""

from hub.sdk.errors import GiveUp, Refused
from hub.sdk.texts import text as _
from hub.sdk.texts import together

__all__ = ["ApiClosed", "Expired", "Forbidden", "NotFound", "how_to_open_the_api"]


def how_to_open_the_api() -> str:
    """Show the way to the switch that lets programs in."""
    return _(
        "In Procountor, open Management → Company info → Usage settings → Integration settings, tick “Allow the usage "
        "of invoiceable API clients” and save. Then try again."
    )


class ApiClosed(Refused):
    """The company does not let programs in."""

    def __init__(self) -> None:
        super().__init__(together(_("This company's API is not open in Procountor."), how_to_open_the_api()))


class Forbidden(Refused):
    """The rights of the key's user do not reach that far."""


class NotFound(GiveUp):
    """There is nothing at that address."""


class Expired(Refused):
    """The time to answer has passed."""
