"""What a deleted data folder has left below :data:`hub.embedded.folders.SYSTEM`."""

import os
from dataclasses import dataclass
from pathlib import Path

from hub.embedded import folders
from hub.embedded.postgres import RunningPostgres
from hub.embedded.server import is_running

__all__ = ["Orphan", "find"]


@dataclass(frozen=True)
class Orphan:
    """A home of servers, and the data folder it belonged to, which does not lead to it any more."""

    home: Path
    data_dir: Path


def find() -> list[Orphan]:
    """List the homes that nothing leads to and no server runs in; only root has any.

    A data folder that was moved looks deleted until the hub is started in its new place.
    """
    if os.geteuid() != 0:
        return []
    records = sorted((folders.SYSTEM / "homes").glob(f"*/{folders.OWNER}"))
    found = [each for record in records if (each := _recorded(record))]
    return [each for each in found if not _leads(each) and not _is_used(each.home)]


def _recorded(record: Path) -> Orphan | None:
    """Read whose a home is; None when somebody has removed it since it was listed."""
    try:
        return Orphan(record.parent, Path(record.read_text()))
    except FileNotFoundError:
        return None


def _leads(orphan: Orphan) -> bool:
    try:
        return (orphan.data_dir / folders.POINTER).readlink() == orphan.home
    except OSError:  # there is none, or it is no pointer
        return False


def _is_used(home: Path) -> bool:
    return is_running(home / RunningPostgres.name / RunningPostgres.record, RunningPostgres.name)
