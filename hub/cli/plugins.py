import click


@click.command()
def plugins() -> None:
    """List the plugins: name, version, state and the hooks they use."""
    from hub.pluginmanager import Plugins

    found = Plugins.discover()
    for each in found.registered.values():
        click.echo(f"{each.name}  {each.version or '-'}  in use  {', '.join(each.hooks)}")
    for broken in found.quarantined:
        click.echo(f"{broken.name}  {broken.version or '-'}  quarantined  {broken.reason}")
