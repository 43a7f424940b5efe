"""What a hub needs to know to speak with a sandbox started with its defaults. Importing this does nothing else."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Client:
    """An integrator's own credentials, as Procountor would issue them."""

    client_id: str
    client_secret: str
    operator_key: str
    integration_id: str


DEMO_CLIENT = Client(
    client_id="hub-demo",
    client_secret="hub-demo-secret",  # noqa: S106 - public on purpose: it opens nothing but a sandbox
    operator_key="hub-demo-operator-key",
    integration_id="activate-hub",
)

OPERATOR_COMPANY_ID = 1
"""The integrator's own environment in Procountor; the operator key belongs to it. It has no bookkeeping."""

REDIRECT_PATH = "/connect/procountor/callback"
"""Where the hub takes back a browser from `/login` and `/keylogin`; a client has exactly one."""

ACTIVATION_PATH = "/activate/procountor"
"""Where the store sends a browser with an activation request."""
