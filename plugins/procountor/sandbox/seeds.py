"""Where the companies' books come from: the built-in ones, SIE files, and the changes made since."""

from datetime import date

from .books import catalogue
from .books.business_ids import synthetic_business_id
from .books.catalogue import CatalogueEntry
from .books.generator import generate
from .books.model import Company
from .books.sie import read_sie
from .books.years import add_months
from .clock import now
from .config import SandboxConfig
from .state import settings
from .state.database import Database

FIRST_SIE_COMPANY = 9001
SIZED_COMPANY = 8001


def entries(config: SandboxConfig, db: Database) -> list[CatalogueEntry]:
    """List the companies of a sandbox.

    Generated books end at the day of the first start, and so are the same on every later one.
    """
    today = date.fromisoformat(settings.once(db, "today", lambda: now().date().isoformat()))
    built_in = list(config.companies) if config.companies is not None else catalogue.default_books(today)
    return [
        *built_in,
        *(_from_sie(config) if config.sie_files else []),
        *([_of_size(config, config.receipts, today)] if config.receipts else []),
    ]


def _from_sie(config: SandboxConfig) -> list[CatalogueEntry]:
    books = [
        read_sie(path, net=config.net, company_id=FIRST_SIE_COMPANY + place)
        for place, path in enumerate(config.sie_files)
    ]
    return [CatalogueEntry(book, api_open=True, note="From a SIE file") for book in books]


def _of_size(config: SandboxConfig, receipts: int, today: date) -> CatalogueEntry:
    first_month = add_months(today.replace(day=1), 1 - config.months)
    company = Company(SIZED_COMPANY, "Mittakaava Oy", synthetic_business_id("Mittakaava Oy"))
    seed = 1 if config.seed is None else config.seed
    book = generate(company, seed=seed, months=config.months, receipts=receipts, first_month=first_month, until=today)
    return CatalogueEntry(book, api_open=True, note=f"Generated from seed {seed}")
