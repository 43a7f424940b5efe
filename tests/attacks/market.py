"""The real store over HTTP: a sandbox with many small companies, whose every answered request is counted."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import requests
from stdnum.fi import ytunnus

from plugins.procountor.sandbox.books.catalogue import CatalogueEntry
from plugins.procountor.sandbox.books.model import Company
from plugins.procountor.sandbox.config import SandboxConfig
from plugins.procountor.sandbox.demo import DEMO_CLIENT
from tests.plugins.procountor_sandbox import tiny
from tests.plugins.procountor_sandbox.conftest import HUB, Sandbox

__all__ = ["ANNA", "LEIPA", "LIISA", "MATTI", "PEKKA", "PUU", "Market", "many_companies"]

ANNA, MATTI = "anna@kapylanleipa.example", "matti@kapylanleipa.example"
LIISA, PEKKA = "liisa@tilitoimisto.example", "pekka@pohjolanpuu.example"
"""A clerk who works for many companies, and the controller of Pohjolan Puu."""
LEIPA, PUU = tiny.LEIPA, tiny.PUU
SIGN_IN = "POST /oauth/token"


class Market(Sandbox):
    """One running store with its accounting system, and how to get there as the people who work in it."""

    def __init__(self, companies: Sequence[CatalogueEntry] = (), data_dir: Path | None = None) -> None:
        shown = (*tiny.companies(), *companies)
        super().__init__(SandboxConfig(data_dir=data_dir, companies=shown, switches={"rate": 0}, hub_url=HUB))

    @property
    def environ(self) -> dict[str, str]:
        """The variables that lead a hub to it."""
        return {
            "HUB_PROCOUNTOR_API_URL": f"{self.url}/api",
            "HUB_PROCOUNTOR_LOGIN_URL": self.url,
            "HUB_PROCOUNTOR_CLIENT_ID": DEMO_CLIENT.client_id,
            "HUB_PROCOUNTOR_CLIENT_SECRET": DEMO_CLIENT.client_secret,
            "HUB_PROCOUNTOR_OPERATOR_KEY": DEMO_CLIENT.operator_key,
            "HUB_PROCOUNTOR_RATE": "1000",
        }

    def offer(self, email: str, *companies: int) -> str:
        """Have somebody press Activate; gives the address that the store sends their browser to."""
        return f"/activate/procountor?requestId={self.activation(email, *(companies or (LEIPA.id,)))}"

    def asked(self) -> list[str]:
        """List what the hub asked of it, but for the exchange of keys for tokens."""
        visits = [f"{visit['method']} {visit['path']}" for visit in self.world.traffic.visits()]
        return [each for each in visits if each != SIGN_IN]

    def answers(self) -> list[str]:
        """List what the hub told it about requests."""
        return [each for each in self.asked() if each.startswith("PUT ")]

    def redeemed(self) -> list[str]:
        """List the codes that the hub tried to make keys of."""
        return [each for each in self.asked() if each == "POST /oauth/key"]

    def approve(self, address: str, email: str, company: int = LEIPA.id) -> str:
        """Let somebody sign in and agree on the store's own page; gives where their browser is sent back to."""
        with requests.Session() as browser:
            browser.post(f"{self.url}/signin", data={"email": email}, allow_redirects=False)
            form = {"company": company, "answer": "allow"}
            answer = browser.post(address, data=form, allow_redirects=False)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"].removeprefix(HUB)


def many_companies(number: int) -> list[CatalogueEntry]:
    """Make companies without receipts, for the clerk and whoever else works everywhere."""
    made = [Company(100 + each, f"Asiakas {each} Oy", business_id(3_100_000 + each)) for each in usable(number)]
    return [CatalogueEntry(tiny.book(each, ()), True, "") for each in made]


def usable(number: int) -> list[int]:
    """Choose numbers that have a check digit; one in eleven has none."""
    return [each for each in range(2 * number + 2) if check_digit(3_100_000 + each) is not None][:number]


def business_id(number: int) -> str:
    return f"{number:07}-{check_digit(number)}"


def check_digit(number: int) -> int | None:
    """Find the digit that makes a business id valid.

    >>> check_digit(1234567)
    1
    """
    return next((digit for digit in range(10) if ytunnus.is_valid(f"{number:07}{digit}")), None)


def query_of(address: str) -> dict[str, str]:
    """Read the query of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
