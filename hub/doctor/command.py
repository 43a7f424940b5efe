import os
from collections.abc import Iterator

import click

from hub.doctor.findings import Finding, State


@click.command()
def doctor() -> None:
    """Check settings, database, roles, queue, plugins and services, and say how to mend what is wrong."""
    ill = 0
    for finding in examine():
        click.echo(f"{finding.state:<6}{finding.subject:<10}{finding.text}")
        if finding.mend:
            click.echo(f"{'':<16}→ {finding.mend}")
        ill += finding.state is State.ILL
    if ill:
        raise click.ClickException(f"{ill} thing(s) to mend.")


def examine() -> Iterator[Finding]:
    """Look at everything, going on after what is ill wherever that makes sense."""
    from hub import config
    from hub.doctor import database, findings, leftovers, plugins, queue, registration, secrets, services
    from hub.embedded import servers
    from hub.embedded.errors import EmbeddedFault
    from hub.pluginmanager import BrokenPlugin, Plugins
    from hub.sdk.settings import InvalidSetting
    from hub.web import proxies

    try:
        settings = config.load()
        found = Plugins.discover()
    except (BrokenPlugin, InvalidSetting) as error:
        yield findings.ill("settings", str(error), "Nothing else can be checked before this is mended.")
        return
    yield findings.well("settings", f"The hub is {settings.base_url}, its data folder {settings.data_dir}")
    try:
        proxies.refuse_forgeries(settings)
    except InvalidSetting as error:
        yield findings.ill("settings", str(error), "hub serve does not start before this is mended.")
    yield from plugins.look(found)
    try:
        with servers.running(settings) as complete:
            yield from secrets.look(complete)
            yield from database.look(complete)
            yield from queue.look(complete)
    except EmbeddedFault as error:
        yield findings.ill("servers", str(error), "See the sentence above.")
    yield from leftovers.look()
    yield from services.look(settings, found.settings, os.environ)
    yield from registration.look(settings, found)
