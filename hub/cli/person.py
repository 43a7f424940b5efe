import getpass
from typing import TYPE_CHECKING
from uuid import UUID

import click

if TYPE_CHECKING:
    from hub.audit import Operator


@click.group()
def group() -> None:
    """Shut a person out of the whole hub, or let them in again."""


@group.command()
@click.argument("who", metavar="EMAIL|ID")
def disable(who: str) -> None:
    """Shut the person with this address or id out, end all their sessions and withdraw the invitations they sent."""
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
        if disabled:
            _withdraw_invitations(found[0].id, Operator(getpass.getuser()))
    ended = "is shut out; every session has ended, and no invitation of theirs works any more"
    said = ended if disabled else "can sign in again"
    click.echo(f"{found[0].name} ({found[0].email}) {said}.")


def _withdraw_invitations(person_id: UUID, actor: "Operator") -> None:
    """Take back for good what they sent as an Admin; none of it works from the moment on that they are shut out."""
    from hub import db
    from hub.invitations import service as invitations
    from tenants import membership

    with db.transaction(person_id=person_id) as order:
        environments = membership.administered_by(order, person_id)
    for each in environments:
        with db.transaction(each) as order:
            invitations.withdraw_all_of(order, each, person_id, actor)


def _id(who: str) -> UUID | None:
    try:
        return UUID(who)
    except ValueError:
        return None
