"""What somebody would take instead, in processes of its own, fed the same answers."""

import json
import os
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from bench.ingest.made import Answers

__all__ = ["HOW", "dlt", "installed", "singer"]

MODULES = ("dlt", "duckdb", "singer_sdk", "target_duckdb")
HOW = "dlt and Singer are not installed, so they are left out; install them with: pip install -e '.[bench]'"


class Unequal(SystemExit):
    """A peer has not loaded what it was given."""


def installed() -> bool:
    """Tell whether the peers can run."""
    return all(find_spec(name) for name in MODULES)


def dlt(made: Answers, place: Path) -> float:
    """Load with dlt into DuckDB; give the seconds that its pipeline ran."""
    home = {"HOME": str(place), "DLT_DATA_DIR": str(place)}
    order = [sys.executable, "-m", "bench.ingest.dlt_peer", str(made.file), str(place)]
    done = subprocess.run(order, env=os.environ | home, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"dlt failed: {done.stderr[-2000:]}")
    told = json.loads(done.stdout.splitlines()[-1])
    if told["lines"] != made.lines:
        raise Unequal(f"dlt has loaded {told['lines']} of {made.lines} lines")
    return float(told["seconds"])


def singer(made: Answers, place: Path) -> float:
    """Pipe a Singer tap into target-duckdb; give the seconds, less those that both need with nothing to do."""
    nothing = place / "nothing.ndjson"
    nothing.touch()
    idle = _piped(nothing, place / "idle.duckdb")
    seconds = _piped(made.file, place / "singer.duckdb")
    _check(place / "singer.duckdb", made.lines)
    return seconds - idle


def _piped(file: Path, target: Path) -> float:
    tap_config, target_config = target.with_suffix(".tap.json"), target.with_suffix(".target.json")
    tap_config.write_text(json.dumps({"file": str(file)}))
    target_config.write_text(json.dumps({"filepath": str(target), "default_target_schema": "books"}))
    tap = [sys.executable, "-m", "bench.ingest.singer_tap", "--config", str(tap_config)]
    into = [str(Path(sys.executable).parent / "target-duckdb"), "--config", str(target_config)]
    began = time.perf_counter()
    with (
        subprocess.Popen(tap, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as first,
        subprocess.Popen(into, stdin=first.stdout, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as second,
    ):
        assert first.stdout is not None
        first.stdout.close()
        ended = second.wait(), first.wait()
    if any(ended):
        raise SystemExit(f"The Singer tap or its target failed: {ended}")
    return time.perf_counter() - began


def _check(target: Path, lines: int) -> None:
    import duckdb

    with duckdb.connect(str(target), read_only=True) as stored:
        (found,) = stored.execute("SELECT count(*) FROM books.rows").fetchone() or (0,)
    if found != lines:
        raise Unequal(f"Singer has loaded {found} of {lines} lines")
