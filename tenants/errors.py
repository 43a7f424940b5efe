"""What the tenant domain refuses, each refusal with its own name."""

from enum import StrEnum
from uuid import UUID

__all__ = [
    "AlreadyOpen",
    "InvalidBusinessId",
    "InvalidLabel",
    "LabelFault",
    "LabelTaken",
    "LastAdmin",
    "NotAdmin",
    "TenantError",
]


class TenantError(Exception):
    """Base of every refusal of the tenant domain."""


class LabelFault(StrEnum):
    """Why a text cannot be an environment's address."""

    LENGTH = "length"
    CHARACTERS = "characters"
    HYPHEN = "hyphen"
    """It begins or ends with a hyphen."""
    PUNYCODE = "punycode"
    """Two hyphens in the third and fourth place are kept for encoded names (RFC 5891, 4.2.3.1)."""
    DIGITS = "digits"
    """Digits only."""
    RESERVED = "reserved"


class InvalidLabel(TenantError):
    """The text cannot be an address; ``fault`` says why."""

    def __init__(self, label: str, fault: LabelFault) -> None:
        super().__init__(f"{label!r} cannot be an address: {fault}")
        self.label = label
        self.fault = fault


class LabelTaken(TenantError):
    """The address belongs to somebody else, is held while their form is open, or was used before."""

    def __init__(self, label: str) -> None:
        super().__init__(f"The address {label} is taken")
        self.label = label


class InvalidBusinessId(TenantError):
    """The text is no Finnish business id."""


class AlreadyOpen(TenantError):
    """The company has an environment; ``tenant_id`` names it, so that the caller can offer to attach."""

    def __init__(self, tenant_id: UUID) -> None:
        super().__init__("The company has an environment already")
        self.tenant_id = tenant_id


class NotAdmin(TenantError):
    """Only an Admin of the environment may do this."""


class LastAdmin(TenantError):
    """The environment would be left without an Admin."""
