"""Names for the hub's things that can be handed to a plugin: plain values, no database behind them."""

from dataclasses import dataclass
from uuid import UUID

__all__ = ["BookRef", "CompanyRef", "ConnectionRef", "PersonRef", "TenantRef"]


@dataclass(frozen=True, slots=True)
class TenantRef:
    """An environment: the place where one or more companies' books are read."""

    id: UUID
    name: str
    subdomain: str


@dataclass(frozen=True, slots=True)
class CompanyRef:
    """A company as an accounting system knows it.

    :param source_id: the company's id in the accounting system
    :param country: ISO 3166-1 alpha-2; ``ZZ`` where the system did not tell
    :param business_id: canonical, for Finland eight digits without a hyphen; None where the system did not tell
    :param currency: ISO 4217 code of the books
    """

    source_id: str
    name: str
    country: str = "FI"
    business_id: str | None = None
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class BookRef:
    """One company's ledger in an environment."""

    id: UUID
    company: CompanyRef


@dataclass(frozen=True, slots=True)
class ConnectionRef:
    """A live link between an environment's book and an accounting system."""

    id: UUID
    tenant: TenantRef
    connector: str
    book: BookRef


@dataclass(frozen=True, slots=True)
class PersonRef:
    """Somebody who has signed in."""

    id: UUID
    name: str
    email: str
