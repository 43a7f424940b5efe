"""Telling a company that an environment was opened in its name: whoever activates first becomes its Admin."""

from sqlalchemy import select

from hub import mail
from hub.activation import letters
from hub.config import HubSettings
from hub.db import Db
from hub.identity.models import Person
from tenants import business_id
from tenants.models import Company, Tenant, TermsAcceptance

__all__ = ["announce"]


def announce(db: Db, settings: HubSettings) -> None:
    """Write to the address that was entered for the company; accounting systems tell no other.

    In the scope of the environment: which company it was opened for, and by whom, is what its own first acceptance of
    the terms says.
    """
    opening = db.scalars(select(TermsAcceptance).order_by(TermsAcceptance.accepted_at, TermsAcceptance.id)).first()
    if opening is None:  # closed meanwhile
        return
    tenant, founder = db.get_one(Tenant, opening.tenant_id), db.get_one(Person, opening.person_id)
    company = db.get_one(Company, opening.company_id)
    letter = letters.opened(
        (company.name, business_id.shown(company.business_id)),
        settings.tenant_url(tenant.subdomain),
        (founder.name, founder.email),
        settings.support_url,
    )
    mail.send(db, tenant.email, letter.subject, letter.body, language=founder.language)
