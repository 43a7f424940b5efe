import json
import re
from pathlib import Path

WORTH_SHOWING = re.compile(r"\b(WARNING|ERROR|CRITICAL)\b|^(Traceback|\w+(\.\w+)*(Error|Exception|Fault)\b)")
LEVELS = {"warning", "error", "critical"}


class Follower:
    """Reads what a log gained since it was last asked, and keeps what an operator should see."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = path.stat().st_size if path.exists() else 0

    def news(self) -> list[str]:
        """Give the new warnings and errors, oldest first."""
        if not self._path.exists():
            return []
        with self._path.open("rb") as log:
            log.seek(self._read)
            gained = log.read()
        whole = gained.rfind(b"\n") + 1  # the rest of a line that is still being written is read next time
        self._read += whole
        lines = gained[:whole].decode(errors="replace").splitlines()
        return [shown for line in lines if (shown := _worth_showing(line))]


def _worth_showing(line: str) -> str:
    """Give what an operator should see of a line: ours are JSON, those of other programs are text."""
    try:
        told = json.loads(line)
        return f"{told['level']}: {told['message']}" if told["level"] in LEVELS else ""
    except (ValueError, KeyError, TypeError):
        return line if WORTH_SHOWING.search(line) else ""
