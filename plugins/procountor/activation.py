"""Activations from the Procountor Store."""

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from hub.sdk.activation import ActivationFlow, Arrival, Credential, Decision, Initiator, Ticket
from hub.sdk.errors import HubError, Refused, UserFault
from hub.sdk.refs import CompanyRef
from hub.sdk.texts import text as _
from hub.sdk.texts import together
from plugins.procountor.countries import country_code
from plugins.procountor.errors import Expired, NotFound, how_to_open_the_api
from plugins.procountor.registers import finnish_id
from plugins.procountor.settings import settings
from plugins.procountor.store import ActivationRequest, Facts, RequestedCompany, Store

__all__ = ["ProcountorActivation"]

LARGEST_ID = 2**31 - 1
BEGIN_AGAIN = _("Go back to the Procountor Store and press Activate again.")


class ProcountorActivation(ActivationFlow):
    """The store redirects a browser with a request id; everything else is asked from its server."""

    key: ClassVar[str] = "procountor"
    label: ClassVar[str] = "Procountor Store"
    connector: ClassVar[str] = "procountor"

    def reference(self, arrival: Arrival) -> str:
        """Read the request id: a whole number above zero, as Procountor counts its requests."""
        value = arrival.query.get(settings().request_param, "")
        if not re.fullmatch(r"[1-9][0-9]{0,9}", value) or int(value) > LARGEST_ID:
            raise UserFault(together(_("This address does not come from the Procountor Store."), BEGIN_AGAIN))
        return value

    def open(self, reference: str) -> Ticket:
        """Ask the store about a request.

        :raises UserFault: the store does not know the request
        :raises Refused: the request has expired
        :raises TryLater, GiveUp: the store cannot answer now, or not this hub
        """
        try:
            request = Store(settings()).request(reference)
        except NotFound:
            raise UserFault(together(_("Procountor does not know this activation."), BEGIN_AGAIN)) from None
        except Expired:
            raise Refused(self.mended_by()["expired"]) from None
        return _ticket(reference, request)

    def confirm(self, ticket: Ticket, decisions: Sequence[Decision]) -> list[Credential]:
        """Answer for all companies at once; a repetition gives the same keys.

        A company whose key did not come along is left out: it comes with a repetition.

        :raises UserFault: the decisions do not name every company of the request, each once
        :raises Refused: the request has expired
        """
        if sorted(each.company for each in decisions) != sorted(each.source_id for each in ticket.companies):
            raise UserFault(_("Decide about each company of the activation before it is confirmed."))
        try:
            keys = Store(settings()).decide(ticket.reference, decisions)
        except Expired:
            raise Refused(self.mended_by()["expired"]) from None
        approved = [each.company for each in decisions if each.approve and each.company in keys]
        return [Credential(each, {"api_key": keys[each], "company_id": each}) for each in approved]

    def is_active(self, ticket: Ticket, company: str) -> bool | None:
        """Look the company up in the integration's list of customers; None when the store does not tell."""
        if not ticket.integration_id:
            return None
        try:
            return Store(settings()).uses(ticket.integration_id, company)
        except HubError:  # it is only a look: whatever is in the way, the answer is "not known"
            return None

    def mended_by(self) -> Mapping[str, str]:
        """Say how to mend what may be in the way."""
        return {
            "api_closed": how_to_open_the_api(),
            "expired": together(_("The time to finish this activation has passed."), BEGIN_AGAIN),
            "unknown": BEGIN_AGAIN,
            "untold": _(
                "Procountor tells Hub the company's name, country and business id, and who activates, only with your "
                "consent, and without them nothing can be connected. Go back to the Procountor Store, press Activate "
                "again and agree to share them."
            ),
            "left_active": _(
                "Procountor goes on showing Hub as active for this company: Hub keeps no key of it, but cannot take "
                "the approval back. To take it away, remove Hub in the company's integration settings in Procountor; "
                "an environment that reads the company already loses its access with it."
            ),
            "payroll_hidden": _("Let somebody who has all rights to salaries in Procountor activate Hub again."),
        }


def _ticket(reference: str, request: ActivationRequest) -> Ticket:
    person = request.initiator
    return Ticket(
        reference=reference,
        initiator=Initiator(person.email, person.user_full_name) if person and person.email else None,
        companies=tuple(_company(each) for each in request.companies_to_integrate or []),
        expires_at=request.expires_at,
        integration_id=request.integration_id,
    )


def _company(company: RequestedCompany) -> CompanyRef:
    facts = company.extra_info or Facts()
    identifier = finnish_id(facts.business_identifier)
    return CompanyRef(
        source_id=str(company.company_id),
        name=facts.company_name or str(_("Company %(number)s", number=str(company.company_id))),
        country=country_code(facts.country) or ("FI" if identifier else "ZZ"),
        business_id=identifier,
    )
