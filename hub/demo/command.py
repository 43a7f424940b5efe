import os
import signal
import threading

import click


@click.command()
def demo() -> None:
    """Run the whole product on this machine: databases, store, identity providers, web and worker."""
    from hub import config
    from hub.demo import product
    from hub.demo.errors import DemoFault
    from hub.demo.settings import DemoSettings, check_ports

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        demo_settings = DemoSettings.read(os.environ)
        check_ports(demo_settings)
        product.run(demo_settings, config.load(), stop)
    except DemoFault as error:
        raise click.ClickException(str(error)) from error
