import click


@click.command()
def worker() -> None:
    """Do background work until told to stop; any number of these may run, on any number of machines."""
    from hub import config, db
    from hub.embedded import servers
    from hub.pluginmanager import Plugins
    from hub.queue.worker import run
    from hub.web import logs

    logs.configure()
    with servers.running(config.load()) as settings:
        plugins = Plugins.discover()
        if settings.database_url:
            db.connect(settings.database_url)
            db.check()
            db.disconnect()  # connections must not be shared by the processes that follow
        run(settings, plugins)
