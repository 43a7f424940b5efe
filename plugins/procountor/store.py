"""The Procountor Store, asked with the hub's own operator key: who wants to activate, and what was decided."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from hub.sdk.activation import Decision
from hub.sdk.errors import GiveUp, NeedsReauth, Refused
from hub.sdk.secrets import Secret
from hub.sdk.texts import text as _
from hub.sdk.texts import together
from plugins.procountor.client import ProcountorClient
from plugins.procountor.errors import ApiClosed, Forbidden, how_to_open_the_api
from plugins.procountor.registers import BusinessIdentifier
from plugins.procountor.settings import ProcountorSettings

__all__ = ["ActivationRequest", "Store"]

LONGEST_REASON = 255
IN_USE = frozenset({"APPROVED", "DEPRECATED"})
"""The company runs the integration, in its present or an older version."""


class Facts(Struct, rename="camel"):
    """What the customer agreed to tell about a company."""

    company_name: str | None = None
    country: str | None = None
    business_identifier: BusinessIdentifier | None = None


class RequestedCompany(Struct, rename="camel"):
    """A company of a request."""

    company_id: int
    extra_info: Facts | None = None


class Person(Struct, rename="camel"):
    """Who pressed the button."""

    email: str | None = None
    user_full_name: str | None = None


class ActivationRequest(Struct, rename="camel"):
    """A customer's wish to activate the integration for some companies."""

    integration_id: str
    expires: str | None = None
    initiator: Person | None = None
    companies_to_integrate: list[RequestedCompany] | None = None

    @property
    def expires_at(self) -> dt.datetime | None:
        """When the store stops answering. A time without a zone is read as UTC, so never too early by our clock; the
        store itself refuses what is too late."""
        try:
            moment = dt.datetime.fromisoformat(self.expires or "")
        except ValueError:
            return None
        return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


class _Integrated(Struct, rename="camel"):
    company_id: int
    api_key: str


class _Result(Struct, rename="camel"):
    companies_integrated: list[_Integrated] | None = None


class _Customer(Struct, rename="camel"):
    company_id: int
    integration_version_status: str | None = None


class Store:
    """The integrator's side of the store."""

    def __init__(self, settings: ProcountorSettings) -> None:
        self._client = ProcountorClient(settings, Secret(settings.need("operator_key")))

    def request(self, reference: str) -> ActivationRequest:
        """Read a request.

        :raises NotFound: there is none, or it is not ours
        :raises Expired: it was not answered in time
        """
        with _OperatorsAccess():
            return self._client.get(f"/integrations/{reference}", ActivationRequest)

    def decide(self, reference: str, decisions: Sequence[Decision]) -> dict[str, Secret]:
        """Answer for every company of a request; gives the API key of each approved company, the same if repeated.

        :raises Expired: it was not answered in time
        :raises Refused: Procountor does not let the companies be connected
        """
        body = {
            "approve": [int(each.company) for each in decisions if each.approve],
            "reject": [
                {"companyId": int(each.company), "reason": each.reason[:LONGEST_REASON]}
                for each in decisions
                if not each.approve
            ],
        }
        with _OperatorsAccess():
            try:
                result = self._client.send("PUT", f"/integrations/{reference}", body, _Result)
            except Forbidden:  # the request could be read with this key, so it is a company that stands in the way
                refused = _("Procountor did not let Hub be activated; the API may not be open.")
                raise Refused(together(refused, how_to_open_the_api())) from None
        return {str(each.company_id): Secret(each.api_key) for each in result.companies_integrated or []}

    def uses(self, integration_id: str, company: str) -> bool:
        """Tell whether a company is among the integration's active customers."""
        one_or_many: Any = list[_Customer] | _Customer  # published as one object, described as a list
        with _OperatorsAccess():
            found = self._client.get(f"/integrations/{quote(integration_id, safe='')}/customers", one_or_many)
        customers = found if isinstance(found, list) else [found]
        return any(str(each.company_id) == company and each.integration_version_status in IN_USE for each in customers)


class _OperatorsAccess:
    """What the operator key is refused is nothing that the person in front of the screen could mend."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, (NeedsReauth, Forbidden, ApiClosed)):
            message = _("Procountor's Store does not accept this hub's own key. Its operator has to renew it.")
            raise GiveUp(message) from None
