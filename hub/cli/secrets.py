import click


@click.group("secrets")
def group() -> None:
    """Look after the keys that credentials are sealed with."""


@group.command()
@click.option(
    "--older-than",
    type=click.IntRange(min=0),
    metavar="DAYS",
    help="Replace the environments' own data keys that are older; 0 replaces all of them. Default 365.",
)
def rotate(older_than: int | None) -> None:
    """Seal everything with the newest of HUB_SECRET_KEYS; the older ones can be taken away afterwards.

    The hub can be at work meanwhile. It may be broken off at any moment and begun again. What does not open is named
    and stays as it is, all else is sealed anew, and the command fails.
    """
    from datetime import timedelta

    from hub import audit, config, db, runtime
    from hub.connectors import rotation
    from hub.embedded import servers
    from hub.sdk.settings import InvalidSetting

    with servers.running(config.load()) as settings:
        if not settings.database_system_url:
            raise InvalidSetting("HUB_DATABASE_SYSTEM_URL is not set: the keys of all environments are moved at once.")
        runtime.prepare(settings)
        db.connect(settings.database_url or "", settings.database_system_url)
        db.check()
        age = rotation.DATA_KEY_AGE if older_than is None else timedelta(days=older_than)
        try:
            done = rotation.rotate(age, audit.Operator.present())
        finally:
            db.disconnect()
    click.echo(f"{done.rewrapped} data key(s) moved to the newest of HUB_SECRET_KEYS.")
    click.echo(f"{done.sealed} credential(s) sealed anew, {done.destroyed} old data key(s) destroyed.")
    for each in done.shut:
        click.echo(f"{each.environment}: {each.why}.", err=True)
    if done.shut:
        raise click.ClickException(
            f"{len(done.shut)} of them cannot be opened; all else is done. Add the key that is missing to "
            "HUB_SECRET_KEYS, behind the newest, and repeat this; if it is lost, have these companies connected anew."
        )
