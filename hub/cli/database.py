import click


@click.group("db")
def group() -> None:
    """Prepare the database."""


@group.command()
def upgrade() -> None:
    """Bring the database to this version's tables, as the owner role."""
    from alembic import command

    from hub import config, db
    from hub.embedded import servers
    from hub.sdk.settings import InvalidSetting

    with servers.running(config.load()) as settings:
        if not settings.database_owner_url:
            raise InvalidSetting("HUB_DATABASE_OWNER_URL is not set: migrations run as the owner of the tables.")
        command.upgrade(db.migrations(settings.database_owner_url), "head")
    click.echo("The database is up to date.")


@group.command()
def roles() -> None:
    """Print the SQL that makes the database and its three roles."""
    from hub.embedded import roles

    click.echo(roles.as_sql(), nl=False)
