import threading
from dataclasses import replace
from functools import partial

import click
from alembic import command

from hub import config, db
from hub.config import HubSettings
from hub.demo import services
from hub.demo.logs import Follower
from hub.demo.settings import DemoSettings
from hub.demo.supervisor import Service, Supervisor
from hub.embedded import postgres, secret_keys, servers, valkey

say = partial(click.echo, err=True)


def run(demo: DemoSettings, settings: HubSettings, stop: threading.Event) -> None:
    """Start everything, say where it is, and keep it running until told to stop.

    :raises DemoFault: a part of it does not start
    """
    supervisor = Supervisor(say, stop)
    try:
        settings = _with_servers(supervisor, settings)
        if settings.database_owner_url:
            command.upgrade(db.migrations(settings.database_owner_url), "head")
        say(f"Logs are in {settings.data_dir / 'logs'}. Stop with Ctrl-C.")
        followers = {name: Follower(services.log_of(settings.data_dir, name)) for name in services.LOGS}
        for service in services.make(demo, settings):
            supervisor.start(service)
        _wait(supervisor, followers)
        if not stop.is_set():
            _welcome(demo)
        supervisor.watch(lambda: _show(followers))
    finally:
        say("Stopping")
        supervisor.stop()


def _with_servers(supervisor: Supervisor, settings: HubSettings) -> HubSettings:
    """Start the embedded servers that are asked for, as services that are brought back like any other."""
    folder, user = settings.data_dir, settings.service_user
    (folder / "logs").mkdir(mode=0o700, parents=True, exist_ok=True)
    if servers.uses_embedded_postgres(settings):
        supervisor.start(Service("database", lambda: postgres.start(folder, service_user_name=user), lambda: True))
        say(f"The database is an embedded one in {folder}: meant for trying out and for small installations.")
    if settings.redis_url is None:
        supervisor.start(Service("queue", lambda: valkey.start(folder, service_user_name=user), lambda: True))
    with servers.running(settings) as found:  # finds the ones just started, and leaves them running
        settings = found
    if not settings.secret_keys:
        settings = replace(settings, secret_keys=config.secret_keys(secret_keys.find_or_create(folder)))
    if kept := secret_keys.location(folder):
        say(f"Credentials are sealed with the key in {kept}: back it up together with the database.")
    return settings


def _wait(supervisor: Supervisor, followers: dict[str, Follower]) -> None:
    try:
        supervisor.wait()
    finally:
        _show(followers)  # before a fault is told, what led to it


def _welcome(demo: DemoSettings) -> None:
    click.echo("Ready")
    click.echo(f"  Store: {demo.store_url}")
    click.echo(f"  Hub:   {demo.hub_url}")


def _show(followers: dict[str, Follower]) -> None:
    for name, follower in followers.items():
        for line in follower.news():
            say(f"{name}: {line}")
