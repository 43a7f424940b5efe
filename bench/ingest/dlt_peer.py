"""dlt as one would write it: the receipts as they are, their rows unnested by dlt, into a DuckDB file."""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ |= {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR"}

import dlt
import duckdb


def main(file: Path, place: Path) -> None:
    """Load a file, and print the seconds and the number of lines as JSON."""

    def receipts() -> Iterator[list[dict[str, Any]]]:
        with file.open("rb") as bodies:
            for body in bodies:
                yield json.loads(body)

    target = place / "dlt.duckdb"
    pipeline = dlt.pipeline(
        "receipts", pipelines_dir=str(place), destination=dlt.destinations.duckdb(str(target)), dataset_name="books"
    )
    began = time.perf_counter()
    pipeline.run(dlt.resource(receipts, name="receipts", primary_key="id"))
    seconds = time.perf_counter() - began
    with duckdb.connect(str(target), read_only=True) as stored:
        (lines,) = stored.execute("SELECT count(*) FROM books.receipts__transactions").fetchone() or (0,)
    print(json.dumps({"seconds": seconds, "lines": lines}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
