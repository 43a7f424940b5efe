"""A process of its own that kills itself, as kill -9 does, at a named place of an activation.

Told on its standard input what to do: a job of a worker, or a press of *Confirm connection* in a web process.
"""

import json
import os
import signal
import sys
from typing import Any
from uuid import UUID

import hub.db
from hub.activation import tasks
from hub.activation.service import concluding, finishing
from hub.activation.views import confirmation
from hub.app import create_app
from hub.config import HubSettings
from hub.connectors import keys, vault
from hub.pluginmanager import Plugins
from hub.queue import execution
from hub.sdk.secrets import Secret
from hub.web.cookies import SESSION
from tenants import membership, provisioning
from tests.hub.activation.store import Store, StorePlugin
from tests.hub.conftest import BASE_URL, HubClient

PLACES: dict[str, tuple[Any, str]] = {
    "before the confirmation is committed": (confirmation, "_have_finished"),
    "before anything is read": (finishing, "order"),
    "when the environment moves in": (provisioning, "_move_in"),
    "when the company is claimed": (provisioning, "claim_company"),
    "when the Admin is made": (membership, "add"),
    "when the key is sealed": (vault, "seal"),
    "before the first sync is written": (tasks, "begin_sync"),
    "after the commit of the company": (tasks, "_tell"),
    "before the activation is closed": (concluding, "conclude"),
}
FAULTS = ("before confirm", "after confirm", "connect", "company", "is_active")


def die(*_args: Any, **_kwargs: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    told = json.load(sys.stdin)
    hub.db.connect(told["app"], told["system"])
    keys.unlock((Secret(told["key"]),))
    store = Store()
    store.offer("1")
    plugins = Plugins()
    plugins.register(StorePlugin(store), "corner")
    if told["where"] in FAULTS:
        store.fault = lambda at: die() if at == told["where"] else None
    else:
        module, name = PLACES[told["where"]]
        setattr(module, name, die)
    settings = HubSettings.read({"HUB_BASE_URL": BASE_URL})
    if told["job"]:
        execution.equip(settings, plugins)
        execution.perform(UUID(told["job"]))
    else:
        press(told, settings, plugins)


def press(told: dict[str, Any], settings: HubSettings, plugins: Plugins) -> None:
    """Press the button as the browser of the test would."""
    app = create_app(settings, plugins)
    app.test_client_class = HubClient
    client = app.test_client()
    client.set_cookie(SESSION, told["cookie"], domain="hub.localhost")
    client.csrf_token = told["csrf"]
    client.post(told["address"])


if __name__ == "__main__":
    main()
