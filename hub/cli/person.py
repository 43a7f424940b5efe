import getpass
from uuid import UUID

import click


@click.group()
def group() -> None:
    """Shut a person out of the whole hub, or let them in again."""


@group.command()
@click.argument("who", metavar="EMAIL|ID")
def disable(who: str) -> None:
    """Shut the person with this address or id out, and end all their sessions."""
    _change(who, disabled=True)


@group.command()
@click.argument("who", metavar="EMAIL|ID")
def enable(who: str) -> None:
    """Let the person with this address or id sign in again."""
    _change(who, disabled=False)


def _change(who: str, *, disabled: bool) -> None:
    from hub import config, db
    from hub.audit import Operator
    from hub.embedded import servers
    from hub.identity import people

    with servers.running(config.load()) as settings:
        db.connect(settings.database_url or "")
        db.check()
        with db.transaction() as order:
            found = people.find(order, _id(who) or who)
            if not found:
                raise click.ClickException(f"Nobody here has the address or id {who}.")
            if len(found) > 1:
                ids = "\n".join(f"  {each.id}  {each.name}" for each in found)
                raise click.ClickException(f"{len(found)} people have the address {who}. Name one by id:\n{ids}")
            people.shut_out(order, found[0], disabled=disabled, actor=Operator(getpass.getuser()))
    said = "is shut out; every session has ended" if disabled else "can sign in again"
    click.echo(f"{found[0].name} ({found[0].email}) {said}.")


def _id(who: str) -> UUID | None:
    try:
        return UUID(who)
    except ValueError:
        return None
