import os
import signal
import socket
import sys

from hub.embedded.process import GuardedProcess, Order, name_of
from tests.hub.queue.conftest import PATIENCE, wait_until

FORKS_AND_WAITS = """
import os, signal, socket, sys, time
door = socket.create_server(("127.0.0.1", int(sys.argv[1])))
if os.fork() == 0:
    time.sleep(600)
print("open", flush=True)
time.sleep(600)
"""


def start(tmp_path, *command: str, **wishes) -> GuardedProcess:
    return GuardedProcess(Order([sys.executable, "-c", *command], tmp_path / "log", dict(os.environ), **wishes))


def wait_for(log, words: str) -> None:
    wait_until(lambda: words in log.read_text(), f"the program says {words}")


def test_the_exit_status_of_the_program_is_ours(tmp_path):
    assert start(tmp_path, "raise SystemExit(7)").wait(PATIENCE) == 7


def test_what_the_program_writes_is_in_its_log(tmp_path):
    start(tmp_path, "import sys; print('out', flush=True); print('err', file=sys.stderr)").wait(PATIENCE)
    assert (tmp_path / "log").read_text() == "out\nerr\n"


def test_a_stop_asks_the_program_in_its_own_way(tmp_path):
    code = """
import signal, time
signal.signal(signal.SIGUSR1, lambda *_: exit(3))
print("on", flush=True)
time.sleep(600)
"""
    process = start(tmp_path, code, stop_signal=signal.SIGUSR1, patience=PATIENCE)
    wait_for(tmp_path / "log", "on")
    process.stop()
    assert process.wait() == 3


def test_a_program_that_does_not_listen_is_killed_when_patience_ends(tmp_path):
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('on', flush=True); time.sleep(600)"
    )
    process = start(tmp_path, code, patience=0.2)
    wait_for(tmp_path / "log", "on")
    process.stop()
    assert process.wait() == 128 + signal.SIGKILL


def test_children_of_a_killed_program_do_not_keep_its_port(tmp_path, free_port):
    port = free_port()
    process = start(tmp_path, FORKS_AND_WAITS, str(port))
    wait_for(tmp_path / "log", "open")
    os.kill(process.pid, signal.SIGKILL)
    process.wait(PATIENCE)
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))


def test_the_program_does_not_get_the_ctrl_c_of_our_terminal(tmp_path):
    process = start(tmp_path, "import time; time.sleep(600)")
    assert os.getpgid(process.pid) != os.getpgid(0)
    assert os.getsid(process.pid) != os.getsid(0)
    process.stop()


def test_a_process_that_is_gone_has_no_name(tmp_path):
    process = start(tmp_path, "pass")
    process.wait(PATIENCE)
    assert name_of(process.pid) == ""
    assert name_of(os.getpid()).startswith("python") or "pytest" in name_of(os.getpid())
