"""What can be wrong with an order to attach, change or detach a connection."""

from uuid import UUID

from hub.sdk.errors import Refused, UserFault
from hub.sdk.texts import text as _

__all__ = ["AlreadyAttached", "CompanyElsewhere", "ForeignCompany", "NoBusinessId", "OtherCompany"]


class CompanyElsewhere(Refused):
    """The company belongs to another environment, which only that environment's admins may attach it to."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s belongs to another environment already. Only an admin of that one can attach it.", name=name)
        )


class AlreadyAttached(Refused):
    """The company is attached with this connector in this environment.

    :ivar connection_id: the connection that holds the place
    """

    def __init__(self, name: str, connection_id: UUID) -> None:
        super().__init__(_("%(name)s is attached already. Replace its key instead, or detach it first.", name=name))
        self.connection_id = connection_id


class ForeignCompany(UserFault):
    """The company is not one of the environment's, and nobody said that it shall become one."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "This key belongs to %(name)s, which is not a company of this environment yet. "
                "Choose “another company” if its books shall be read here too.",
                name=name,
            )
        )
        self.name = name


class NoBusinessId(Refused):
    """The accounting system does not tell whose books these are."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("The accounting system does not tell the business id of %(name)s, so it cannot be attached.", name=name)
        )


class OtherCompany(UserFault):
    """The key opens another company's books than expected."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(
            _(
                "This key belongs to %(found)s, not to %(expected)s. Choose %(expected)s when you make the key.",
                found=found,
                expected=expected,
            )
        )
        self.found, self.expected = found, expected
