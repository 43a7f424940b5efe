"""A fault of the database says what failed, and neither the parameters of the statement nor anything out of a row."""

import json
import logging
from collections.abc import Callable
from datetime import date
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Integer, cast, func, insert, literal, select, text

from hub import mail
from hub.mail import Mail
from hub.sdk.accounting import Entry
from hub.web.logs import JsonLines
from tenants.models import Label, Tenant
from tests.hub.ledger.making import Shelf, receipt

CANARY = "314159"
LARGE = int(CANARY) * 10**6
DAY = date(2026, 1, 1)


def lost(db: ModuleType) -> None:
    with db.transaction() as broken:
        pid = broken.scalar(select(func.pg_backend_pid()))
        with db.transaction() as other:
            other.execute(select(func.pg_terminate_backend(pid)))
        mail.send(broken, "anna@leipa.example", "Your code", f"The code is {CANARY}.")
        broken.flush()


def refused_by_a_check(db: ModuleType) -> None:
    with db.transaction() as tx:
        tx.add(Label(label=f"X\n{CANARY}", state="live"))


def there_already(db: ModuleType) -> None:
    for _ in range(2):
        with db.transaction() as tx:
            tx.add(Tenant(id=uuid4(), name="Anna", email="a@example.com", subdomain=f"leipa-{CANARY}"))


def no_number(db: ModuleType) -> None:
    with db.transaction() as tx:
        tx.scalar(select(cast(literal(f'x "{CANARY}"\n{CANARY}'), Integer)))


def many_at_once(db: ModuleType) -> None:
    rows = [{"id": uuid4(), "recipient": "a", "subject": each, "body": CANARY} for each in ("short", "long" * 100)]
    with db.transaction() as tx:
        tx.execute(insert(Mail), rows)


def of_no_type(db: ModuleType) -> None:
    with db.transaction() as tx:
        tx.execute(insert(Mail).values(id=uuid4(), recipient={CANARY}))


def by_text(db: ModuleType) -> None:
    with db.transaction() as tx:
        tx.execute(text("INSERT INTO mail (id, body) VALUES (:id, :body)"), {"id": uuid4(), "body": CANARY})


def copied(db: ModuleType) -> None:
    rows = Entry(LARGE, "1910", 1, DAY), Entry(2, "3000", -1, DAY)
    Shelf.make(db).store(receipt("1", DAY, *rows))


FAULTS: dict[Callable[[ModuleType], None], str] = {
    lost: "AdminShutdown",
    refused_by_a_check: "ck_label_lower",
    there_already: "uq_tenant_subdomain",
    no_number: 'invalid input syntax for type integer: "…"',
    many_at_once: "value too long",
    of_no_type: "cannot adapt type",
    by_text: 'null value in column "recipient"',
    copied: 'value "…" is out of range for type integer',
}


@pytest.mark.parametrize(("fail", "named"), FAULTS.items(), ids=[each.__name__ for each in FAULTS])
def test_v16_2_5_a_fault_of_the_database_is_logged_without_parameters_and_rows(db, fail, named):
    with pytest.raises(Exception) as raised:  # noqa: PT011 (of which kind differs)
        fail(db)
    said = [str(raised.value), repr(raised.value), logged(raised.value)]
    assert named in said[-1]
    assert not [each for each in said if CANARY in each]


def logged(error: BaseException) -> str:
    """Write a fault as the hub's processes do."""
    facts: Any = (type(error), error, error.__traceback__)
    written = JsonLines().format(logging.LogRecord("hub", logging.ERROR, "", 0, "failed", (), facts))
    return str(json.loads(written)["error"])


def test_what_a_program_asks_of_a_fault_is_still_there(db):
    with pytest.raises(Exception) as raised:  # noqa: PT011
        there_already(db)
    assert raised.value.orig.sqlstate == "23505"
    assert raised.value.orig.diag.constraint_name == "uq_tenant_subdomain"
