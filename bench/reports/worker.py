"""A process that builds one report of a book, writes it as a file and tells how long it took and what it needed."""

import argparse
import json
import time
from uuid import UUID

from bench.ingest.worker import peak_mb
from bench.reports.files import YEAR
from bench.reports.shelf import Held
from bench.reports.visitor import application
from hub import db
from hub.ledger.proof.verdicts import Status
from hub.reports import exports, service, view
from hub.reports.exports import Document
from hub.reports.proofs import ProofLine

WRITERS = {"csv": exports.csv_of, "pdf": exports.pdf_of, "xlsx": exports.xlsx_of}
PROVED = ProofLine(Status.PROVED, "Proved", "success", "Every account equals the source's own totals.", None)


def main() -> None:
    """Read what is wanted, write it and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report")
    parser.add_argument("form", choices=WRITERS)
    for name, kind in (("database", str), ("tenant", UUID), ("book", UUID)):
        parser.add_argument(f"--{name}", type=kind, required=True)
    given = parser.parse_args()
    db.connect(given.database)
    app, held = application(), Held(given.tenant, given.book, 0)
    with app.test_request_context():
        began = time.perf_counter()
        with db.transaction(held.tenant_id) as session:
            reader = held.reader(session)
            builder = app.extensions["hub"].plugins.builders[given.report]
            table = service.build(builder, reader, view.read(view.days(YEAR), reader), language="en", extra={})
        document = Document(given.report, table, held.ref.company, PROVED, "en")
        size = len(WRITERS[given.form](document))
        seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb(), "rows": len(table.rows), "size": size}))


if __name__ == "__main__":
    main()
