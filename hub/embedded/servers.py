from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from hub.config import HubSettings, secret_keys
from hub.embedded import postgres, valkey
from hub.embedded import secret_keys as kept_keys


@contextmanager
def running(settings: HubSettings) -> Iterator[HubSettings]:
    """Give the settings with every server's address in them.

    An embedded server is started for each that is not given, or found running beside us, and stopped at the end by
    whoever started it.

    :raises EmbeddedFault: a server cannot run; the text says why and what to do
    """
    with ExitStack() as stack:
        if uses_embedded_postgres(settings):
            database = stack.enter_context(postgres.start(settings.data_dir, service_user_name=settings.service_user))
            settings = replace(
                settings,
                database_url=database.app_url,
                database_system_url=database.system_url,
                database_owner_url=database.owner_url,
                secret_keys=settings.secret_keys or secret_keys(kept_keys.find_or_create(settings.data_dir)),
            )
        if settings.redis_url is None:
            queue = stack.enter_context(valkey.start(settings.data_dir, service_user_name=settings.service_user))
            settings = replace(settings, redis_url=queue.url)
        yield settings


def uses_embedded_postgres(settings: HubSettings) -> bool:
    """Say whether no PostgreSQL server is given; a process that needs one role only is given that one only."""
    return not (settings.database_url or settings.database_system_url or settings.database_owner_url)
