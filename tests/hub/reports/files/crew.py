"""A worker as ``hub worker`` runs it, whose files wait in the middle until a test lets them go on."""

import os
import sys
import time
from pathlib import Path

from hub import config
from hub.pluginmanager import Plugins
from hub.queue import worker
from hub.reports.counted import CountedReader
from tests.hub.queue.leases import outlast_stalls

FOLDER = "HUB_TEST_FOLDER"
heard = CountedReader._told


def told_slowly(self, rows):
    """Write down who builds, and wait at the first row for a word to go on."""
    folder = Path(os.environ[FOLDER])
    with (folder / "began").open("a") as began:
        began.write(f"{os.getpid()}\n")
    while not (folder / "go").exists():
        time.sleep(0.02)
    return heard(self, rows)


if __name__ == "__main__":
    CountedReader._told = told_slowly  # type: ignore[method-assign]
    sys.modules["tests.hub.reports.files.crew"] = sys.modules["__main__"]
    outlast_stalls()
    worker.run(config.load(), Plugins.discover())
