"""Who is calling, and what they may read."""

from dataclasses import dataclass

from . import personas
from .state import keys
from .tokens import Access
from .world import OPERATOR_USER_ID, World


@dataclass(frozen=True, slots=True)
class Caller:
    """The user behind an access token, in the company the token is for."""

    company_id: int
    client_id: str
    user_id: int
    name: str
    email: str
    role: str
    payroll: str  # ALL_RIGHTS, NO_ACCESS or NOT_ENABLED
    technical: bool = False

    @property
    def is_operator(self) -> bool:
        """Say whether this is the integrator itself."""
        return self.user_id == OPERATOR_USER_ID

    @property
    def reads_payroll(self) -> bool:
        """Say whether salaries may be read."""
        return self.payroll == "ALL_RIGHTS"

    @property
    def salaries_hidden(self) -> bool:
        """Say whether there may be salary receipts that must not be shown whole."""
        return self.payroll == "NO_ACCESS"


def identify(world: World, access: Access) -> Caller | None:
    """Find who an access token stands for; None if that user is no longer there."""
    if access.user_id == OPERATOR_USER_ID:
        return _caller(access, "Hub Operator", "operator@hub.example", role="Main user", payroll="NOT_ENABLED")
    persona = personas.with_id(world.personas, access.user_id)
    if persona is not None:
        level = payroll_of(world, access.company_id, persona.payroll)
        return _caller(access, persona.name, persona.email, role="Accountant", payroll=level)
    user = keys.technical_user_with_id(world.db, access.user_id)
    if user is None or user.company_id != access.company_id:
        return None
    level = payroll_of(world, access.company_id, _technical_user_reads_payroll(world, user))
    email = f"api-{user.id}@hub.example"
    return _caller(access, "Hub (API)", email, role="API technical user", payroll=level, technical=True)


def payroll_of(world: World, company_id: int, allowed: bool) -> str:
    """Give the level of a user's payroll rights in a company."""
    if not world.shelf(company_id).book.payroll:
        return "NOT_ENABLED"
    return "ALL_RIGHTS" if allowed else "NO_ACCESS"


def _technical_user_reads_payroll(world: World, user: keys.TechnicalUser) -> bool:
    if world.environment(user.company_id).rights_of == "specification":
        return True
    initiator = personas.with_email(world.personas, user.initiator)
    return initiator is not None and initiator.payroll


def _caller(access: Access, name: str, email: str, *, role: str, payroll: str, technical: bool = False) -> Caller:
    return Caller(access.company_id, access.client_id, access.user_id, name, email, role, payroll, technical)
