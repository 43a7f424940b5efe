import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from hub.embedded.errors import EmbeddedFault

CANDIDATES = ("hub", "nobody")


@dataclass(frozen=True)
class ServiceUser:
    """The unprivileged account the servers run as when the hub is started by root."""

    name: str
    uid: int
    gid: int

    def give(self, path: Path) -> None:
        """Make this account the owner of one file or folder (never of what is above it)."""
        os.chown(path, self.uid, self.gid, follow_symlinks=False)


def find(name: str | None = None) -> ServiceUser | None:
    """Say which account the servers run as; none when we are not root, for then they run as ourselves.

    :param name: the account asked for by ``HUB_SERVICE_USER``; without it ``hub`` if it exists, else ``nobody``
    :raises EmbeddedFault: the account does not exist or is root itself
    """
    if os.geteuid() != 0:
        return None
    for candidate in (name,) if name else CANDIDATES:
        try:
            entry = pwd.getpwnam(candidate)
        except KeyError:
            continue
        if entry.pw_uid == 0:
            raise EmbeddedFault(
                f"HUB_SERVICE_USER names {candidate}, which is root; PostgreSQL refuses to run as root."
            )
        return ServiceUser(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise EmbeddedFault(
        f"There is no user {name or ' or '.join(CANDIDATES)} on this machine. "
        "Create one (useradd --system hub) or name another in HUB_SERVICE_USER."
    )
