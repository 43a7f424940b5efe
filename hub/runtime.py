"""What web and worker processes alike are given once, when they start."""

import hub.schema  # noqa: F401 (every table has to be known before the first row is written)
from hub.config import HubSettings
from hub.connectors import budget, keys
from hub.sdk import http

__all__ = ["prepare"]


def prepare(settings: HubSettings) -> None:
    """Give this process the hub's keys, and let plugins' requests wait for the shared budgets. Connects nowhere.

    :raises hub.connectors.keys.NoSecretKeys: ``HUB_SECRET_KEYS`` is empty
    """
    keys.unlock(settings.secret_keys)
    http.use_gate(budget.wait_for_slot, budget.pause)
