"""Counts are shared by all processes through Redis, and no door closes when Redis is away."""

import itertools
import multiprocessing
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hub.embedded import valkey as embedded_valkey
from hub.web import counting
from hub.web.counting import Bucket, Counter
from tests.hub.queue.conftest import wait_until

HERE = Bucket("test", "192.0.2.1", 3, 60)
FOR_LONG = Bucket("test", "192.0.2.1", 3, 3600)
"""Does not give again before a test has ended, however slow the machine."""


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a Redis that is there: how quickly it answers is the machine's doing."""
    monkeypatch.setattr(counting, "PATIENCE", 60)


@pytest.fixture(params=["in Redis", "in the process"])
def counter(request: pytest.FixtureRequest) -> Counter:
    return Counter(request.getfixturevalue("redis_url") if request.param == "in Redis" else None)


@pytest.fixture
def sleep(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let time pass without waiting for it, and no more of it than a millisecond from one look to the next."""
    passed, looks = [time.time()], itertools.count()
    monkeypatch.setattr(time, "time", lambda: passed[0] + next(looks) / 1000)

    def sleep(seconds: float) -> None:
        passed[0] += seconds

    return sleep


def granted(counter: Counter, bucket: Bucket, tries: int) -> int:
    return sum(counter.take([bucket]) is None for _ in range(tries))


def test_v2_4_1_no_window_holds_more_than_the_limit(counter, sleep):
    assert granted(counter, HERE, 2) == 2
    sleep(30)
    assert granted(counter, HERE, 2) == 1
    sleep(31)  # the first two are out of the window, the third is not
    assert granted(counter, HERE, 5) == 2


def test_an_empty_bucket_tells_when_it_gives_again(counter, sleep):
    granted(counter, HERE, 1)
    sleep(20)
    granted(counter, HERE, 2)
    bucket, seconds = counter.take([HERE])
    assert (bucket, seconds) == (HERE, 40)
    sleep(seconds)
    assert counter.take([HERE]) is None


def test_refused_tries_do_not_prolong_the_wait(counter, sleep):
    granted(counter, HERE, 3)
    for _ in range(6):
        sleep(9)
        assert counter.take([HERE]) is not None
    sleep(7)
    assert counter.take([HERE]) is None


def test_nobody_counts_for_somebody_else(counter):
    granted(counter, HERE, 3)
    assert counter.take([Bucket("test", "192.0.2.2", 3, 60)]) is None
    assert counter.take([Bucket("other", "192.0.2.1", 3, 60)]) is None


def test_where_one_bucket_is_empty_none_gives(counter):
    person = Bucket("test", "person", 1, 60)
    counter.take([HERE, person])
    assert granted(counter, HERE, 1) == 1
    for _ in range(5):
        assert counter.take([HERE, person])[0] == person
    assert granted(counter, HERE, 5) == 1


def looking_at(what: str) -> Bucket:
    return Bucket("look", "192.0.2.1", 2, 60, once_for=what)


def test_the_same_thing_is_counted_once_and_another_one_anew(counter, sleep):
    assert all(counter.take([looking_at("1")]) is None for _ in range(10))
    assert counter.take([looking_at("2")]) is None
    assert counter.take([looking_at("3")]) is not None
    assert counter.take([looking_at("3")]) is not None
    assert counter.take([looking_at("1")]) is None
    sleep(61)
    assert counter.take([looking_at("3")]) is None


def take_many(url: str, start: object, answers: object) -> None:
    """What a web process does."""
    counting.PATIENCE = 60
    counter = Counter(url)
    start.wait()
    answers.put(granted(counter, Bucket("shared", "x", 50, 3600), 40))


def test_processes_share_a_count(redis_url):
    context = multiprocessing.get_context("spawn")
    start, answers = context.Barrier(3), context.Queue()
    processes = [context.Process(target=take_many, args=(redis_url, start, answers)) for _ in range(3)]
    for each in processes:
        each.start()
    given = [answers.get() for _ in processes]
    for each in processes:
        each.join()
    assert sum(given) == 50
    assert len([each for each in given if each]) > 1


def test_v16_5_2_without_redis_each_process_counts_for_itself_and_says_so_once(tmp_path, caplog):
    counter = Counter(f"unix://{tmp_path}/nobody.sock")
    assert granted(counter, HERE, 10) == 3
    assert [each.levelname for each in caplog.records] == ["ERROR"]
    assert "each web process counts its own" in caplog.text


@pytest.fixture
def hanging() -> Iterator[tuple[str, list[socket.socket]]]:
    """A Redis that takes connections and never answers."""
    lines: list[socket.socket] = []
    server = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                lines.append(server.accept()[0])
            except OSError:
                return

    thread = threading.Thread(target=accept)
    thread.start()
    yield f"redis://:secret@127.0.0.1:{server.getsockname()[1]}", lines
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()
    for each in lines:
        each.close()


def test_a_redis_that_hangs_is_not_asked_again_by_every_request(hanging, monkeypatch, caplog):
    monkeypatch.setattr(counting, "PATIENCE", 0.25)
    monkeypatch.setattr(counting, "PAUSE", 3600)
    url, lines = hanging
    counter = Counter(url)
    assert granted(counter, FOR_LONG, 20) == 3
    wait_until(lambda: lines, "the connection was taken")
    assert len(lines) == 1
    assert len(caplog.records) == 1
    assert "secret" not in caplog.text


def test_a_redis_that_comes_back_counts_again(tmp_path_factory, monkeypatch, caplog):
    monkeypatch.setattr(counting, "PAUSE", 0.0)
    folder: Path = tmp_path_factory.mktemp("queue")
    with embedded_valkey.start(folder) as server:
        counter, neighbour = Counter(server.url), Counter(server.url)
        assert granted(counter, FOR_LONG, 2) == 2
    assert granted(counter, FOR_LONG, 1) == 1
    with embedded_valkey.start(folder) as server:
        assert granted(counter, FOR_LONG, 1) + granted(neighbour, FOR_LONG, 5) == 1
    assert [each.levelname for each in caplog.records if each.name == counting.__name__] == ["ERROR", "WARNING"]


def test_a_redis_that_was_restarted_in_between_is_not_taken_for_away(tmp_path_factory, caplog):
    folder: Path = tmp_path_factory.mktemp("queue")
    with embedded_valkey.start(folder) as server:
        counter = Counter(server.url)
        granted(counter, FOR_LONG, 1)
    with embedded_valkey.start(folder):
        assert granted(counter, FOR_LONG, 5) == 2
    assert caplog.records == []
