import os
import signal
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Barrier

import pytest
import redis

from hub.embedded import folders, valkey
from hub.embedded.valkey import RunningValkey
from tests.hub.queue.conftest import wait_until


def connect(server: RunningValkey) -> redis.Redis:
    return redis.Redis.from_url(server.url)


def socket_of(server: RunningValkey) -> Path:
    return Path(server.url.removeprefix("unix://").split("?")[0])


def test_data_is_found_again_after_a_stop(data_dir):
    with valkey.start(data_dir) as server, connect(server) as queue:
        queue.set("answer", 42)
    with valkey.start(data_dir) as server, connect(server) as queue:
        assert queue.get("answer") == b"42"


def test_a_second_start_finds_the_running_server_and_does_not_stop_it(data_dir):
    with valkey.start(data_dir) as server:
        with valkey.start(data_dir) as second:
            assert second.adopted
        with connect(server) as queue:
            assert queue.ping()


def test_data_survives_a_kill(data_dir):
    killed = valkey.start(data_dir)
    with connect(killed) as queue:
        queue.set("answer", 42)
        os.kill(queue.info("server")["process_id"], signal.SIGKILL)
    killed.stop()
    with valkey.start(data_dir) as server, connect(server) as queue:
        assert not server.adopted
        assert queue.get("answer") == b"42"


def test_of_two_first_starts_at_once_one_starts_the_server_and_the_other_finds_it(data_dir, monkeypatch):
    write = folders.write_private

    def slowly(path: Path, *more: object) -> None:
        time.sleep(0.3)  # the other one comes to the same place meanwhile
        write(path, *more)

    monkeypatch.setattr(folders, "write_private", slowly)
    together = Barrier(2)

    def start(_: int) -> RunningValkey:
        together.wait()
        return valkey.start(data_dir)

    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(start, range(2)))
    with ExitStack() as stack:
        for each in both:
            stack.enter_context(each)
        assert sorted(each.adopted for each in both) == [False, True]
        assert both[0].url == both[1].url
        assert all(each.answers() for each in both)


def test_a_server_that_is_held_up_does_not_answer_yet(data_dir, monkeypatch):
    with valkey.start(data_dir) as server, connect(server) as queue:
        pid = queue.info("server")["process_id"]
        monkeypatch.setattr(valkey, "ANSWER", 0.2)
        os.kill(pid, signal.SIGSTOP)
        try:
            assert not server.answers()
        finally:
            os.kill(pid, signal.SIGCONT)
        wait_until(server.answers, "it answers again")


def test_nobody_enters_without_the_password(data_dir):
    with valkey.start(data_dir) as server:
        stranger = redis.Redis(unix_socket_path=str(socket_of(server)))
        with stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()


def test_the_socket_is_closed_to_other_accounts_and_there_is_no_port(data_dir):
    with valkey.start(data_dir) as server, connect(server) as queue:
        assert stat.S_IMODE(socket_of(server).parent.stat().st_mode) == 0o700
        assert stat.S_IMODE(socket_of(server).stat().st_mode) == 0o700
        assert queue.config_get("port") == {"port": "0"}


def test_the_password_is_no_argument_of_the_process(data_dir):
    with valkey.start(data_dir) as server, connect(server) as queue:
        password = server.url.split("password=")[1]
        pid = queue.info("server")["process_id"]
        assert queue.config_get("requirepass")["requirepass"] == password
        assert password not in Path(f"/proc/{pid}/cmdline").read_text()


def test_nothing_queued_is_thrown_away_when_memory_is_short(data_dir):
    with valkey.start(data_dir) as server, connect(server) as queue:
        kept = queue.config_get("maxmemory-policy", "appendonly", "appendfsync")
    assert kept == {"maxmemory-policy": "noeviction", "appendonly": "yes", "appendfsync": "everysec"}
