"""The example plugin as anybody's: built to a wheel, installed beside the hub, found through its entry point."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import select

from hub import config, runtime
from hub.connectors import keys
from hub.models import Job
from hub.pluginmanager import Plugins
from hub.queue import execution
from hub.sdk import http
from tests.hub.conftest import (  # noqa: F401 (fixtures)
    app,
    browse,
    client,
    make_member,
    make_person,
    make_tenant,
    settings,
    sign_in,
    table,
)
from tests.hub.identity.conftest import issuer  # noqa: F401 (a fixture)

SOURCE = Path(__file__).resolve().parents[2] / "example_plugin"
PACKAGE = "hub_example"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the built example was installed, and nothing else."""
    folder = tmp_path_factory.mktemp("example")
    source = shutil.copytree(SOURCE, folder / "source", ignore=shutil.ignore_patterns("__pycache__"))
    pip("wheel", "--no-build-isolation", "--wheel-dir", folder / "dist", source)
    pip("install", "--target", folder / "site", *(folder / "dist").glob("*.whl"))
    return folder / "site"


def pip(command: str, *arguments: object) -> None:
    """Run pip without the network."""
    quietly = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-index")
    program = [sys.executable, "-m", "pip", command, *quietly, *map(str, arguments)]
    done = subprocess.run(program, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def on_the_path(site: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The example's folder on this process's path; what was imported from it is forgotten afterwards."""
    monkeypatch.syspath_prepend(site)
    yield site
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


@pytest.fixture
def plugins(on_the_path: Path, issuer: str, monkeypatch: pytest.MonkeyPatch) -> Plugins:  # noqa: F811
    """Every installed plugin, the example among them, set up to sign people in at the running issuer."""
    monkeypatch.setenv("HUB_EXAMPLE_CLIENT_ID", "hub-demo")
    monkeypatch.setenv("HUB_EXAMPLE_CLIENT_SECRET", "hub-demo-secret")
    monkeypatch.setenv("HUB_EXAMPLE_METADATA_URL", f"{issuer}/google/.well-known/openid-configuration")
    return Plugins.discover()


@pytest.fixture
def heard(plugins: Plugins) -> list[tuple[object, ...]]:
    """What the example's listeners were told."""
    return import_module(f"{PACKAGE}.listeners").HEARD


@pytest.fixture
def work_off(db, database_urls, redis_url, plugins: Plugins) -> Iterator[Callable[[], None]]:
    """Do every job that waits, as a worker does, until none is left."""
    environ = {
        "HUB_DATABASE_URL": database_urls.app,
        "HUB_DATABASE_SYSTEM_URL": database_urls.system,
        "HUB_REDIS_URL": redis_url,
        "HUB_SECRET_KEYS": keys.new_key().reveal(),
    }
    told = config.load(environ)
    runtime.prepare(told)
    execution.equip(told, plugins)

    def waiting() -> list[Job]:
        with db.system_transaction() as tx:
            return list(tx.scalars(select(Job).where(Job.state == "pending").order_by(Job.created_at)))

    def do() -> None:
        while jobs := waiting():
            for job in jobs:
                execution.perform(job.id)

    yield do
    http.use_gate(lambda _: None)
