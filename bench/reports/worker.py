"""A process that builds one report of a book, writes it as a file and tells how long it took and what it needed."""

import argparse
import json
import time
from collections import Counter
from uuid import UUID

from bench.ingest.worker import peak_mb
from bench.reports.files import YEAR
from bench.reports.shelf import Held
from bench.reports.visitor import application
from hub import db
from hub.ledger.proof.verdicts import Status
from hub.reports import service, view
from hub.reports.counted import CountedReader
from hub.reports.exports.document import Document, Unread
from hub.reports.exports.formats import FORMATS
from hub.reports.proofs import ProofLine

PROVED = ProofLine(Status.PROVED, "Proved", "success", "Every account equals the source's own totals.", None)


def main() -> None:
    """Read what is wanted, write it and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report")
    parser.add_argument("form", choices=FORMATS)
    for name, kind in (("database", str), ("tenant", UUID), ("book", UUID)):
        parser.add_argument(f"--{name}", type=kind, required=True)
    given = parser.parse_args()
    db.connect(given.database)
    app, held = application(), Held(given.tenant, given.book, 0)
    with app.test_request_context():
        began = time.perf_counter()
        with db.transaction(held.tenant_id) as session:
            counted = Counter[str]()
            reader = CountedReader(held.reader(session), lambda rows: counted.update(rows=rows))
            builder = app.extensions["hub"].plugins.builders[given.report]
            shown = view.read(view.days(YEAR), reader)
            form = FORMATS[given.form]
            table = service.build(builder, reader, shown, language="en", extra={}, listed=form.reads)
            unread = Unread(table.listing, reader) if table.listing else None
            document = Document(given.report, table, held.ref.company, PROVED, "en", unread=unread)
            size = len(form.write(document))
        seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb(), "rows": counted["rows"], "size": size}))


if __name__ == "__main__":
    main()
