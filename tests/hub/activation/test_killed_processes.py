"""Real processes, really killed: what the database undoes and what the next process makes up for."""

import json
import signal
import subprocess
import sys

import pytest

from hub.connectors import keys
from hub.models import Job
from hub.queue import execution
from hub.web.cookies import SESSION
from tests.hub.activation.conftest import FORM, NOTHING, ONE_OF_EACH
from tests.hub.activation.mortal import FAULTS, PLACES

IN_THE_WEB_ONLY = "before the confirmation is committed"


@pytest.fixture
def hub_key():
    """One key for every process of the test."""
    key = keys.new_key()
    keys.unlock((key,))
    return key


@pytest.fixture
def ready(hub_key, store, visitor, anna):
    """Somebody in front of *Confirm connection*."""
    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/form", **FORM)
    assert browser.place == "confirm"
    return browser


@pytest.fixture
def killed(ready, hub_key, database_urls):
    """Let a process do a job, or press the button, and die at a place."""

    def killed(where: str, job: str = "") -> None:
        cookie = ready.client.get_cookie(SESSION, domain="hub.localhost")
        told = {
            "app": database_urls.app,
            "system": database_urls.system,
            "key": hub_key.reveal(),
            "where": where,
            "job": job,
            "cookie": cookie.value,
            "csrf": ready.client.csrf_token,
            "address": ready.at,
        }
        program = [sys.executable, "-m", "tests.hub.activation.mortal"]
        ended = subprocess.run(program, input=json.dumps(told), text=True, capture_output=True, timeout=600)
        assert ended.returncode == -signal.SIGKILL, ended.stderr

    return killed


@pytest.mark.parametrize("where", [*PLACES, *FAULTS])
def test_a_killed_web_process_and_then_a_killed_worker_leave_one_of_each_to_the_next(
    where, ready, killed, db, rows, settings, plugins
):
    killed(where)
    assert rows() in (NOTHING, ONE_OF_EACH)
    if where == IN_THE_WEB_ONLY:
        ready.go(ready.at)
        assert ready.place == "confirm"
        ready.send("/confirm")
    else:
        finished_by_the_worker_after_the_killed_one(where, killed, db, settings, plugins)

    ready.go(ready.at)
    assert ready.place == "done"
    assert rows() == ONE_OF_EACH


def finished_by_the_worker_after_the_killed_one(where, killed, db, settings, plugins) -> None:
    job = finishing_job(db)
    if where != "after the commit of the company":  # there the first one has come past it
        killed(where, str(job.id))
        execution.abandon(job.id, finishing_job(db).attempts)
    execution.equip(settings, plugins)
    execution.perform(job.id)
    assert finishing_job(db).state == "done"


def finishing_job(db) -> Job:
    with db.transaction() as session:
        return session.query(Job).filter_by(kind="finish_activation").one()
