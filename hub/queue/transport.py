"""What goes through Redis: the ids of jobs, and nothing that could make a worker run anything else."""

from uuid import UUID

import redis
from rq import Queue
from rq.exceptions import DuplicateJobError
from rq.job import Job
from rq.serializers import JSONSerializer

from hub.queue import execution

__all__ = ["QUICK", "SLOW", "ForeignJob", "OutboxJob", "Transport", "split_name"]

QUICK, SLOW = "hub-quick", "hub-slow"
ENTRY = "hub.queue.execution.perform"
LIMITS = {QUICK: 300, SLOW: 1800}
"""Seconds after which a worker breaks off a job that does not end."""


class ForeignJob(Exception):
    """Something lies in Redis that we did not put there."""


class OutboxJob(Job):
    """A job whose only content is an id of our outbox.

    Whoever can write to Redis can name any function, callback or webhook in a job. None of it is looked at: a job
    that is not exactly ours is refused, and no name that Redis carries is ever imported.
    """

    def restore(self, raw_data: dict[bytes, bytes]) -> None:
        """Read a job, leaving out everything that would make RQ call something."""
        super().restore(raw_data)
        self._success_callback_name = self._failure_callback_name = self._stopped_callback_name = None
        self.webhooks = []

    @property
    def outbox_id(self) -> UUID:
        """The id of the row.

        :raises ForeignJob: this is no job of ours
        """
        if self.func_name != ENTRY or self.instance is not None or self.kwargs or len(self.args) != 1:
            raise ForeignJob("A job in Redis was not written by the hub: it is refused")
        try:
            return UUID(self.args[0])
        except (AttributeError, ValueError):
            raise ForeignJob("A job in Redis carries no id of the hub: it is refused") from None

    def _execute(self) -> None:
        execution.perform(self.outbox_id)


class Transport:
    """The queues of one Redis server."""

    def __init__(self, url: str) -> None:
        self.connection = redis.Redis.from_url(url, socket_timeout=10, socket_connect_timeout=5)
        self._queues = {name: self._queue(name) for name in (QUICK, SLOW)}

    def send(self, job_id: UUID, attempts: int, *, slow: bool) -> None:
        """Put a job's id into its queue; one that is there already stays as it is.

        :raises redis.RedisError: Redis does not answer
        """
        name = SLOW if slow else QUICK
        order = self._queues[name].enqueue_call
        try:
            order(
                ENTRY,
                args=(str(job_id),),
                job_id=_name(job_id, attempts),
                timeout=LIMITS[name],
                result_ttl=0,
                failure_ttl=3600,
                description=str(job_id),
                unique=True,
            )
        except DuplicateJobError:
            return

    def holds(self, job_id: UUID, attempts: int) -> bool:
        """Tell whether a job still waits to be taken."""
        name = _name(job_id, attempts)
        waits = any(queue.get_job_position(name) is not None for queue in self._queues.values())
        return waits and OutboxJob.exists(name, self.connection)

    def drop(self, job_id: UUID, attempts: int) -> None:
        """Forget a job, so that it can be sent once more."""
        self.connection.delete(OutboxJob.key_for(_name(job_id, attempts)))

    def close(self) -> None:
        """Close the connections."""
        self.connection.close()

    def _queue(self, name: str) -> Queue:
        return Queue(name, connection=self.connection, job_class=OutboxJob, serializer=JSONSerializer)


def split_name(name: str) -> tuple[UUID, int]:
    """Read the row's id and how often it had been claimed out of the name of a job of ours.

    :raises ForeignJob: it is no such name
    """
    prefix, _, rest = name.partition("-")
    job_id, _, attempts = rest.rpartition("-")
    try:
        if prefix == "ob":
            return UUID(job_id), int(attempts)
    except ValueError:
        pass
    raise ForeignJob("A job in Redis has a name that the hub did not give")


def _name(job_id: UUID, attempts: int) -> str:
    return f"ob-{job_id}-{attempts}"
