"""What shall become of each company: an environment of its own, one that exists, another's of this request, or nothing.

What is submitted is kept as it came, valid or not, so that nobody types anything twice. Callers hold the activation's
row (:func:`arriving.locked`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from marshmallow import ValidationError

from hub import mail
from hub.activation import letters
from hub.activation.flow import Outlook
from hub.activation.models import Activation, ActivationCompany, CompanyDecision
from hub.activation.schemas import CompanySchema, messages_of
from hub.activation.service.looking import CompanyLook, Look
from hub.db import Db
from hub.identity.models import Person
from hub.sdk.activation import Advance, GoTo, Outcome, Refuse, ShowErrors
from hub.sdk.errors import Refused, UserFault
from hub.sdk.identity import Identity
from hub.sdk.texts import text as _
from tenants import business_id, directory, membership, naming, provisioning
from tenants.errors import LabelTaken, NotAdmin
from tenants.models import Tenant

__all__ = [
    "LEFT_OUT",
    "FormAnswer",
    "ask_admins",
    "attach",
    "entered",
    "environment_of",
    "follow",
    "join",
    "keep",
    "leave_out",
    "lost_address",
    "reopen",
    "submit_company",
    "suggested",
]

COMPANY = "company"
"""Key of the company form among what is kept."""
LONGEST = 300
LEFT_OUT = _("Left out by the person who activated.")

Errors = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class FormAnswer:
    """What a submitted form is answered with; without errors it is done.

    :param offer: a free address, when the wanted one is taken
    """

    errors: Errors = field(default_factory=dict)
    offer: str | None = None


def entered(company: ActivationCompany, page: str = COMPANY) -> dict[str, str]:
    """Give what was last submitted on a page."""
    return dict(company.form.get(page, {}))


def keep(company: ActivationCompany, page: str, submitted: Mapping[str, str]) -> None:
    """Keep what was submitted on a page, however wrong it is."""
    kept = {name[:40]: value[:LONGEST].replace("\x00", "") for name, value in list(submitted.items())[:50]}
    company.form = {**company.form, page: kept}


def submit_company(db: Db, company: ActivationCompany, submitted: Mapping[str, str], terms: str) -> FormAnswer:
    """Take the company form: hold its address for 24 hours and note which terms were accepted.

    No environment is made here and nobody is told.
    """
    keep(company, COMPANY, submitted)
    if (spelling := _respelled(db, company)) is not None:
        return _again(db, company, spelling)
    try:
        values = CompanySchema().load(submitted)
        provisioning.reserve(db, values["subdomain"], company.id)
    except ValidationError as error:
        return _again(db, company, FormAnswer(messages_of(error)))
    except LabelTaken as taken:
        return _again(db, company, _taken(db, taken.label, company.id))
    keep(company, COMPANY, {**submitted, **{name: str(value) for name, value in values.items()}, "terms": "1"})
    _decide(db, company, CompanyDecision.CREATE, keep_steps=True)
    company.terms_version, company.terms_accepted_at = terms, datetime.now(UTC)
    return FormAnswer()


def suggested(db: Db, company: ActivationCompany, name: str) -> str:
    """Propose a free address for the name that was entered."""
    digits = business_id.canonical(company.business_id or "")
    return directory.free_like(db, naming.suggest_subdomain(name, digits), company.id)


def lost_address(db: Db, company: ActivationCompany) -> FormAnswer:
    """Look whether the address that was entered is still to be had; the answer has no errors if so, or if none was."""
    label = entered(company).get("subdomain", "")
    if not label or directory.is_free(db, label, company.id):
        return FormAnswer()
    return _taken(db, label, company.id)


def join(db: Db, look: Look, company: CompanyLook, target_id: UUID) -> None:
    """Put a company into the environment that another company of the same request gets.

    :raises UserFault: that company gets none of its own
    """
    target = look.company(target_id)
    founds = target is not None and target.row.decision == CompanyDecision.CREATE and target.standing.wanted
    if not founds or target_id == company.row.id or company.standing.outlook != Outlook.NEW:
        raise UserFault(_("Choose a company of this request that gets an environment of its own."))
    _decide(db, company.row, CompanyDecision.JOIN)
    company.row.joins_id = target_id


def attach(db: Db, company: CompanyLook, person_id: UUID) -> None:
    """Put a company into the environment it already has.

    :raises Refused: the person is not an Admin of it, asked in this very transaction
    """
    if company.tenant is None:
        raise Refused(_("Only an Admin of the company's environment can connect it."))
    try:
        membership.require_admin(db, company.tenant.id, person_id)
    except NotAdmin:
        raise Refused(_("Only an Admin of the company's environment can connect it.")) from None
    _decide(db, company.row, CompanyDecision.ATTACH)
    company.row.target_tenant_id = company.tenant.id


def leave_out(db: Db, company: ActivationCompany, reason: str | None = None) -> None:
    """Decide that a company is not connected."""
    _decide(db, company, CompanyDecision.REJECT)
    company.reason = reason or LEFT_OUT


def reopen(db: Db, company: ActivationCompany) -> None:
    """Take a decision back; what was entered stays."""
    _decide(db, company, CompanyDecision.OPEN)


def follow(db: Db, company: CompanyLook, step: str, outcome: Outcome) -> Errors:
    """Do what a plugin's page decided; gives the messages to show, if any."""
    names = [each.name for each in company.steps]
    row = company.row
    match outcome:
        case ShowErrors(errors):
            return {name: list(messages) for name, messages in errors.items()}
        case Advance(data):
            row.step_data = {**row.step_data, step: dict(data)}
        case GoTo(target):
            row.step_data = _moved(row.step_data, names, target)
        case Refuse(message):
            leave_out(db, row, message)
    return {}


def ask_admins(db: Db, company: ActivationCompany, tenant: Tenant, *, asker: Identity, address: str) -> None:
    """Mail the Admins of a company's environment, once; who they are is not told. In the scope of the environment."""
    if company.asked_admins_at is not None:
        return
    company.asked_admins_at = datetime.now(UTC)
    for person_id in membership.admins(db, tenant.id):
        admin = db.get_one(Person, person_id)
        letter = letters.asking(company.name, tenant.name, address, asker)
        mail.send(db, admin.email, letter.subject, letter.body, language=admin.language)


def environment_of(db: Db, company: ActivationCompany) -> Tenant | None:
    """Find the environment that a company has, whoever asks; for the hub's own use, never shown."""
    return directory.by_business_id(db, company.country, business_id.canonical(company.business_id or ""))


def _decide(db: Db, company: ActivationCompany, decision: CompanyDecision, *, keep_steps: bool = False) -> None:
    """Set a decision and let go of what only another one needed."""
    company.decision = decision
    company.reason, company.joins_id, company.target_tenant_id = "", None, None
    if not keep_steps:
        company.step_data = {}
    if decision != CompanyDecision.CREATE:
        provisioning.release(db, company.id)
        for other in _joining(company):
            other.decision, other.joins_id = CompanyDecision.OPEN, None


def _joining(company: ActivationCompany) -> list[ActivationCompany]:
    activation: Activation = company.activation
    return [each for each in activation.companies if each.joins_id == company.id]


def _again(db: Db, company: ActivationCompany, answer: FormAnswer) -> FormAnswer:
    """Show the form once more; a decision that an earlier version of it made no longer stands."""
    if company.decision == CompanyDecision.CREATE:
        company.decision = CompanyDecision.OPEN
    db.flush()
    return answer


def _respelled(db: Db, company: ActivationCompany) -> FormAnswer | None:
    """Show an address again that had to be written with other letters, or that nobody had chosen yet."""
    form = entered(company)
    wanted = form.get("subdomain", "").strip().lower()
    if not wanted:
        label = suggested(db, company, form.get("name", ""))
        message = _("We suggest this address. Change it or go on.")
    elif naming.spelled(wanted) not in ("", wanted.strip("-")) and "--" not in wanted:
        label = naming.spelled(wanted)
        message = _("An address has only the letters a to z, digits and hyphens. Is it right like this?")
    else:
        return None
    keep(company, COMPANY, {**form, "subdomain": label})
    return FormAnswer({"subdomain": [message]})


def _taken(db: Db, label: str, holder: UUID) -> FormAnswer:
    offer = directory.free_like(db, label, holder)
    message = _("The address %(label)s is taken. %(offer)s is free.", label=label, offer=offer)
    return FormAnswer({"subdomain": [message]}, offer)


def _moved(done: dict[str, object], names: list[str], target: str) -> dict[str, object]:
    """Go on at a named page: those before it count as done, it and those after it do not.

    :raises UserFault: the plugin has no such page
    """
    if target not in names:
        raise UserFault(_("The store's plugin sent you to a page that it does not have. Tell the support."))
    return {name: done.get(name, {}) for name in names[: names.index(target)]}
