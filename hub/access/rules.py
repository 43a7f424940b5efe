"""Whether an account may enter an environment, by what its Admins decided."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select

from hub.access.errors import NotAdmitted
from hub.access.models import AllowedOrganisation
from hub.db import Db
from hub.identity.models import LinkedIdentity

__all__ = ["admits", "is_admitted", "require_admitted"]


def is_admitted(tenant_id: UUID) -> ColumnElement[bool]:
    """Say of each ``identity`` of a statement whether it may enter; the transaction is in the environment's scope.

    Who the person is and whether they are a member is another question.
    """
    of_tenant = AllowedOrganisation.tenant_id == tenant_id
    fits = (
        exists()
        .where(
            of_tenant,
            AllowedOrganisation.provider == LinkedIdentity.provider,
            AllowedOrganisation.organisation == func.lower(LinkedIdentity.organisation),
            or_(AllowedOrganisation.guests, LinkedIdentity.guest.is_(False)),
        )
        .correlate(LinkedIdentity)
    )
    return or_(~exists().where(of_tenant), fits)


def admits(db: Db, tenant_id: UUID, identity_id: UUID | None) -> bool:
    """Tell whether an account may enter an environment, in its scope."""
    query = select(LinkedIdentity.id).where(LinkedIdentity.id == identity_id, is_admitted(tenant_id))
    return db.scalar(query) is not None


def require_admitted(db: Db, tenant_id: UUID, identity_id: UUID | None) -> None:
    """Make sure that an account may enter an environment, for what it does there from outside.

    :raises NotAdmitted: it may not
    """
    if not admits(db, tenant_id, identity_id):
        raise NotAdmitted
