"""What was done, by whom: written in the transaction of the deed, chained by hashes, never changed afterwards.

Every environment has a chain of its own; what happens outside of them (signing in, arriving from a store) is in the
hub's own. :func:`record` writes, :mod:`hub.audit.service` reads, :mod:`hub.audit.chain` proves.
"""

from hub.audit.actions import UnknownAction
from hub.audit.recording import Actor, Operator, record

__all__ = ["Actor", "Operator", "UnknownAction", "record"]
