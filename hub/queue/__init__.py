"""Durable work: written in the transaction of what it follows, done at least once, effective exactly once.

A job is a row (:class:`hub.models.Job`). The relay hands its id to RQ, a worker claims the row for the time of a
lease, and whatever it commits is fenced: a worker whose lease was given to another commits nothing. Redis only
carries ids; emptied, nothing is lost.
"""

from hub.queue.lease import Lease, LeaseLost
from hub.queue.outbox import later, try_now
from hub.queue.registry import schedule, task

__all__ = ["Lease", "LeaseLost", "later", "schedule", "task", "try_now"]
