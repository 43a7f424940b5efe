"""Telling a company that an environment was opened in its name: whoever activates first becomes its Admin."""

from uuid import UUID

from sqlalchemy import select

from hub import mail
from hub.activation import letters
from hub.config import HubSettings
from hub.db import Db
from hub.identity.models import Person
from tenants import business_id
from tenants.models import Company, Tenant

__all__ = ["announce"]


def announce(db: Db, tenant_id: UUID, founder_id: UUID, settings: HubSettings) -> None:
    """Write to the address that was entered for the company; accounting systems tell no other. In its scope."""
    tenant, founder = db.get_one(Tenant, tenant_id), db.get_one(Person, founder_id)
    company = db.scalars(select(Company).order_by(Company.created_at, Company.id)).first()
    if company is None:  # closed meanwhile
        return
    letter = letters.opened(
        (company.name, business_id.shown(company.business_id)),
        settings.tenant_url(tenant.subdomain),
        (founder.name, founder.email),
        settings.support_url,
    )
    mail.send(db, tenant.email, letter.subject, letter.body)
