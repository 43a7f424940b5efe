"""Store activations as the integrator sees them: read a request, decide about its companies, list who is active."""

from typing import Any

from flask import Response, request

from .. import personas
from ..demo import OPERATOR_COMPANY_ID
from ..state import activations, keys
from ..state.activations import Activation
from ..world import World, world
from .door import api, caller
from .errors import ApiError, bad_request, forbidden, json_answer, not_found
from .oauth import key_for


@api.get("/integrations/<int:request_id>")
def read_activation(request_id: int) -> Response:
    """Tell who asks to activate the integration, and for which companies."""
    here = world()
    activation = _open_activation(here, request_id)
    answer: dict[str, Any] = {"integrationId": activation.integration_id, "expires": activation.expires}
    if here.switches.initiator_shared:
        initiator = personas.with_email(here.personas, activation.initiator)
        answer["initiator"] = {"email": activation.initiator, "userFullName": initiator.name if initiator else ""}
    answer["companiesToIntegrate"] = [_company(here, company_id) for company_id in activation.decisions]
    return json_answer(answer)


@api.put("/integrations/<int:request_id>")
def decide_activation(request_id: int) -> Response:
    """Approve or reject each company of a request; every approved one gets a technical user and its key.

    Repeated, it gives the same keys.
    """
    here = world()
    activation = _open_activation(here, request_id)
    approved, rejected = _decisions()
    if set(approved) & set(rejected) or {*approved, *rejected} != set(activation.decisions):
        raise bad_request("approve and reject together must name every company of the request, each once")
    with here.db.transaction():
        for company_id, reason in rejected.items():
            activations.decide(here.db, request_id, company_id, "REJECTED", reason=reason)
        integrated = [_approve(here, activation, company_id) for company_id in approved]
    return json_answer({"integrationId": activation.integration_id, "companiesIntegrated": integrated})


@api.get("/integrations/<integration_id>/customers")
def list_customers(integration_id: str) -> Response:
    """List the companies that use, or have used, the integration."""
    _check_operator()
    here = world()
    if integration_id != here.config.client.integration_id:
        raise forbidden()
    uses = activations.uses(here.db, integration_id)
    return json_answer([{"companyId": use.company_id, "integrationVersionStatus": use.status} for use in uses])


def _check_operator() -> None:
    if caller().company_id != OPERATOR_COMPANY_ID:
        raise forbidden()


def _open_activation(here: World, request_id: int) -> Activation:
    _check_operator()
    activation = activations.find(here.db, request_id)
    if activation is None:
        raise not_found("Integration request")
    if activation.expired:
        raise ApiError(410, "The integration request has expired")
    return activation


def _company(here: World, company_id: int) -> dict[str, Any]:
    company = here.shelf(company_id).book.company
    if not here.switches.initiator_shared:
        return {"companyId": company.id}
    return {
        "companyId": company.id,
        "extraInfo": {
            "companyName": company.name,
            "country": company.country,
            "businessIdentifier": {"brnType": "FI", "code": company.business_id},
        },
    }


def _decisions() -> tuple[list[int], dict[int, str]]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise bad_request("The body must be a JSON object with approve and reject")
    try:
        approved = [int(company_id) for company_id in body.get("approve") or []]
        rejected = {int(one["companyId"]): str(one.get("reason") or "") for one in body.get("reject") or []}
    except (KeyError, TypeError, ValueError, AttributeError):
        raise bad_request("approve is a list of company ids, reject a list of {companyId, reason}") from None
    if any(len(reason) > 255 for reason in rejected.values()):
        raise bad_request("reason has at most 255 characters", "reject.reason")
    if len(set(approved)) != len(approved):
        raise bad_request("approve names a company twice", "approve")
    return approved, rejected


def _approve(here: World, activation: Activation, company_id: int) -> dict[str, Any]:
    user = keys.ensure_technical_user(here.db, company_id, activation.integration_id, activation.initiator)
    activations.decide(here.db, activation.id, company_id, "APPROVED")
    activations.take_into_use(here.db, company_id, activation.integration_id, activation.initiator)
    return {"companyId": company_id, "apiKey": key_for(here, company_id, user.id, here.config.client.client_id)}
