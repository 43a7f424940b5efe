"""A store that hands out cash books: its requests are known beforehand, which a real store would be asked for."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import Schema, fields, validate

from hub.sdk.activation import (
    ActivationFlow,
    Advance,
    Arrival,
    Credential,
    Decision,
    Initiator,
    Outcome,
    ShowErrors,
    Step,
    StepContext,
    Ticket,
)
from hub.sdk.errors import UserFault
from hub.sdk.refs import CompanyRef
from hub.sdk.secrets import Secret
from hub.sdk.texts import text as _

CASH_BOOK = "2026-01-05;3000;Coffee sold;-25.00|2026-01-05;1900;Coffee sold;25.00"
REQUESTS = {
    "order-1": Ticket(
        reference="order-1",
        initiator=Initiator("anna@kapylanleipa.example", "Anna Kirjanpitäjä"),
        companies=(CompanyRef("till-7", "Kahvila Kolmonen Oy", "FI", "20774740"),),
    )
}


class TillSchema(Schema):
    """The page that the store adds: where the till stands."""

    place = fields.String(required=True, validate=validate.Length(min=1, max=80))


class TillStep(Step):
    """Ask where the till stands."""

    name = "till"
    title = "Till"
    template = "activation/plugin_form.html"
    schema = TillSchema

    def run(self, context: StepContext, values: Mapping[str, Any]) -> Outcome:
        """Any place but nowhere will do."""
        if values["place"].strip().lower() == "nowhere":
            return ShowErrors({"place": ["Say where the till stands."]})
        return Advance(dict(values))


class ExampleStore(ActivationFlow):
    """Arrivals at ``/activate/example?order=…``."""

    key = "example"
    label = "Example Store"
    connector = "cashbook"

    def __init__(self) -> None:
        self.told: list[Sequence[Decision]] = []

    def reference(self, arrival: Arrival) -> str:
        """The order's number is the reference."""
        order = arrival.query.get("order", "")
        if not re.fullmatch(r"order-[0-9]{1,9}", order):
            raise UserFault(_("The address from the store carries no order. Start again in the store."))
        return order

    def open(self, reference: str) -> Ticket:
        """Look the order up."""
        try:
            return REQUESTS[reference]
        except KeyError:
            raise UserFault(_("The store does not know this order. Start again in the store.")) from None

    def create_steps(self, ticket: Ticket) -> Sequence[Step]:
        """One page of its own when an environment is created."""
        return [TillStep()]

    def confirm(self, ticket: Ticket, decisions: Sequence[Decision]) -> list[Credential]:
        """Hand out the cash book of each approved company; the same one when asked again."""
        self.told.append(tuple(decisions))
        approved = {each.company for each in decisions if each.approve}
        return [Credential(each.source_id, _settings(each)) for each in ticket.companies if each.source_id in approved]

    def is_active(self, ticket: Ticket, company: str) -> bool | None:
        """Active once it has been told."""
        return any(each.company == company and each.approve for told in self.told for each in told)


def _settings(company: CompanyRef) -> dict[str, str | Secret]:
    return {"title": company.name, "business_id": company.business_id or "", "cash_book": Secret(CASH_BOOK)}
