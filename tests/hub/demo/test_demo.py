import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.demo import Demo, command_of, eventually, running_demo


@pytest.fixture(scope="module")
def own_demo():
    with running_demo() as demo:
        yield demo


def number_of(demo: Demo, server: str) -> int:
    data = demo.folder / "home" if (demo.folder / "home").is_symlink() else demo.folder
    record = {"database": data / "postgres" / "postmaster.pid", "queue": data / "valkey" / "valkey.pid"}[server]
    try:
        return int(record.read_text().split()[0])
    except (FileNotFoundError, IndexError):  # removed, or not written yet
        return 0


def is_well(demo: Demo) -> bool:
    try:
        return demo.ask("/healthz").status_code == 200
    except OSError:
        return False


@pytest.mark.parametrize("name", ["store", "issuer", "web", "worker"])
def test_a_killed_process_comes_back_and_a_line_says_so(own_demo, name):
    own_demo.kill(name)
    assert f"{name} has ended and is started again" in own_demo.log()
    eventually(lambda: is_well(own_demo), "the web to answer")


@pytest.mark.parametrize("server", ["database", "queue"])
def test_a_killed_server_comes_back_and_the_web_goes_on(own_demo, server):
    before = eventually(lambda: number_of(own_demo, server), f"the {server}")
    os.kill(before, signal.SIGKILL)
    eventually(lambda: number_of(own_demo, server) not in {0, before}, f"another {server}")
    eventually(lambda: is_well(own_demo), "the web to answer")


def test_a_stop_ends_every_process_and_the_next_start_finds_the_same_data(own_demo):
    data = (own_demo.folder / "home").readlink() if (own_demo.folder / "home").is_symlink() else own_demo.folder
    own_demo.stop()  # looks itself whether anything is left
    own_demo.start()
    assert number_of(own_demo, "database")
    assert data.exists()
    assert is_well(own_demo)


def test_a_demo_that_is_killed_takes_its_processes_along(own_demo):
    pids = [int(record.read_text()) for record in (own_demo.folder / "pids").glob("*.pid")]
    pids += [number_of(own_demo, "database"), number_of(own_demo, "queue")]
    own_demo._process.kill()
    eventually(lambda: not any(command_of(pid) for pid in pids), "the processes of a killed demo to end")
    own_demo._process.wait()
    own_demo._process.stdout.close()
    own_demo.start()
    assert is_well(own_demo)


def test_a_second_demo_names_the_port_that_is_taken_and_the_setting_that_moves_it(own_demo, tmp_path):
    second = subprocess.run(
        [sys.executable, "-P", "-m", "hub.cli", "demo"],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "HUB_DATA_DIR": str(tmp_path), "HUB_DEMO_PORT": str(own_demo.port)},
    )
    assert second.returncode == 1
    assert f"Port {own_demo.port} cannot be used" in second.stderr
    assert "HUB_DEMO_PORT" in second.stderr


def test_web_and_strangers_are_not_told_more_than_they_need(own_demo):
    for name, hidden in {"web": "hub_system", "store": "hub_app", "issuer": "hub_app"}.items():
        pid = int((own_demo.folder / "pids" / f"{name}.pid").read_text())
        told = Path(f"/proc/{pid}/environ")
        assert not told.exists() or hidden not in told.read_text()
