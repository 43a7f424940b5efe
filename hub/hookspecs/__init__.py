"""Every hook of the hub, by subject: the contract's table of contents.

Three kinds, told apart by name. ``register_*`` is asked once at start and returns contract objects with unique keys.
``allow_*`` is asked at a decision; one ``False``, or one broken implementation, refuses. A past tense is told after
the commit; a listener that raises is logged under its plugin's name, and the others still hear.
"""

from pluggy import HookspecMarker

__all__ = ["hookspec"]

hookspec = HookspecMarker("hub")
