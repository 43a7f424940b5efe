from collections.abc import Iterator

from hub.doctor.findings import Finding, ill, well
from hub.pluginmanager import Plugins


def look(plugins: Plugins) -> Iterator[Finding]:
    """Name the plugins in use and those that are not."""
    for each in plugins.registered.values():
        yield well("plugins", f"{each.name} {each.version} is in use")
    for broken in plugins.quarantined:
        yield ill("plugins", f"{broken.name} {broken.version} is left out: {broken.reason}", "Mend or uninstall it.")
    if not plugins.providers:
        known = " or ".join(each.label for each in plugins.known_providers.values())
        yield ill("plugins", "Nobody can sign in: this hub has no client id", f"Get one from {known or 'a provider'}.")
