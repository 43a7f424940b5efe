"""The company that is read: a sandbox in a process of its own, turned and edited over HTTP; and what its books say."""

import argparse
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import requests

from hub.embedded.process import GuardedProcess, Order
from plugins.procountor.sandbox.books.catalogue import CatalogueEntry
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Company
from plugins.procountor.sandbox.config import SandboxConfig
from plugins.procountor.sandbox.demo import DEMO_CLIENT
from plugins.procountor.sandbox.personas import Persona
from plugins.procountor.sandbox.server import SandboxServer

COMPANY = Company(101, "Kaaos Oy", "1234567-1")
WHOSE = Persona(901, "Kirsi Kirjanpitäjä", "kirsi@example.fi", "Bookkeeper", ("",))
FIRST, LAST = date(2025, 1, 1), date(2026, 2, 28)
CALM = {
    "rate": 0,
    "retry_after": 0,
    "latency": 0.12,
    "fault": "none",
    "fault_path": "",
    "fault_every": 1,
    "fault_times": 0,
}
"""The switches when nothing is broken; answers take a while, so that a reading can be broken into."""


class Source:
    """A running sandbox with one company."""

    def __init__(self, port: int, seed: int, log: Path) -> None:
        self.address = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "bench.chaos.source", f"--port={port}", f"--seed={seed}"]
        here = {"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": ""}
        self.process = GuardedProcess(Order(command, log, here))

    @property
    def answers(self) -> bool:
        """Whether it can be asked."""
        try:
            return requests.get(f"{self.address}/sandbox/health", timeout=5).ok
        except requests.RequestException:
            return False

    def turn(self, **switches: Any) -> None:
        """Turn switches."""
        self._send("PATCH", "/switches", switches)

    def end_tokens(self) -> None:
        """End every access token before the time that was told with it."""
        self._send("DELETE", "/tokens")

    def key(self) -> str:
        """Make a key that may read everything."""
        return str(self._send("POST", f"/companies/{COMPANY.id}/keys", {"email": WHOSE.email})["apiKey"])

    def edit(self, random: Random) -> None:
        """Do something that a bookkeeper does to a receipt; what the books refuse is done to another."""
        receipts = self._send("GET", f"/companies/{COMPANY.id}/receipts")
        while True:
            one = random.choice(receipts)
            kind = random.choice(("edit", "edit", "edit", "remove", "approve"))
            order: dict[str, Any] = {"receipt": one["id"]}
            if kind == "edit":
                order |= random.choice(({"net": f"{random.randrange(1, 10**6) / 100:.2f}"}, {"name": "Renamed Oy"}))
            done = requests.post(f"{self.address}/sandbox/companies/{COMPANY.id}/{kind}", json=order, timeout=30)
            if done.ok:
                return

    def totals(self, key: str) -> Mapping[tuple[str, date], int]:
        """Ask the source what every account moved by in every month, in cents; and once for all the time around."""
        bearer = {"Authorization": f"Bearer {self._token(key)}"}
        found: dict[tuple[str, date], int] = {}
        for month in months(FIRST, LAST):
            for account, amount in self._report(bearer, month, month_end(month)).items():
                found[account, month] = amount
        everything = self._report(bearer, date(1990, 1, 1), date(2099, 12, 31))
        for account, amount in everything.items():
            listed = sum(moved for (code, _), moved in found.items() if code == account)
            if listed != amount:
                raise AssertionError(f"The source has {account} outside of the months that are compared")
        return {place: amount for place, amount in found.items() if amount}

    def _report(self, bearer: Mapping[str, str], start: date, end: date) -> Mapping[str, int]:
        asked = {"startDate": f"{start}", "endDate": f"{end}"}
        answer = requests.post(
            f"{self.address}/api/reports/ledgeraccounts", json=asked, headers=dict(bearer), timeout=60
        )
        rows = answer.json(parse_float=Decimal)["reportData"]["periods"][0]["rows"]
        return {row["name"].split(" ")[0]: int(Decimal(row["value"]) * 100) for row in rows}

    def _token(self, key: str) -> str:
        form = {
            "grant_type": "client_credentials",
            "client_id": DEMO_CLIENT.client_id,
            "client_secret": DEMO_CLIENT.client_secret,
            "redirect_uri": "http://hub.localhost:8000/connect/procountor/callback",
            "api_key": key,
        }
        answer = requests.post(f"{self.address}/api/oauth/token", data=form, timeout=60)
        return str(answer.json()["access_token"])

    def _send(self, method: str, path: str, body: Any = None) -> Any:
        answer = requests.request(method, f"{self.address}/sandbox{path}", json=body, timeout=60)
        answer.raise_for_status()
        return answer.json()


def months(first: date, last: date) -> list[date]:
    """List the first days of the months from one day to another."""
    listed = [first.replace(day=1)]
    while (after := month_end(listed[-1]) + timedelta(1)) <= last:
        listed.append(after)
    return listed


def month_end(month: date) -> date:
    """Give the last day of a month."""
    return (month.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)


def main() -> None:
    """Serve one generated company until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    given = parser.parse_args()
    size = Random(given.seed).randrange(300, 601)
    book = generate(COMPANY, seed=given.seed, months=14, receipts=size, first_month=FIRST)
    companies = (CatalogueEntry(book, True, ""),)
    config = SandboxConfig(companies=companies, personas=(WHOSE,), switches=CALM)
    SandboxServer(config, "127.0.0.1", given.port).run()


if __name__ == "__main__":
    main()
