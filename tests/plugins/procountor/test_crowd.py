"""While many companies wait, a first load asks for what cannot wait, and the next sync for the rest."""

import datetime as dt

from hub.sdk.invoices import SIDES
from plugins.procountor.connector import ProcountorConnector
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Company

from .pulled import TODAY

LEIPA = Company(101, "Käpylän Leipä Oy", "1234567-1")


def test_in_a_crowd_what_changed_meanwhile_and_invoices_come_with_the_next_sync(start):
    sandbox = start(generate(LEIPA, months=20, receipts=200, first_month=dt.date(2024, 1, 1), until=TODAY, seed=5))
    fetching = ProcountorConnector(today=lambda: TODAY).fetching
    access = sandbox.access(LEIPA.id)
    crowded = fetching.plan(access, None, crowded=True)
    assert crowded.ends
    assert not any("/invoices" in each for each in sandbox.requests())
    sale = next(each for each in reversed(sandbox.book(LEIPA.id).receipts) if each.type == "SALES_INVOICE")
    sandbox.edit(LEIPA.id, "edit", receipt=sale.id, name="Anew")
    later = fetching.plan(access, crowded.batch.cursor)
    assert [each.phase for each in later.stretches] == ["Changed receipts"]
    assert not later.ends
    last = fetching.plan(access, later.batch.cursor)
    assert {each.invoices for each in last.stretches if each.invoices} == set(SIDES)
