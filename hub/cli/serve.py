import os
from typing import Any

import click


@click.command()
def serve() -> None:
    """Serve the web pages with gunicorn until told to stop."""
    from hub import config, db, runtime
    from hub.embedded import servers
    from hub.web import logs, proxies

    logs.configure()
    told = config.load()
    proxies.refuse_forgeries(told)
    with servers.running(told) as settings:
        if not settings.database_url:
            raise click.ClickException("HUB_DATABASE_URL is not set: the web works as the role hub_app.")
        runtime.prepare(settings)
        db.connect(settings.database_url)
        db.check()
        db.disconnect()  # connections must not be shared by the processes that follow
        _run(settings)


def _run(settings: Any) -> None:
    from gunicorn.app.base import BaseApplication

    from hub.app import wsgi  # read once, before the processes that share it

    class WebServer(BaseApplication):
        """Gunicorn told by our settings instead of by its command line."""

        def load_config(self) -> None:
            for name, value in _options(settings).items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return wsgi(settings)

    WebServer().run()


def _options(settings: Any) -> dict[str, Any]:
    from hub.web.server import worker_for

    return {
        "bind": settings.bind,
        "workers": settings.web_workers or os.cpu_count() or 1,
        "worker_class": worker_for(settings),
        "proc_name": "hub-web",
        "control_socket_disable": True,  # nobody asked for a second way in
        "forwarded_allow_ips": "",  # HUB_PROXIES and HUB_PROXY_ADDRESSES alone say whose headers are believed
        "timeout": 60,
        "graceful_timeout": 10,
    }
