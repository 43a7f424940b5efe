"""Counting what was asked, over all web processes together: in Redis, and in this process while Redis does not answer.

No count is worth a closed door: without Redis everything goes on, each process then counts for itself.
"""

import logging
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.retry import Retry

__all__ = ["Bucket", "Counter"]

PATIENCE = 0.25
"""Seconds that a request may wait for Redis to connect, and to answer."""
PAUSE = 30.0
"""Seconds for which a Redis that did not answer is not asked again, so that it slows down one request and not all."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Bucket:
    """One count of one somebody: at most so many within so many seconds, wherever the window is laid.

    :param name: of the limit
    :param whose: whom it counts, e.g. an address
    :param once_for: what is counted; the same again within the window costs nothing. Empty to count every time.
    """

    name: str
    whose: str
    times: int
    seconds: int
    once_for: str = ""


class Counter:
    """Takes from buckets; connects when it is first used.

    :param redis_url: None to count in this process alone
    """

    def __init__(self, redis_url: str | None) -> None:
        self._redis_url = redis_url
        self._away_until = 0.0
        self._away = False

    def take(self, buckets: Sequence[Bucket]) -> tuple[Bucket, int] | None:
        """Take one from each bucket, or from none when one of them is empty.

        :returns: the empty bucket and the seconds after which it gives again; None when all gave
        """
        if self._redis_url is None or time.monotonic() < self._away_until:
            return _take(self._own, buckets)
        try:
            answer = _take(self._shared, buckets)
        except RedisError as error:
            self._lost(error)
            return _take(self._own, buckets)
        self._found()
        return answer

    @cached_property
    def _shared(self) -> MovingWindowRateLimiter:
        # once more for a connection that a restart of Redis has closed, never for an answer that does not come
        again = Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,))
        url = self._redis_url or ""
        pool = ConnectionPool.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=again)
        return MovingWindowRateLimiter(RedisStorage(url, connection_pool=pool, key_prefix="hub-limits"))

    @cached_property
    def _own(self) -> MovingWindowRateLimiter:
        return MovingWindowRateLimiter(MemoryStorage())

    def _lost(self, error: RedisError) -> None:
        self._away_until = time.monotonic() + PAUSE
        if not self._away:
            log.error("Redis does not count requests now (%s): each web process counts its own", type(error).__name__)
        self._away = True

    def _found(self) -> None:
        if self._away:
            log.warning("Redis counts requests again")
        self._away = False


def _take(limiter: MovingWindowRateLimiter, buckets: Sequence[Bucket]) -> tuple[Bucket, int] | None:
    due = [each for each in buckets if not each.once_for or limiter.test(_once(each), each.whose, each.once_for)]
    for each in due:
        if not limiter.test(_item(each), each.whose):
            return each, _wait(limiter, each)
    for each in due:
        if not limiter.hit(_item(each), each.whose):  # another process was quicker
            return each, _wait(limiter, each)
        if each.once_for:
            limiter.hit(_once(each), each.whose, each.once_for)
    return None


def _item(bucket: Bucket) -> RateLimitItem:
    return RateLimitItemPerSecond(bucket.times, bucket.seconds, namespace=bucket.name)


def _once(bucket: Bucket) -> RateLimitItem:
    return RateLimitItemPerSecond(1, bucket.seconds, namespace=f"{bucket.name}:once")


def _wait(limiter: MovingWindowRateLimiter, bucket: Bucket) -> int:
    reset = limiter.get_window_stats(_item(bucket), bucket.whose).reset_time
    return max(1, min(bucket.seconds, math.ceil(reset - time.time())))
