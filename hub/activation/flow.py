"""The steps of an activation: from where it stands to the page that comes next. Pure; the server asks it every time.

A page that is not reachable from where the activation stands is never shown or obeyed: the browser is sent to the next
one instead, which is what makes the back button, a second tab and another device harmless.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from hub.activation.models import ActivationState, CompanyDecision

__all__ = ["CompanyStanding", "Outlook", "Page", "Place", "Standing", "is_reachable", "next_place"]


class Outlook(StrEnum):
    """What could become of a company for this person now."""

    NEW = "new"
    """It has no environment."""
    ATTACHABLE = "attachable"
    """It has one, and the person is an Admin of it."""
    NOT_ADMIN = "not_admin"
    """It has one, and the person is not an Admin of it."""
    NOT_FINNISH = "not_finnish"
    NO_BUSINESS_ID = "no_business_id"
    TWICE = "twice"
    """An earlier company of the same request has the same business id."""


class Page(StrEnum):
    """The pages of an activation."""

    PROVE = "prove"
    """The person is not known to be the initiator: no word of any company."""
    COMPANIES = "companies"
    FORM = "form"
    ATTACH = "attach"
    STEP = "step"
    BLOCKED = "blocked"
    CONFIRM = "confirm"
    PROGRESS = "progress"
    DONE = "done"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Place:
    """A page, and the company and plugin's step it is about."""

    page: Page
    company: UUID | None = None
    step: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyStanding:
    """Where one company stands.

    :param steps: names of the pages that plugins add for what was decided, in order
    :param passed: those of them that are done
    :param joins: the company of the same request whose environment it joins
    """

    id: UUID
    outlook: Outlook
    decision: CompanyDecision = CompanyDecision.OPEN
    steps: tuple[str, ...] = ()
    passed: frozenset[str] = frozenset()
    joins: UUID | None = None

    @property
    def is_blocked(self) -> bool:
        """It cannot be connected by this person."""
        return self.outlook not in (Outlook.NEW, Outlook.ATTACHABLE)

    @property
    def step_left(self) -> str | None:
        """The first page of a plugin that is not done."""
        return next((each for each in self.steps if each not in self.passed), None)

    @property
    def wanted(self) -> bool:
        """It is to be connected, in a way that is still possible."""
        possible = {
            CompanyDecision.CREATE: Outlook.NEW,
            CompanyDecision.JOIN: Outlook.NEW,
            CompanyDecision.ATTACH: Outlook.ATTACHABLE,
        }
        return possible.get(self.decision) == self.outlook


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an activation stands for the person who looks at it.

    :param mine: the person has proved to be the initiator
    """

    state: ActivationState
    mine: bool
    companies: tuple[CompanyStanding, ...] = ()

    @property
    def is_open(self) -> bool:
        """The person is deciding."""
        return self.mine and self.state == ActivationState.IDENTIFIED

    @property
    def is_ready(self) -> bool:
        """Every company has a decision or cannot be connected, and one at least will be."""
        settled = all(each.is_blocked or self.is_settled(each) for each in self.companies)
        return settled and any(each.wanted and not each.is_blocked for each in self.companies)

    def is_settled(self, company: CompanyStanding) -> bool:
        """Tell whether nothing is left to be asked about a company."""
        if company.decision == CompanyDecision.REJECT:
            return True
        if company.decision == CompanyDecision.JOIN:
            target = next((each for each in self.companies if each.id == company.joins), None)
            founded = target is not None and target.decision == CompanyDecision.CREATE and target.wanted
            return company.wanted and founded
        return company.wanted and company.step_left is None


ENDS = {
    ActivationState.CONFIRMED: Page.PROGRESS,
    ActivationState.CONNECTED: Page.DONE,
    ActivationState.DECLINED: Page.ENDED,
    ActivationState.EXPIRED: Page.ENDED,
    ActivationState.FAILED: Page.ENDED,
}


def next_place(standing: Standing) -> Place:
    """Tell which page comes next."""
    if not standing.mine or standing.state == ActivationState.VERIFIED:
        return Place(Page.PROVE)
    if standing.state in ENDS:
        return Place(ENDS[standing.state])
    begun = [each for each in standing.companies if each.wanted and each.step_left is not None]
    if begun:
        return Place(Page.STEP, begun[0].id, begun[0].step_left)
    if len(standing.companies) == 1:
        return _place_of_only(standing, standing.companies[0])
    return Place(Page.COMPANIES)  # also when all is decided: the person sees the whole and goes on from there


def _place_of_only(standing: Standing, company: CompanyStanding) -> Place:
    if company.is_blocked or company.decision == CompanyDecision.REJECT:
        return Place(Page.BLOCKED)
    if standing.is_settled(company):
        return Place(Page.CONFIRM)
    return Place(Page.FORM if company.outlook == Outlook.NEW else Page.ATTACH, company.id)


def is_reachable(standing: Standing, place: Place) -> bool:
    """Tell whether a page may be shown, and what is sent from it obeyed, where the activation stands."""
    if not standing.is_open:
        return place == next_place(standing)
    company = next((each for each in standing.companies if each.id == place.company), None)
    match place.page:
        case Page.COMPANIES:
            return len(standing.companies) > 1
        case Page.FORM:
            return company is not None and company.outlook == Outlook.NEW
        case Page.ATTACH:
            return company is not None and company.outlook == Outlook.ATTACHABLE
        case Page.STEP:
            return company is not None and company.wanted and _may_step(company, place.step)
        case Page.CONFIRM:
            return standing.is_ready
        case _:
            return place == next_place(standing)


def _may_step(company: CompanyStanding, step: str | None) -> bool:
    return step is not None and step in company.steps and (step in company.passed or step == company.step_left)
