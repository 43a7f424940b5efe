"""A source that calls has something looked at, whoever is not the source achieves nothing, and nothing is believed."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from hub.connectors import service, tasks
from hub.connectors.models import ConnectionSecret
from hub.queue import execution
from hub.sdk.accounting import Event, EventKind
from hub.sdk.errors import GiveUp, Refused
from hub.sentinel.tasks import EXAMINE
from hub.webhooks import service as webhooks
from hub.webhooks import tasks as hooks
from hub.webhooks.models import Webhook
from hub.webhooks.tasks import SUBSCRIBE
from hub.webhooks.views import LARGEST
from tests.hub.connectors.conftest import Place
from tests.hub.connectors.pages.conftest import *  # noqa: F403 (fixtures)
from tests.hub.connectors.shelf import GOOD_KEY, ShelfConnector


class Bell:
    """The shelf's side of webhooks."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.ended: list[str] = []
        self.answer: str | Exception | None = "bell-7"


@pytest.fixture
def bell(monkeypatch) -> Bell:
    bell = Bell()

    def subscribe(self, access, address, secret):
        bell.asked.append((address, secret.reveal()))
        if isinstance(bell.answer, Exception):
            raise bell.answer
        return bell.answer

    def receive(self, headers, body, secret):
        if headers.get("Shelf-Secret") != secret.reveal():
            raise Refused("Not the shelf.")
        return [Event(EventKind(body.decode()))] if body else []

    monkeypatch.setattr(ShelfConnector, "subscribe", subscribe)
    monkeypatch.setattr(ShelfConnector, "receive", receive)
    monkeypatch.setattr(ShelfConnector, "unsubscribe", lambda self, access, given: bell.ended.append(given))
    return bell


@pytest.fixture
def ask(db, jobs, equipped):
    """Let the hub look which sources have not been asked, and ask them."""

    def ask() -> int:
        with db.system_transaction() as tx:
            hooks.ask_sources_to_call(tx)
        waiting = [job for job in jobs() if job.kind == SUBSCRIBE]
        for job in waiting:
            execution.perform(job.id)
        return len(waiting)

    return ask


@pytest.fixture
def hung(bell, attach, work_off, ask, tenant, anna):
    """A connection whose source was asked to call."""
    connection_id = attach(Place(tenant.id, anna.person_id, anna.id))
    work_off()
    assert ask() == 1
    return connection_id


@pytest.fixture
def call(bell, hung, browse):
    def call(body: str = "rights", *, secret: str | None = None, path: str | None = None):
        address, real = bell.asked[-1]
        where = path or "/" + address.split("/", 3)[3]
        return browse().post(where, data=body, headers={"Shelf-Secret": secret or real, "X-CSRF-Token": ""})

    return call


@pytest.fixture
def examined(jobs, equipped):
    def examined() -> None:
        for job in jobs():
            execution.perform(job.id)

    return examined


@pytest.fixture
def hook(db):
    def read() -> Webhook | None:
        with db.system_transaction() as tx:
            return tx.scalar(select(Webhook))

    return read


def test_the_source_is_told_an_address_of_which_the_hub_keeps_a_hash_only(hung, bell, hook, db, tenant):
    ((address, secret),) = bell.asked
    assert re.fullmatch(r"http://hub\.localhost:8000/hooks/shelf/[0-9a-f]{32}[\w-]{43}", address)
    assert hook().subscription == "bell-7"
    with db.system_transaction() as tx:
        everything = str(tx.execute(text("SELECT row_to_json(w)::text FROM webhook w")).all())
        sealed = tx.scalars(select(ConnectionSecret.sealed)).all()
    token = address.rpartition("/")[2]
    assert token not in everything
    assert not [each for each in sealed if secret.encode() in each]


def test_a_source_that_was_asked_is_not_asked_again(hung, ask):
    assert ask() == 0


@pytest.mark.parametrize("answer", [None, GiveUp("No right to webhooks.")])
def test_a_source_that_does_not_call_is_asked_another_day(hung, bell, hook, ask, db, answer):
    bell.answer = answer
    with db.system_transaction() as tx:
        tx.execute(text("DELETE FROM webhook"))
    assert ask() == 1
    assert hook().subscription == ""
    assert ask() == 0
    bell.answer = "bell-8"
    with db.system_transaction() as tx:
        tx.execute(text("UPDATE webhook SET asked_at = now() - interval '25 hours'"))
    assert ask() == 1
    assert hook().subscription == "bell-8"


@pytest.mark.parametrize(("told", "kinds"), [("rights", [EXAMINE]), ("books", [EXAMINE, tasks.SYNC]), ("", [])])
def test_a_call_only_has_something_looked_at(call, jobs, hook, told, kinds):
    assert (call(told).status_code, call(told).data) == (204, b"")
    assert [job.kind for job in jobs()] == kinds, "however often it comes"
    assert hook().heard_at is not None


def test_a_call_that_is_sent_again_and_again_is_looked_at_every_ten_seconds_at_the_most(
    call, jobs, examined, monkeypatch
):
    assert timedelta(seconds=10) == webhooks.CALM
    monkeypatch.setattr(webhooks, "CALM", timedelta(hours=10))  # so that none of it is over before one has looked
    call()
    assert [job.run_after <= datetime.now(UTC) for job in jobs()] == [True]
    examined()
    for _ in range(5):
        call()
    (wait,) = [job.run_after - datetime.now(UTC) for job in jobs()]
    assert timedelta(hours=5) < wait <= timedelta(hours=10)


def test_everything_that_is_not_the_source_gets_the_same_answer_and_does_nothing(call, bell, jobs):
    address = "/" + bell.asked[-1][0].split("/", 3)[3]
    other = address.replace("shelf", "other")
    answers = [
        call(secret="made up"),
        call(path=address[:-1] + ("a" if address[-1] != "a" else "b")),
        call(path="/hooks/shelf/short"),
        call(path=f"/hooks/shelf/{'f' * 32}{address[-43:]}"),
        call(path=other),
        call("x" * (LARGEST + 1)),
    ]
    assert {(each.status_code, each.data, each.content_type) for each in answers} == {
        (404, b"", "text/html; charset=utf-8")
    }
    assert jobs() == []


def test_a_connection_that_is_not_read_hears_nothing(call, hung, db, tenant, jobs):
    with db.transaction(tenant.id) as tx:
        service.detach(service.find(tx, hung))
    assert call().status_code == 404
    assert jobs() == []


def test_a_new_key_keeps_the_address_and_its_secret(call, hung, db, tenant, folder, jobs):
    from hub.sdk.secrets import Secret

    with db.transaction(tenant.id) as tx:
        connection = service.find(tx, hung)
        service.replace_key(tx, connection, ShelfConnector(), {"key": Secret(GOOD_KEY), "folder": str(folder)})
        assert set(service.settings_of(tx, connection)) == {"key", "folder"}
    assert call().status_code == 204
    assert [job.kind for job in jobs()] == [EXAMINE]


def test_with_the_connection_the_call_is_ended_at_the_source_and_the_secret_destroyed(
    hung, bell, hook, db, tenant, work_off
):
    with db.transaction(tenant.id) as tx:
        tasks.part(tx, service.find(tx, hung), erase=False)
    work_off()
    assert bell.ended == ["bell-7"]
    assert hook() is None
    with db.system_transaction() as tx:
        assert tx.scalars(select(ConnectionSecret)).all() == []
