"""A store's ticket as it is kept with its activation; it holds no secret."""

from datetime import datetime
from typing import Any

from hub.sdk.activation import Initiator, Ticket
from hub.sdk.refs import CompanyRef

__all__ = ["from_json", "to_json"]


def to_json(ticket: Ticket) -> dict[str, Any]:
    """Write a ticket as JSON values."""
    who = ticket.initiator
    return {
        "reference": ticket.reference,
        "initiator": {"email": who.email, "name": who.name} if who else None,
        "companies": [
            {
                "source_id": each.source_id,
                "name": each.name,
                "country": each.country,
                "business_id": each.business_id,
                "currency": each.currency,
            }
            for each in ticket.companies
        ],
        "expires_at": ticket.expires_at.isoformat() if ticket.expires_at else None,
        "integration_id": ticket.integration_id,
    }


def from_json(kept: dict[str, Any]) -> Ticket:
    """Read a ticket back."""
    return Ticket(
        reference=kept["reference"],
        initiator=Initiator(**kept["initiator"]) if kept["initiator"] else None,
        companies=tuple(CompanyRef(**each) for each in kept["companies"]),
        expires_at=datetime.fromisoformat(kept["expires_at"]) if kept["expires_at"] else None,
        integration_id=kept["integration_id"],
    )
