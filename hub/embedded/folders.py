"""Where the embedded servers keep their data, sockets and passwords.

An ordinary user has everything inside ``HUB_DATA_DIR``. Started by root, the servers run as another account, which
often cannot reach that folder (a checkout below ``/root``); then the data lives below ``SYSTEM`` and ``HUB_DATA_DIR``
keeps a pointer to it. The mode of a folder that is not ours is never changed.
"""

import fcntl
import hashlib
import json
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hub.embedded.errors import EmbeddedFault
from hub.embedded.service_user import ServiceUser

SYSTEM = Path("/var/lib/integration-hub")
LONGEST_SOCKET = 100  # the kernel's limit is 108 bytes on Linux and 104 on macOS
SOCKET_NAME = "/.s.PGSQL.5432"
POINTER = "home"
"""Leads from a data folder to its home below ``SYSTEM``."""
OWNER = "belongs-to"
"""File of a home that names its data folder, so that it is known when nothing leads there any more."""


@dataclass(frozen=True)
class Home:
    """The folders of one installation's servers."""

    data_dir: Path
    root: Path
    sockets: Path
    user: ServiceUser | None

    def private(self, name: str) -> Path:
        """Give a 0700 folder of the account the servers run as, made when it is missing."""
        return private_folder(self.root / name, self.user)

    def log(self, server: str) -> Path:
        """Give the file a server's log is appended to."""
        logs = self.data_dir / "logs"
        logs.mkdir(mode=0o700, exist_ok=True)
        return logs / f"{server}.log"

    def passwords(self, server: str, names: tuple[str, ...]) -> dict[str, str]:
        """Give the server's passwords, made at random the first time and kept in a 0600 file; ask while starting."""
        kept = self.root / f"{server}.passwords.json"
        if not kept.exists():
            write_private(kept, json.dumps({name: secrets.token_urlsafe(24) for name in names}))
        known: dict[str, str] = json.loads(kept.read_text())
        return known

    @contextmanager
    def starting(self, server: str) -> Iterator[None]:
        """Let one process at a time start (or find) the server."""
        with _alone(self.data_dir / f"{server}.lock"):
            yield


def open_home(data_dir: Path, user: ServiceUser | None) -> Home:
    """Find the folders that belong to ``data_dir``, making them at the first start.

    :raises EmbeddedFault: the folder belongs to somebody else, or what its pointer names is gone
    """
    data_dir = data_dir.absolute()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not os.access(data_dir, os.R_OK | os.W_OK | os.X_OK):
        raise EmbeddedFault(f"{data_dir} belongs to another user. Choose a folder of your own with HUB_DATA_DIR.")
    with _alone(data_dir / "home.lock"):
        root = data_dir if user is None else _system_home(data_dir)
        return Home(data_dir, root, _sockets(root, user), user)


def private_folder(path: Path, user: ServiceUser | None = None) -> Path:
    """Make a 0700 folder for the account, or make sure that the one that is there is exactly that.

    :raises EmbeddedFault: something else of that name is in the way, which somebody may have put there for us to trust
    """
    if not path.is_symlink() and not path.exists():
        path.mkdir(mode=0o700)
        path.chmod(0o700)  # the umask may have taken more away
        if user:
            user.give(path)
    found = path.lstat()
    owner = user.uid if user else os.geteuid()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or stat.S_IMODE(found.st_mode) != 0o700:
        raise EmbeddedFault(
            f"{path} must be a folder of mode 0700 owned by {user.name if user else 'you'}, and is not. "
            "Move it away, or name its owner in HUB_SERVICE_USER."
        )
    return path


def write_private(path: Path, text: str, user: ServiceUser | None = None) -> None:
    """Write a 0600 file at once and whole, for us or for the account."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w") as file:
        file.write(text)
    if user:
        user.give(Path(name))
    Path(name).replace(path)


def system_folder(name: str) -> Path:
    """Give a folder of ours that every account may pass through."""
    for folder in (SYSTEM, SYSTEM / name):
        if not folder.exists():
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o755)
    return SYSTEM / name


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _system_home(data_dir: Path) -> Path:
    pointer = data_dir / POINTER
    if not pointer.is_symlink():
        home = system_folder("homes") / secrets.token_hex(4)
        home.mkdir()
        home.chmod(0o711)
        pointer.symlink_to(home)
    home = pointer.readlink()
    if not home.is_dir():
        raise EmbeddedFault(
            f"The databases of {data_dir} were kept in {home}, which is gone. "
            f"Put that folder back, or remove {pointer} to start with an empty hub."
        )
    owner = home / OWNER
    if not owner.exists() or owner.read_text() != str(data_dir):
        write_private(owner, str(data_dir))
    return home


def _sockets(root: Path, user: ServiceUser | None) -> Path:
    inside = root / "run"
    if len(os.fsencode(inside)) + len(SOCKET_NAME) < LONGEST_SOCKET:
        return private_folder(inside, user)
    short = hashlib.sha256(os.fsencode(root)).hexdigest()[:8]
    parent = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    pointer = root / "run.elsewhere"
    if not pointer.is_symlink():
        pointer.symlink_to(parent / f"hub-{os.geteuid()}-{short}")
    return private_folder(pointer.readlink(), user)
