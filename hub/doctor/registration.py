from collections.abc import Iterator

from hub.config import HubSettings
from hub.doctor.findings import Finding, note
from hub.pluginmanager import Plugins


def look(settings: HubSettings, plugins: Plugins) -> Iterator[Finding]:
    """Print every value that has to be entered somewhere else before people can use this hub."""
    base = settings.base_url
    yield note("register", f"DNS and TLS for {settings.host} and *.{settings.host}, both to this hub")
    for key, provider in plugins.known_providers.items():
        yield note("register", f"Redirect address at {provider.label}: {base}/auth/{key}/callback")
        if provider.signs_out:
            yield note("register", f"Redirect address at {provider.label} after signing out: {base}/signed-out")
    for key in plugins.flows:
        yield note("register", f"Callback address of the {key} integration: {base}/activate/{key}")
    for key in plugins.connectors:
        yield note("register", f"Redirect address of the {key} client: {base}/connect/{key}/callback")
