"""Whatever the commands of the README need is made by `make setup`, and by nothing else."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETUP = "bash .ci/setup"
INSTALLING = ("pip", "-m venv", "apt-get", "brew")


def commands(target: str) -> list[str]:
    """List what make would do on a fresh machine."""
    told = ["make", "--dry-run", "--always-make", "--no-print-directory", target]
    return subprocess.run(told, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


@pytest.mark.parametrize("target", ["demo", "test", "coverage", "lint"])
def test_a_command_does_all_its_set_up_through_setup(target):
    done = commands(target)
    assert [each for each in done if SETUP in each] == done[:1]
    assert [each for each in done[1:] if any(word in each for word in INSTALLING)] == []


def test_what_lint_runs_is_installed_by_setup():
    programs = {each.rpartition("/")[2] for line in commands("lint") for each in line.split()[:1] if "/tools/" in each}
    wanted = {line.partition(">")[0] for line in (ROOT / ".ci/tools.txt").read_text().splitlines() if line[:1] != "#"}
    assert programs == wanted
    assert "--requirement .ci/tools.txt" in (ROOT / ".ci/setup").read_text()
