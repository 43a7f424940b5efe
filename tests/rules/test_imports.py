"""Nothing connects, reads a file, starts a process or a thread when it is imported; and imports keep to the design."""

import json
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = ("hub", "tenants", "plugins")
RUN_BY_OTHERS = ("hub.migrations.", "hub.cli.__main__")  # alembic and `python -m` run these instead of importing them

WATCH = """
import importlib, json, pkgutil, sys, threading, traceback
from pathlib import Path

project, packages, left_out = Path(sys.argv[1]), json.loads(sys.argv[2]), tuple(json.loads(sys.argv[3]))
ours = tuple(str(project / package) for package in packages)
never = {"socket.connect", "subprocess.Popen", "os.system", "os.posix_spawn", "_thread.start_new_thread"}
not_by_us = {"open", "socket.bind"}  # libraries read their own data, and urllib3 looks whether there is IPv6
seen = []

def called_by_us(frame):
    while frame and not frame.f_code.co_filename.startswith("<frozen importlib"):
        if frame.f_code.co_filename.startswith(ours):
            return frame.f_code.co_filename
        frame = frame.f_back

def watch(event, arguments):
    if event in never:
        seen.append([event, "".join(traceback.format_stack(limit=6))])
    elif event in not_by_us and (where := called_by_us(sys._getframe(1))):
        seen.append([event, f"{where}: {arguments[0]}"])

names = [each.name for package in packages
         for each in pkgutil.walk_packages([str(project / package)], package + ".")
         if not each.name.startswith(left_out)]
sys.addaudithook(watch)
for name in names:
    importlib.import_module(name)
print(json.dumps({"modules": len(names), "seen": seen}))
"""


def test_importing_any_module_does_nothing_else():
    result = subprocess.run(
        [sys.executable, "-P", "-c", WATCH, str(PROJECT), json.dumps(PACKAGES), json.dumps(RUN_BY_OTHERS)],
        capture_output=True,
        text=True,
        cwd="/",
        env={"PATH": "/nowhere"},
    )
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["modules"] > 50
    assert found["seen"] == []


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, include_external_packages=True)


def test_the_sdk_imports_nothing_else_of_ours(graph):
    imports = {
        f"{module} imports {other}"
        for module in graph.modules
        if f"{module}.".startswith("hub.sdk.")
        for other in graph.find_modules_directly_imported_by(module)
        if f"{other}.".startswith(("hub.", "tenants.", "plugins.")) and not f"{other}.".startswith("hub.sdk.")
    }
    assert imports == set()


def test_no_module_starts_what_only_the_command_line_may(graph):
    importers = graph.find_modules_that_directly_import("hub.embedded.servers")
    assert {each.split(".")[1] for each in importers} <= {"cli", "demo", "doctor", "embedded"}
