"""`hub sandbox` as a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from plugins.procountor.sandbox.cli import sandbox as command
from plugins.procountor.sandbox.demo import DEMO_CLIENT

START = "from plugins.procountor.sandbox.cli import sandbox; sandbox()"
TOKEN = {
    "grant_type": "client_credentials",
    "client_id": DEMO_CLIENT.client_id,
    "client_secret": DEMO_CLIENT.client_secret,
    "api_key": DEMO_CLIENT.operator_key,
}


@contextmanager
def served(port: int, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    arguments = [sys.executable, "-c", START, "--port", str(port), *options]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url, process)
        yield url, process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_for(url: str, process: subprocess.Popen[str]) -> None:
    for _ in range(600):
        assert process.poll() is None, process.communicate()[0]
        try:
            if requests.get(f"{url}/sandbox/health", timeout=5).ok:
                return
        except (requests.exceptions.ConnectionError, requests.exceptions.Timeout):
            time.sleep(0.1)
    pytest.fail("the sandbox did not start")


def test_it_serves_stops_on_sigterm_and_finds_its_keys_again(free_port, tmp_path: Path):
    port = free_port()
    with served(port, "--data-dir", str(tmp_path), "--set", "na_status=null") as (url, process):
        assert requests.get(f"{url}/sandbox/switches", timeout=60).json()["na_status"] == "null"
        requests.patch(f"{url}/sandbox/switches", json={"total_count": False}, timeout=60)
        order = {"email": "anna@kapylanleipa.example"}
        key = requests.post(f"{url}/sandbox/companies/101/keys", json=order, timeout=60).json()["apiKey"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    with served(port, "--data-dir", str(tmp_path)) as (url, _):
        answer = requests.post(f"{url}/api/oauth/token", data=TOKEN | {"api_key": key}, timeout=60)
        assert answer.status_code == 200
        switches = requests.get(f"{url}/sandbox/switches", timeout=60).json()
        assert (switches["total_count"], switches["na_status"]) == (False, "absent")


def test_a_dropped_connection_is_dropped_behind_the_real_server_too(free_port):
    with served(free_port(), "--set", "fault=drop", "--set", "fault_times=1") as (url, _):
        with pytest.raises(requests.exceptions.ConnectionError):
            requests.post(f"{url}/api/oauth/token", data=TOKEN, timeout=60)
        assert requests.post(f"{url}/api/oauth/token", data=TOKEN, timeout=60).status_code == 200


def test_a_generated_company_of_any_size_can_be_added(free_port):
    with served(free_port(), "--seed", "7", "--receipts", "600", "--months", "6") as (url, _):
        company = requests.get(f"{url}/sandbox/companies/8001", timeout=60).json()
        assert 400 < company["receipts"] < 800


def test_the_help_tells_how_a_hub_is_set_up():
    text = CliRunner().invoke(command, ["--help"]).output
    assert f"HUB_PROCOUNTOR_CLIENT_ID={DEMO_CLIENT.client_id}" in text
    assert f"HUB_PROCOUNTOR_OPERATOR_KEY={DEMO_CLIENT.operator_key}" in text


@pytest.mark.parametrize("option", [("--set", "speed=1"), ("--set", "rate=fast"), ("--port", "0")])
def test_a_wrong_option_is_refused_with_its_reason(option):
    answer = CliRunner().invoke(command, list(option))
    assert answer.exit_code == 2
    assert option[1].partition("=")[0] in answer.output


def test_nothing_starts_when_the_package_is_imported():
    code = (
        "import threading, sys\n"
        "import plugins.procountor.sandbox.demo\n"
        "assert 'flask' not in sys.modules and 'sqlite3' not in sys.modules\n"
        "import plugins.procountor.sandbox.cli, plugins.procountor.sandbox.app\n"
        "assert threading.active_count() == 1\n"
    )
    assert subprocess.run([sys.executable, "-c", code], env=os.environ, timeout=300).returncode == 0
