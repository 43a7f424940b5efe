from collections.abc import Iterator

import redis
from rq import Worker

from hub.config import HubSettings
from hub.doctor.findings import Finding, ill, note, well

OVERFLOW = "noeviction"


def look(settings: HubSettings) -> Iterator[Finding]:
    """Check that the queue answers, keeps what it is given, and that somebody works."""
    if not settings.redis_url:
        yield ill("queue", "HUB_REDIS_URL is not set", "Name a Redis or Valkey server.")
        return
    try:
        with redis.Redis.from_url(settings.redis_url, socket_timeout=5, socket_connect_timeout=5) as connection:
            yield from _server(connection)
            yield from _workers(connection)
    except (redis.RedisError, ValueError) as error:
        yield ill("queue", f"HUB_REDIS_URL does not reach the queue: {error}", "Check address and password.")


def _server(connection: redis.Redis) -> Iterator[Finding]:
    connection.ping()
    yield well("queue", "HUB_REDIS_URL reaches the queue")
    try:
        policy = connection.config_get("maxmemory-policy").get("maxmemory-policy")
    except redis.ResponseError:
        return  # hosted servers do not show their configuration
    if policy != OVERFLOW:
        yield ill(
            "queue", f"The queue throws jobs away when memory is short ({policy})", f"maxmemory-policy {OVERFLOW}"
        )


def _workers(connection: redis.Redis) -> Iterator[Finding]:
    count = Worker.count(connection=connection)
    if count:
        yield well("queue", f"{count} worker(s) at work")
    else:
        yield note("queue", "No worker is running", "hub worker (make demo starts one of its own)")
