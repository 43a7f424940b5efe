"""What every test may ask for: the real database, the real queue, a real browser.

The servers are the embedded ones, started once for a run in a folder that is thrown away. HUB_TEST_DATABASE_OWNER_URL,
HUB_TEST_DATABASE_SYSTEM_URL, HUB_TEST_DATABASE_URL and HUB_TEST_REDIS_URL name others; they are emptied. Of several
processes that run tests each starts its own; those that are named serve one process only.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import hypothesis
import pytest
import redis
from alembic import command
from coverage import Coverage
from flask import Flask
from playwright.sync_api import Browser, expect, sync_playwright
from sqlalchemy import Engine, create_engine

import hub.db
from hub.embedded import postgres as embedded_postgres
from hub.embedded import valkey as embedded_valkey
from tests import counting, ports, secrets_of_the_run
from tests.compiled import CompiledRule
from tests.emptying import empty, quickly_emptied
from tests.scheduling import WholeFiles, is_journey

IN_CI = os.environ.get("CI") == "true"
HEADLESS = "chromium-headless-shell"
"""The same browser without a desktop's windows, menus and tabs, which cost as much again."""
CHROMIUM = (HEADLESS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
UNCOUNTED = ("tests/attacks/", "tests/bench/", "tests/journeys/")
"""Tests whose lines are not counted: they go through what others test line by line."""
PATIENCE = 60_000
"""Milliseconds that a page may take to come, to let itself be used and to show what is expected, on a busy machine."""
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "scram_iterations": "1"}


@dataclass(frozen=True)
class DatabaseUrls:
    """A database as each of the three roles."""

    owner: str
    system: str
    app: str


def pytest_configure(config: pytest.Config) -> None:
    """Keep the settings of whoever runs the tests out of them, and the keys that tests make out of their home."""
    for name in [name for name in os.environ if name.startswith("HUB_") and not name.startswith("HUB_TEST_")]:
        del os.environ[name]
    keys = tempfile.TemporaryDirectory(prefix="hub-test-config-")
    os.environ["XDG_CONFIG_HOME"] = keys.name
    config.add_cleanup(keys.cleanup)
    Flask.url_rule_class = CompiledRule
    config.pluginmanager.register(counting)
    config.pluginmanager.register(secrets_of_the_run)
    hypothesis.settings.register_profile("whatever the load", hypothesis.settings.default, deadline=None)
    hypothesis.settings.load_profile("whatever the load")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> WholeFiles:
    return WholeFiles(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the journeys: they take longest, and at the end all others would wait for them."""
    items.sort(key=lambda item: not is_journey(item.nodeid))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item):
    """Count which lines run where they are tested for themselves: counting takes half as much time again."""
    counting = stopped_counts() if item.nodeid.startswith(UNCOUNTED) else []
    try:
        return (yield)
    finally:
        for each in reversed(counting):
            each.start()


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Let no collection of garbage look again and again at thousands of tests and all that is imported for them."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


def stopped_counts() -> list[Coverage]:
    """Stop all that count lines: a process of several that run tests has two of them, one within the other."""
    stopped = []
    while (running := Coverage.current()) is not None:
        running.stop()
        stopped.append(running)
    return stopped


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    return not_skipped(report, item.nodeid)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector):
    report = yield
    return not_skipped(report, collector.nodeid)


def not_skipped(report: Report, name: str) -> Report:
    """In CI a test that was not run proves nothing, so it fails."""
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome, report.longrepr = "failed", f"{name} was skipped, which is a failure in CI: {reason}"
    return report


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """The data folder of this run's servers."""
    folder = Path(tempfile.mkdtemp(prefix="hub-test-"))
    yield folder
    if (folder / "home").is_symlink():
        shutil.rmtree((folder / "home").readlink())
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres(server_folder: Path) -> Iterator[DatabaseUrls]:
    """An empty database with the three roles."""
    given = [os.environ.get(f"HUB_TEST_DATABASE_{role}URL") for role in ("OWNER_", "SYSTEM_", "")]
    if all(given):
        only_for_one_process()
        yield DatabaseUrls(*[url or "" for url in given])
        return
    with (
        embedded_postgres.start(server_folder, settings=THROW_AWAY) as server,
        quickly_emptied(server.owner_url, server.superuser_url),
    ):
        yield DatabaseUrls(server.owner_url, server.system_url, server.app_url)


@pytest.fixture(scope="session")
def database_urls(postgres: DatabaseUrls) -> DatabaseUrls:
    """The database with this version's tables."""
    command.upgrade(hub.db.migrations(postgres.owner), "head")
    return postgres


@pytest.fixture(scope="session")
def owner(database_urls: DatabaseUrls) -> Iterator[Engine]:
    """An engine of the role that owns the tables, for looking at the database from outside."""
    engine = create_engine(database_urls.owner, pool_pre_ping=True)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def engines(database_urls: DatabaseUrls) -> Iterator[dict[str, Engine]]:
    """Those of :mod:`hub.db`, whose connections and compiled statements outlive a test as they outlive a request."""
    hub.db.connect(database_urls.app, database_urls.system)
    engines = dict(hub.db._engines)
    hub.db._engines.clear()
    yield engines
    for each in engines.values():
        each.dispose()


@pytest.fixture
def db(engines: dict[str, Engine], owner: Engine) -> Iterator[ModuleType]:
    """The connected :mod:`hub.db`; every table is empty again afterwards."""
    hub.db._engines.update(engines)
    yield hub.db
    for each in {*hub.db._engines.values(), *engines.values()}:
        if each not in engines.values() or each.pool.checkedout():
            each.dispose()
    hub.db._engines.clear()
    empty(owner)


@pytest.fixture(scope="session")
def valkey(server_folder: Path) -> Iterator[str]:
    """The address of the run's queue server."""
    if given := os.environ.get("HUB_TEST_REDIS_URL"):
        only_for_one_process()
        yield given
        return
    with embedded_valkey.start(server_folder) as server:
        yield server.url
        secrets_of_the_run.look_into_queue(server_folder)


@pytest.fixture
def redis_url(valkey: str) -> Iterator[str]:
    """The address of a queue server that holds nothing, and holds nothing afterwards."""
    yield valkey
    with redis.Redis.from_url(valkey) as connection:
        connection.flushall()


@pytest.fixture
def free_port() -> Callable[[], int]:
    """Find a port of this machine that nobody listens on; each call gives another."""
    return ports.free_port


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium of this machine."""
    program = program_or_fail(*CHROMIUM)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"] if is_root() else [])
        browser.on("context", lambda context: context.set_default_timeout(PATIENCE))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def hledger() -> str:
    """The path of hledger, which computes our statements a second time."""
    return program_or_fail("hledger")


def only_for_one_process() -> None:
    """Refuse servers that several processes would empty under each other's feet."""
    if int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")) > 1:
        pytest.fail("The servers that HUB_TEST_... names serve one process: make test TESTERS=1", pytrace=False)


def is_root() -> bool:
    """Say whether Chromium has to do without its sandbox."""
    return os.geteuid() == 0


def program_or_fail(*names: str) -> str:
    """Find a program; what it proves is too much for a skip."""
    for name in names:
        if path := shutil.which(name):
            return path
    pytest.fail(f"{names[0]} is not installed. On Debian: sudo apt-get install {names[0]}", pytrace=False)
