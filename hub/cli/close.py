import click


@click.command()
@click.argument("subdomain")
@click.confirmation_option(prompt="Its books, connections and members are erased for good. Close it?")
def close(subdomain: str) -> None:
    """Close the environment at SUBDOMAIN for good.

    A worker detaches its companies, erases their books and destroys their keys. The address is never given away again.
    """
    from hub import audit, config, db
    from hub.closing import tasks
    from hub.embedded import servers
    from tenants import directory

    with servers.running(config.load()) as settings:
        db.connect(settings.database_url or "")
        db.check()
        with db.transaction() as look:
            tenant = directory.by_label(look, subdomain)
        if tenant is None:
            raise click.ClickException(f"There is no open environment at {subdomain}.")
        with db.transaction(tenant.id) as order:
            tasks.begin(order, tenant.id)
            audit.record(order, tenant.id, "tenant.closing_ordered", tenant.name, actor=audit.Operator.present())
    click.echo(f"{tenant.name} is being closed; a worker does the rest.")
