"""The processes of ``hub worker``: one that moves jobs, and some that do them, kept running by their parent.

Everything is imported before the first fork and nothing is connected: every process, and every job in a process of
its own, opens its own connections.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Any

from redis import Redis, RedisError
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer
from sqlalchemy.orm import configure_mappers

import hub.db
from hub import runtime
from hub.config import HubSettings
from hub.pluginmanager import Plugins
from hub.queue import execution, registry
from hub.queue.dispatcher import Dispatcher
from hub.queue.transport import QUICK, SLOW, ForeignJob, OutboxJob, Transport, split_name
from hub.sdk.settings import InvalidSetting

__all__ = ["OutboxWorker", "run"]

GRACE = 8
"""Seconds a job may go on after the stop was asked for; then it is broken off and comes again elsewhere."""

log = logging.getLogger(__name__)


class OutboxWorker(Worker):
    """An RQ worker that runs jobs of our outbox and nothing else."""

    job_class = OutboxJob
    max_connection_wait_time = 5.0
    log_result_lifespan = False

    def __init__(self, queues: Sequence[str], settings: HubSettings, connection: Redis) -> None:
        self._settings = settings
        super().__init__(
            queues,
            connection=connection,
            serializer=JSONSerializer,
            worker_ttl=60,
            job_monitoring_interval=5,
            maintenance_interval=60,
            log_job_description=False,
            work_horse_killed_handler=self._take_back,
        )

    def perform_job(self, job: Job, queue: Queue, execution: Any) -> bool:
        """Do a job with connections of its own."""
        _connect(self._settings)
        try:
            return super().perform_job(job, queue, execution)
        finally:
            hub.db.disconnect()

    def _take_back(self, job: Job, *_: Any) -> None:
        """Let a job whose process was killed come again without waiting for its lease to run out."""
        try:
            job_id, attempts = split_name(job.id)
        except ForeignJob:
            return
        _connect(self._settings)
        try:
            execution.abandon(job_id, attempts + 1)
        finally:
            hub.db.disconnect()


@dataclass
class _Child:
    """A process that is started again when it ends."""

    name: str
    work: Callable[[], None]
    pid: int = 0
    not_before: float = 0


class _Parent:
    """Starts the children, starts them again, and takes them along when it ends."""

    def __init__(self, children: list[_Child]) -> None:
        self._children = children
        self._lifeline, self._held = os.pipe()  # closed by the kernel when we end, however we end
        self._stopping = False

    def run(self) -> None:
        """Keep the children running until SIGTERM or SIGINT."""
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self._stop)
        while not self._stopping:
            for child in self._children:
                if not child.pid and time.monotonic() >= child.not_before:
                    self._start(child)
            self._reap()
            time.sleep(0.2)
        self._end()

    def _start(self, child: _Child) -> None:
        child.pid = os.fork()
        if child.pid:
            return
        status = 1
        try:
            os.close(self._held)
            for each in (signal.SIGTERM, signal.SIGINT):
                signal.signal(each, signal.SIG_DFL)
            threading.Thread(target=_end_with, args=(self._lifeline,), daemon=True).start()
            child.work()
            status = 0
        except Exception:  # the last frame of this process: nobody else would tell
            log.exception("%s stopped", child.name)
        finally:
            os._exit(status)

    def _reap(self) -> None:
        for child in self._children:
            if child.pid and os.waitpid(child.pid, os.WNOHANG) != (0, 0):
                if not self._stopping:
                    log.warning("%s ended; it is started again", child.name)
                child.pid, child.not_before = 0, time.monotonic() + 1

    def _end(self) -> None:
        deadline = time.monotonic() + GRACE
        self._signal(signal.SIGTERM)
        while any(child.pid for child in self._children) and time.monotonic() < deadline:
            self._reap()
            time.sleep(0.05)
        self._signal(signal.SIGTERM)  # the second one makes RQ break the job off
        for child in self._children:
            if child.pid:
                os.waitpid(child.pid, 0)

    def _signal(self, number: signal.Signals) -> None:
        for child in self._children:
            if child.pid:
                os.kill(child.pid, number)

    def _stop(self, _: int, __: FrameType | None) -> None:
        self._stopping = True


def run(settings: HubSettings, plugins: Plugins, *, slow_workers: int = 3) -> None:
    """Do jobs until SIGTERM: one process moves them, one does the quick ones, others those that may take minutes.

    :raises InvalidSetting: an address of the database or of Redis is missing
    """
    _check(settings)
    runtime.prepare(settings)
    execution.equip(settings, plugins)
    registry.load()
    configure_mappers()  # otherwise each job's process does it anew
    children = [_Child("the dispatcher", lambda: _dispatch(settings)), _Child("a worker", _worker(settings, QUICK))]
    children += [_Child("a worker", _worker(settings, SLOW, QUICK)) for _ in range(slow_workers)]
    _Parent(children).run()


def _check(settings: HubSettings) -> None:
    needed = {
        "HUB_DATABASE_URL": settings.database_url,
        "HUB_DATABASE_SYSTEM_URL": settings.database_system_url,
        "HUB_REDIS_URL": settings.redis_url,
    }
    for name, value in needed.items():
        if not value:
            raise InvalidSetting(f"{name} is not set: the worker needs it.")


def _connect(settings: HubSettings) -> None:
    hub.db.connect(settings.database_url or "", settings.database_system_url)


def _dispatch(settings: HubSettings) -> None:
    _connect(settings)
    Dispatcher(Transport(settings.redis_url or "")).run()


def _worker(settings: HubSettings, *queues: str) -> Callable[[], None]:
    def work() -> None:
        connection = Redis.from_url(settings.redis_url or "")
        try:
            OutboxWorker(queues, settings, connection).work(logging_level="WARNING")
        except RedisError as error:
            log.warning("Redis does not answer (%s)", type(error).__name__)

    return work


def _end_with(lifeline: int) -> None:
    """End this process in good order when its parent has gone."""
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)
