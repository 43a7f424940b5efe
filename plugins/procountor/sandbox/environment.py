"""What the people of one company, or the operator for them, have set in Procountor."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from .state import settings
from .state.database import Database

CHOICES = {
    "rights_of": ("initiator", "specification"),
    "salary_hiding": ("omitted", "not_found", "stripped"),
}


class UnknownSetting(ValueError):
    """A company has no such setting, or it cannot have that value."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings of a company that decide what an API client gets to see.

    `rights_of`: a technical user of the store has the rights of the *specification* (all of payroll), or no more
    than the *initiator* has. `salary_hiding`: what a key without payroll rights sees of salary receipts: they are
    *omitted* from lists, listed but *not_found*, or *stripped* of all rows but one.
    """

    api_open: bool = True
    rights_of: str = "initiator"
    salary_hiding: str = "omitted"

    def as_dict(self) -> dict[str, Any]:
        """Give the settings by name."""
        return asdict(self)


def read(db: Database, company_id: int, *, api_open: bool) -> Environment:
    """Read a company's settings; `api_open` is how its API is until somebody changes it."""
    return replace(Environment(api_open=api_open), **settings.of_company(db, company_id))


def change(db: Database, company_id: int, values: dict[str, Any]) -> None:
    """Set some of a company's settings.

    :raises UnknownSetting: a name or a value is not known; nothing is changed.
    """
    for name, value in values.items():
        if name == "api_open" and not isinstance(value, bool):
            raise UnknownSetting(f"api_open is true or false, not {value!r}.")
        if name != "api_open" and value not in CHOICES.get(name, ()):
            raise UnknownSetting(f"A company's settings are api_open and {CHOICES}, not {name} = {value!r}.")
    with db.transaction():
        for name, value in values.items():
            settings.set_for_company(db, company_id, name, value)
