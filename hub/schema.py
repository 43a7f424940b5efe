"""The whole database schema: importing this module makes every table known to ``Base.metadata``."""

from hub import models
from hub.access import models as access
from hub.activation import models as activation
from hub.audit import models as audit
from hub.connectors import models as connectors
from hub.fetching import models as fetching
from hub.identity import models as identity
from hub.invitations import models as invitations
from hub.ledger import models as ledger
from hub.ledger.changelog import models as changelog
from hub.ledger.invoices import models as invoices
from hub.ledger.proof import models as proof
from hub.mapping import models as mapping
from hub.notices import models as notices
from hub.reports import models as reports
from hub.webhooks import models as webhooks
from tenants import models as tenants
from tenants.orm import Base

__all__ = ["MODELS", "OUTSIDE_TENANTS", "metadata"]

MODELS = (
    tenants,
    identity,
    access,
    invitations,
    activation,
    connectors,
    webhooks,
    fetching,
    ledger,
    changelog,
    invoices,
    proof,
    mapping,
    notices,
    reports,
    audit,
    models,
)
metadata = Base.metadata

OUTSIDE_TENANTS = {
    "tenant": "the directory: how a host finds its environment",
    "label": "subdomains are unique over all environments",
    "company": "business ids are unique over all environments",
    "person": "a person may be a member of several environments",
    "identity": "belongs to a person",
    "web_session": "is looked up before the environment is known",
    "web_flow": "exists before anybody has signed in",
    "handoff_code": "is redeemed before anybody has signed in on the host",
    "activation": "exists before its environments do",
    "activation_company": "exists before its environment does",
    "initiator_code": "belongs to an activation",
    "schedule_run": "when the hub itself last looked after something; only the dispatchers read it",
    "rate_slot": "a vendor's limit counts for all environments together",
    "hub_event": "tells of what happens before an environment is known; the application cannot read it",
    "mail": "may go to somebody who is a member of none",
}
"""Tables without row-level security by tenant, each with its reason."""
