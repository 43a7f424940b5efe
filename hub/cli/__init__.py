"""The ``hub`` command. Its commands are imported when they are called, so that help needs neither time nor database."""

import atexit
import gc
from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from typing import Any

import click

OWN = {
    "audit": "hub.cli.audit:group",
    "close": "hub.cli.close:close",
    "db": "hub.cli.database:group",
    "demo": "hub.demo.command:demo",
    "doctor": "hub.doctor.command:doctor",
    "issuer": "hub.cli.issuer:issuer",
    "ledger": "hub.cli.ledger:group",
    "open": "hub.cli.open:open_",
    "person": "hub.cli.person:group",
    "plugins": "hub.cli.plugins:plugins",
    "secrets": "hub.cli.secrets:group",
    "serve": "hub.cli.serve:serve",
    "worker": "hub.cli.worker:worker",
}


NEW_OBJECTS = 10_000
"""New objects after which garbage is looked for; Python's 700 have each process do so hundreds of times to start."""


class Commands(click.Group):
    """The hub's own commands and those of its plugins."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command."""
        return sorted({*OWN, *self._of_plugins})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Find a command; plugins are only loaded for a name that is not ours."""
        if name in OWN:
            module, attribute = OWN[name].split(":")
            command: click.Command = getattr(import_module(module), attribute)
            return command
        return self._of_plugins.get(name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what an operator can mend is told in a sentence, not as a traceback."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if isinstance(error, _faults()):
                raise click.ClickException(str(error)) from error
            raise

    @cached_property
    def _of_plugins(self) -> dict[str, click.Command]:
        from hub.pluginmanager import BrokenPlugin, Plugins

        try:
            return Plugins.discover().commands
        except BrokenPlugin as error:
            click.echo(f"{error}. The commands of plugins are missing.", err=True)
            return {}


def _faults() -> tuple[type[Exception], ...]:
    from redis import RedisError
    from sqlalchemy.exc import OperationalError

    from hub.connectors.keys import NoSecretKeys
    from hub.db import NotAtHead, UnsafeRole
    from hub.embedded.errors import EmbeddedFault
    from hub.pluginmanager import BrokenPlugin
    from hub.sdk.settings import InvalidSetting

    return (
        BrokenPlugin,
        EmbeddedFault,
        InvalidSetting,
        NoSecretKeys,
        NotAtHead,
        OperationalError,
        RedisError,
        UnsafeRole,
    )


@click.group(cls=Commands)
@click.version_option(package_name="integration-hub", prog_name="hub")
def cli() -> None:
    """Integration hub: from the store's button to a company's proved reports."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    gc.set_threshold(NEW_OBJECTS)
    atexit.register(gc.freeze)  # an ending process, and each it has forked, looks at all its objects twice otherwise
    cli(arguments, prog_name="hub")
