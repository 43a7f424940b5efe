"""The only part of the hub that a plugin imports.

Everything here is a contract: names and meanings stay, signatures may grow by optional arguments.
"""

from pluggy import HookimplMarker

__all__ = ["hookimpl"]

hookimpl = HookimplMarker("hub")
"""Marks a plugin's function as the implementation of the hook of the same name."""
