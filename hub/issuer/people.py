"""The people who sign in here, and their accounts at both providers."""

from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

__all__ = ["CONSUMERS", "PEOPLE", "Persona", "directory_of", "with_hint"]

CONSUMERS = "9188040d-6c67-4c5b-b112-36a304b66dad"
"""The directory in which Microsoft keeps personal accounts."""


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody with an account.

    :param kind: ``work`` (the organisation owns the address' domain), ``personal``, or ``unvouched``: an account
        that merely claims the address
    """

    key: str
    name: str
    email: str
    title: str
    kind: str = "work"
    sides: tuple[str, ...] = ("google", "microsoft")

    @property
    def domain(self) -> str:
        """The part of the address behind the @."""
        return self.email.rpartition("@")[2]

    @property
    def initials(self) -> str:
        """Two letters for the list."""
        return "".join(part[0] for part in self.name.split()[:2])

    @property
    def google_sub(self) -> str:
        """The account's id at Google: 21 digits."""
        return str(uuid5(NAMESPACE_URL, f"google:{self.key}").int)[:21]

    @property
    def microsoft_oid(self) -> str:
        """The account's object id in its directory."""
        return str(uuid5(NAMESPACE_URL, f"microsoft:{self.key}"))

    @property
    def microsoft_tid(self) -> str:
        """The directory the account is in."""
        if self.kind == "personal":
            return CONSUMERS
        return directory_of("evil.example" if self.kind == "unvouched" else self.domain)


def directory_of(domain: str) -> str:
    """Give the id of an organisation's directory."""
    return str(uuid5(NAMESPACE_URL, f"directory:{domain}"))


PEOPLE = (
    Persona("anna", "Anna Kirjanpitäjä", "anna@kapylanleipa.example", "Bookkeeper, Käpylän Leipä Oy"),
    Persona("matti", "Matti Muu", "matti@kapylanleipa.example", "Colleague, Käpylän Leipä Oy"),
    Persona("salla", "Salla Saaja", "salla@kapylanleipa.example", "Sales, Käpylän Leipä Oy"),
    Persona("pekka", "Pekka Puu", "pekka@pohjolanpuu.example", "Group controller, Pohjolan Puu"),
    Persona("outi", "Outi Ovi", "outi@suljettu.example", "Entrepreneur"),
    Persona("liisa", "Liisa Laskija", "liisa@tilitoimisto.example", "Clerk of an accounting office"),
    Persona("aino", "Aino Yksityinen", "aino.yksityinen@gmail.com", "Private account", "personal", ("google",)),
    Persona("kalle", "Kalle Koti", "kalle.koti@outlook.com", "Private account", "personal", ("microsoft",)),
    Persona(
        "mallory",
        "Mallory Väärä",
        "anna@kapylanleipa.example",
        "Another account that claims Anna's address; nobody vouches for it",
        "unvouched",
    ),
)


def with_hint(side: str, hint: str) -> Persona | None:
    """Find who a ``login_hint`` means: an address, or a persona's key."""
    return next((each for each in PEOPLE if side in each.sides and hint in (each.key, each.email)), None)
