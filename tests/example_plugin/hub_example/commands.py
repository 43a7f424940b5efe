"""A command of its own: ``hub greet``."""

import click


@click.command()
@click.option("--name", default="world", help="Whom to greet.")
def greet(name: str) -> None:
    """Say hello; the example of a plugin's command."""
    click.echo(f"Hello, {name}")
