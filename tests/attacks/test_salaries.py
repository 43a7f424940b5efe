"""Names, texts and amounts of salaries are for members with the right *payroll detail*, whatever form a page takes.

Run over every page of an environment, with the real reports, for somebody with the right and for others without it.
"""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from sqlalchemy import Engine

import hub.db
from hub.connectors import keys
from tests.attacks.canaries import amounts_in
from tests.attacks.isolation.asking import Asked, Request, text_of
from tests.attacks.isolation.books import PAY
from tests.attacks.isolation.people import browser
from tests.attacks.isolation.side import pay_canary_of
from tests.attacks.isolation.world import World, make_world
from tests.attacks.test_every_endpoint import RULES
from tests.conftest import DatabaseUrls, empty

PAGES = [each for each in RULES if each.host == "tenant" and each.method == "GET" and each.sample.prepare is None]
PERIOD = {"from": "2026-01", "to": "2026-12"}
SHOWN_WITH_THE_RIGHT = [
    "/reports/general-ledger",
    "/reports/general-ledger.csv",
    "/reports/general-ledger.csv?locale=fi",
    "/reports/general-ledger.json",
    "/reports/general-ledger.pdf",
    "/reports/general-ledger.xlsx",
    "/receipts/a-5",
    "/reports/trial-balance/cell?row=account:5000&column=closing",
]
WITHOUT_THE_RIGHT = ("member", "admin")
WAGES = 310_000
"""What stands in the books for all slips of the month together, in cents."""


@pytest.fixture(scope="module")
def world(database_urls: DatabaseUrls, owner: Engine) -> Iterator[World]:
    hub.db.connect(database_urls.app, database_urls.system)
    keys.unlock((keys.new_key(),))
    empty(owner)
    yield make_world([])
    hub.db.disconnect()
    empty(owner)


def asked_of(world: World, who: str, path: str):
    address = path + ("&" if "?" in path else "?") + urlencode(PERIOD)
    return browser(world.app, world.a.address, world.a.people[who]).get(address)


@pytest.mark.parametrize("path", SHOWN_WITH_THE_RIGHT)
def test_salaries_are_shown_by_name_with_the_right(world, path):
    answer = asked_of(world, "detail", path)
    assert answer.status_code == 200
    assert pay_canary_of("a") in text_of(answer)
    assert amounts_in(text_of(answer)) & set(PAY)


@pytest.mark.parametrize("who", WITHOUT_THE_RIGHT)
@pytest.mark.parametrize("path", SHOWN_WITH_THE_RIGHT)
def test_salaries_are_sums_without_the_right(world, path, who):
    answer = asked_of(world, who, path)
    assert_without_pay(answer)
    if path.startswith("/receipts"):
        assert answer.status_code == 404
    else:
        assert WAGES in amounts_in(text_of(answer))


@pytest.mark.parametrize("who", WITHOUT_THE_RIGHT)
@pytest.mark.parametrize("asked", PAGES, ids=str)
def test_no_page_names_a_salary_to_somebody_without_the_right(world, asked: Asked, who, count):
    answer = Request.of(asked.sample, world.a.side).send(
        browser(world.app, world.a.address, world.a.people[who]), asked
    )
    count("pages looked through for salaries")
    assert_without_pay(answer)


def assert_without_pay(answer) -> None:
    said = text_of(answer)
    assert pay_canary_of("a") not in said
    assert not amounts_in(said) & set(PAY)
