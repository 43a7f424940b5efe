"""The company's world: customers, suppliers, employees, cost centres and projects."""

from dataclasses import dataclass
from datetime import date
from random import Random

from .business_ids import personal_identity_code, synthetic_business_id
from .model import Dimension, DimensionItem

__all__ = ["Employee", "Partner", "cost_centres", "employees", "partners", "projects"]

_STEMS = (
    "Aalto Harju Honka Kallio Kanerva Koivu Korpi Kuusi Lahti Lampi Metsä Mäki Niemi Pelto Ranta Salo Tuuli Virta Vuori"
)
_TRADES = "Kauppa Ravintola Kahvila Rakennus Kuljetus Huolto Tukku Palvelut Tekniikka Design Media Puutarha Konepaja"
_FIRST = (
    "Aino Eero Elina Ilkka Jaana Juha Kaisa Lauri Maija Matti Minna Olli Päivi Sari Tapio Tiina Ville Åsa Björn Helmi"
)
_LAST = "Virtanen Korhonen Mäkinen Nieminen Mäkelä Hämäläinen Laine Heikkinen Koskinen Järvinen Lindström Åkerblom"
_CENTRES = (("100", "Tuotanto"), ("200", "Myynti"), ("300", "Hallinto"), ("400", "Verkkokauppa"))
_PROJECTS = (("P1", "Uudistus"), ("P2", "Kasvuhanke"), ("P3", "Vienti"))


@dataclass(frozen=True, slots=True)
class Partner:
    """A customer or supplier in the registers."""

    id: int
    name: str
    business_id: str


@dataclass(frozen=True, slots=True)
class Employee:
    """Somebody on the payroll; the salary is the monthly gross in cents."""

    id: int
    name: str
    identity_code: str
    salary: int
    centre: int


def partners(rng: Random, count: int, first_id: int) -> tuple[Partner, ...]:
    """Make up companies with distinct ids."""
    return tuple(_partner(rng, first_id + number) for number in range(count))


def employees(rng: Random, count: int, first_id: int) -> tuple[Employee, ...]:
    """Make up people with artificial identity codes."""
    return tuple(_employee(rng, first_id + number) for number in range(count))


def cost_centres() -> Dimension:
    """Give the cost centres; item ids follow the dimension's."""
    return _dimension(1, "Kustannuspaikka", _CENTRES, 11)


def projects() -> Dimension:
    """Give the projects."""
    return _dimension(2, "Projekti", _PROJECTS, 21)


def _dimension(number: int, name: str, items: tuple[tuple[str, str], ...], first_id: int) -> Dimension:
    made = (DimensionItem(first_id + place, code, text) for place, (code, text) in enumerate(items))
    return Dimension(number, name, tuple(made))


def _partner(rng: Random, number: int) -> Partner:
    name = f"{rng.choice(_STEMS.split())}{rng.choice(['', 'n', 'la', 'sto'])} {rng.choice(_TRADES.split())} Oy"
    return Partner(number, name, synthetic_business_id(f"{number} {name}"))


def _employee(rng: Random, number: int) -> Employee:
    born = date(rng.randint(1962, 2004), rng.randint(1, 12), rng.randint(1, 28))
    name = f"{rng.choice(_LAST.split())} {rng.choice(_FIRST.split())}"
    code = personal_identity_code(born, 900 + number % 100)
    return Employee(number, name, code, rng.randint(2300, 4900) * 100, 11 + rng.randint(0, 3))
