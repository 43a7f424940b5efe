"""No two processes are given the same port, however long each of them takes until it listens."""

import subprocess
import sys

from tests import ports

FEW = range(31_680, 32_000)
EACH = 15
TAKES_SOME = f"""
from tests import ports
ports.FIRST, ports.END = {FEW.start}, {FEW.stop}
print(*(ports.free_port() for _ in range({EACH})), flush=True)
input()
"""


def test_a_port_given_to_a_process_that_does_not_listen_yet_is_given_to_no_other(monkeypatch):
    monkeypatch.setattr(ports, "FIRST", FEW.start)
    monkeypatch.setattr(ports, "END", FEW.stop)
    command = [sys.executable, "-c", TAKES_SOME]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        theirs = set(map(int, other.stdout.readline().split()))
        ours = {ports.free_port() for _ in range(EACH)}
        other.stdin.write("\n")
    assert len(theirs) == len(ours) == EACH
    assert not theirs & ours
