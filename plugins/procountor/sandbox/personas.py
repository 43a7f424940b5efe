"""The people who sign in to the sandbox; a click is their password.

Their e-mail addresses are those of the hub's own identity issuer, so that the store's initiator and the person who
signs in to the hub can be the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .books.model import Company


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody with a Procountor user of their own.

    `companies` are the first letters of the names of the companies they work for, an empty string being every company
    but those of `except_for`.
    """

    id: int
    name: str
    email: str
    title: str
    companies: tuple[str, ...]
    payroll: bool = True
    except_for: tuple[str, ...] = ()

    def works_for(self, company: Company) -> bool:
        """Say whether the person may choose the company."""
        return company.name.startswith(self.companies) and not company.name.startswith(self.except_for)


PERSONAS = (
    Persona(101, "Anna Kirjanpitäjä", "anna@kapylanleipa.example", "Bookkeeper, Käpylän Leipä Oy", ("Käpylän Leipä",)),
    Persona(102, "Matti Muu", "matti@kapylanleipa.example", "Colleague, Käpylän Leipä Oy", ("Käpylän Leipä",)),
    Persona(
        103,
        "Salla Saaja",
        "salla@kapylanleipa.example",
        "Sales, Käpylän Leipä Oy; no payroll rights",
        ("Käpylän Leipä",),
        payroll=False,
    ),
    Persona(104, "Pekka Puu", "pekka@pohjolanpuu.example", "Group controller, Pohjolan Puu", ("Pohjolan Puu",)),
    Persona(105, "Outi Ovi", "outi@suljettu.example", "Entrepreneur; the API is closed", ("Suljettu",)),
    Persona(
        106,
        "Liisa Laskija",
        "liisa@tilitoimisto.example",
        "Clerk of an accounting office with many clients",
        ("",),
        except_for=("Pohjolan Puu", "Suljettu"),
    ),
)


def with_email(personas: Iterable[Persona], email: str) -> Persona | None:
    """Find somebody by e-mail address."""
    return next((persona for persona in personas if persona.email == email), None)


def with_id(personas: Iterable[Persona], user_id: int) -> Persona | None:
    """Find somebody by user id."""
    return next((persona for persona in personas if persona.id == user_id), None)


def companies_of(persona: Persona, companies: Iterable[Company]) -> Sequence[Company]:
    """List the companies a person may choose from, by name."""
    return sorted((company for company in companies if persona.works_for(company)), key=lambda company: company.name)
