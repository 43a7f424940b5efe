"""How one sandbox is set up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .demo import ACTIVATION_PATH, DEMO_CLIENT, REDIRECT_PATH, Client

if TYPE_CHECKING:
    from .books.catalogue import CatalogueEntry
    from .personas import Persona


@dataclass(frozen=True, slots=True)
class SandboxConfig:
    """What an operator or a test chooses before the sandbox starts.

    `companies` and `personas` replace the default ones when given. `switches` are values that win over those
    remembered from an earlier start. Without a `data_dir` nothing outlives the process. `receipts` adds one company
    generated from `seed`, with about so many receipts in `months` months up to today.
    """

    data_dir: Path | None = None
    sie_files: tuple[Path, ...] = ()
    net: bool = False
    seed: int | None = None
    receipts: int | None = None
    months: int = 36
    hub_url: str = "http://hub.localhost:8000"
    request_param: str = "requestId"
    redirect_uri: str = ""
    client: Client = DEMO_CLIENT
    switches: Mapping[str, Any] = field(default_factory=dict)
    companies: "tuple[CatalogueEntry, ...] | None" = None
    personas: "tuple[Persona, ...] | None" = None

    @property
    def registered_redirect(self) -> str:
        """The one address to which `/login` and `/keylogin` may send a browser back."""
        return self.redirect_uri or self.hub_url.rstrip("/") + REDIRECT_PATH

    @property
    def activation_callback(self) -> str:
        """The address that hears of an activation request."""
        return self.hub_url.rstrip("/") + ACTIVATION_PATH
