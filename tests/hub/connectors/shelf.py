"""An accounting system in a folder, with a connector for it; run as a program, a worker that knows it.

The folder says how it behaves: ``batches`` holds how many there are, ``hold<n>`` stops the pull before batch n until
the file is gone, ``fault<n>`` holds the name of the error that is raised there, ``findings`` one finding a line,
``company`` the business id of the books. With ``years`` it has two fiscal years, of which the newer one is read;
``closing`` then holds what the bank stood at before it, ``fault_closing`` an error instead.
"""

import datetime as dt
import time
from pathlib import Path
from typing import Any

from marshmallow import Schema, fields

from hub import config
from hub.pluginmanager import Plugins
from hub.queue import worker
from hub.sdk import errors, hookimpl
from hub.sdk.accounting import (
    UNBALANCED,
    Access,
    AccountingConnector,
    AccountTotal,
    Batch,
    Entry,
    Finding,
    FiscalYear,
    Layer,
    Period,
    Receipt,
    Severity,
)
from hub.sdk.refs import CompanyRef
from hub.sdk.secrets import Secret
from tests.hub.queue.leases import outlast_stalls

YEARS = tuple(FiscalYear(str(year), dt.date(year, 1, 1), dt.date(year, 12, 31)) for year in (2024, 2025))
GOOD_KEY = "good key of the shelf"


class ShelfSchema(Schema):
    key = fields.String(required=True, metadata={"secret": True, "label": "Key of the shelf"})
    folder = fields.String(required=True)


class ShelfAccess(Access):
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str, otherwise: str) -> str:
        path = self.folder / name
        return path.read_text() if path.exists() else otherwise

    def log(self, word: str) -> None:
        with (self.folder / "log").open("a") as log:
            log.write(word + "\n")


class ShelfConnector(AccountingConnector):
    key = "shelf"
    label = "Shelf"
    settings_schema = ShelfSchema

    def connect(self, settings: Any) -> ShelfAccess:
        access = ShelfAccess(Path(settings["folder"]))
        key = settings["key"]
        assert isinstance(key, Secret)
        if key.reveal() != access.read("key", GOOD_KEY):
            raise errors.NeedsReauth("The shelf no longer takes this key.")
        raise_named(access.read("fault_connect", ""))
        return access

    def company(self, access: ShelfAccess) -> CompanyRef:
        return CompanyRef("7", "Shelf Oy", business_id=access.read("company", "12345671"))

    def check(self, access: ShelfAccess) -> list[Finding]:
        access.log("check")
        codes = access.read("findings", "").split()
        return [Finding(code, Severity.WARNING, f"Found {code}.", "Mend it.") for code in codes]

    def pull(self, access: ShelfAccess, since: Any) -> Any:
        total = int(access.read("batches", "3"))
        for number in range(since["next"] if since else 0, total):
            self._wait(access, number)
            raise_named(access.read(f"fault{number}", ""))
            access.log(f"batch {number}")
            yield Batch(
                cursor={"next": number + 1},
                receipts=(receipt(number, finding=access.read(f"finding{number}", "")),),
                phase=f"Batch {number}",
                done=number + 1,
                total=total,
                fiscal_years=YEARS if access.read("years", "") else None,
                covered=(Period(YEARS[1].start, YEARS[1].end),) if number == total - 1 else (),
            )

    def control_totals(self, access: Any, period: Any) -> Any:
        return ()

    def closing_balances(self, access: ShelfAccess, day: dt.date) -> Any:
        access.log(f"closing {day}")
        raise_named(access.read("fault_closing", ""))
        told = access.read("closing", "")
        return [AccountTotal("1910", int(told))] if told else None

    def release(self, access: ShelfAccess) -> None:
        access.log("released")
        raise_named(access.read("fault_release", ""))

    def _wait(self, access: ShelfAccess, number: int) -> None:
        while (access.folder / f"hold{number}").exists():
            (access.folder / f"reached{number}").touch()
            time.sleep(0.02)


def receipt(number: int, *, finding: str = "") -> Receipt:
    day = dt.date(2025, 1, 1) + dt.timedelta(days=number)
    other = UNBALANCED if finding else "1910"
    entries = (
        Entry(line=1, account="3000", amount=-100 - number, date=day, source_id=f"{number}a"),
        Entry(line=2, account=other, amount=100 + number, date=day, source_id=f"{number}b"),
    )
    return Receipt(
        str(number), "JOURNAL", "", Layer.MOVEMENT, "Journal", day, entries, number=f"J{number}", finding=finding
    )


def raise_named(name: str) -> None:
    if name:
        raise getattr(errors, name, RuntimeError)(f"The shelf says {name}.")


class ShelfPlugin:
    @hookimpl
    def register_connectors(self) -> list[AccountingConnector]:
        return [ShelfConnector()]


def plugins() -> Plugins:
    found = Plugins()
    found.register(ShelfPlugin(), "shelf")
    return found


if __name__ == "__main__":
    outlast_stalls()
    worker.run(config.load(), plugins())
