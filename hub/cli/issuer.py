import logging

import click


@click.command()
@click.option("--port", default=8002, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
def issuer(port: int) -> None:
    """Run an OpenID issuer that behaves like Google and like Microsoft and lets everybody in; on this machine only."""
    from hub.issuer.app import run

    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # its line for every request would hold codes
    click.echo(f"Identity providers: http://localhost:{port}")
    run("127.0.0.1", port)
