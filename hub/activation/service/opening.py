"""Opening an environment without a store: for operators, who have made sure of person and company themselves.

For a company whose store does not tell who activates. The first Admin then connects its books there, which the
accounting system lets only those do who have the right to them.
"""

from hub import audit, mail
from hub.activation import letters
from hub.audit import Operator
from hub.config import HubSettings
from hub.db import Db
from hub.identity.models import Person
from tenants import provisioning
from tenants.models import Tenant
from tenants.provisioning import NewTenant

__all__ = ["open_environment"]


def open_environment(db: Db, new: NewTenant, settings: HubSettings, operator: Operator) -> Tenant:
    """Open the environment and tell its first Admin where it is. In the scope of the id that it gets.

    :raises AlreadyOpen: the company has one
    :raises LabelTaken: the address was lost
    """
    tenant, company = provisioning.open_tenant(db, new)
    details = {"terms": new.terms_version, "person": str(new.founder), "business_id": company.business_id}
    audit.record(db, tenant.id, "tenant.opened", tenant.name, details, operator)
    founder = db.get_one(Person, new.founder)
    if founder.email:
        letter = letters.ready(company.name, settings.tenant_url(tenant.subdomain), settings.support_url)
        mail.send(db, founder.email, letter.subject, letter.body, language=founder.language)
    return tenant
