"""The pages of syncs and of work as a person meets them."""

from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, expect
from sqlalchemy import text

from hub.sdk.accounting import Layer, Sweep
from hub.web.cookies import SESSION
from tests.hub.connectors.pages.test_syncs import (  # noqa: F401 (fixtures)
    CHART,
    COST,
    SALE,
    YEAR,
    first,
    plugins,
    sync,
)
from tests.hub.connectors.test_in_the_browser import served, settings  # noqa: F401 (fixtures)
from tests.hub.ledger.making import WHOLE_2026, receipt
from tests.hub.ledger.test_private_pay import pay
from tests.looks import looks_right

LONG = "Pohjois-Karjalan Maansiirto- ja Rakennuspalvelut Oy, hankintasopimuksen mukainen lisälasku"


@pytest.fixture
def changed(sync, first):  # noqa: F811
    """A sync after the first that edited, added and lost receipts, and one that failed; tells the former."""
    pending = replace(SALE, source_id="5", number="18", layer=Layer.PENDING, status="UNFINISHED")
    lost = receipt("4", COST.date, ("4000", 123_456_789), ("2870", -123_456_789), number="PL-2026-0000012", name=LONG)
    sync(COST, lost, pending)
    edited = replace(SALE, source_id="9", entries=receipt("", SALE.date, ("1700", 20_000), ("3000", -20_000)).entries)
    slips = (pay("a", SALE.date, 300_000), pay("b", SALE.date, 412_345))
    run = sync(edited, *slips, replace(COST, source_id="11", number="21", name="Paper for the bakery"))
    sync(sweep=Sweep(WHOLE_2026, frozenset({"9", "2", "5", "11", "a", "b"})), run=run)
    return run


@pytest.mark.usefixtures("served", "connection_id")
def test_what_a_sync_changed_is_found_from_the_connections_by_everybody(
    browser: Browser, browse, sign_in, anna, tenant, changed, db
):
    with db.system_transaction() as tx:
        tx.execute(text("UPDATE job SET attempts = 3, failures = 2, run_after = now() + interval '7 minutes'"))
        tx.execute(text("UPDATE job SET last_error = '\"Procountor answered 503 for ten minutes.\"'"))
        tx.execute(text("UPDATE job SET state = 'done', finished_at = now() WHERE kind <> 'sync_connection'"))
        # a page that is being read loads itself anew, and would break off what the test opens next
        tx.execute(text("UPDATE sync_run SET state = 'done', finished_at = now() WHERE state = 'waiting'"))
    client = browse(tenant)
    sign_in(client, anna, tenant)
    cookie = client.get_cookie(SESSION, domain=urlsplit(client.address).hostname).value
    page = browser.new_context(viewport={"width": 1200, "height": 900}).new_page()
    page.goto(f"{client.address}/test-door?{cookie}")
    page.get_by_role("link", name="What the syncs changed").click()
    expect(page.get_by_role("heading", name="Syncs of Shelf Oy")).to_be_visible()
    looks_right(page, "syncs-of-changes")
    page.locator(f"a[href$='{changed}']").click()
    expect(page.get_by_role("heading", name="Figures that moved")).to_be_visible()
    looks_right(page, "sync-of-changes")
    page.get_by_role("link", name="4000 Purchases").first.click()
    expect(page.get_by_role("heading", name="What changed here")).to_be_visible()
    looks_right(page, "changed-account")
    page.goto(f"{client.address}/receipts/9")
    expect(page.get_by_role("heading", name="What became of it")).to_be_visible()
    looks_right(page, "changed-receipt")
    page.goto(f"{client.address}/connections")
    page.get_by_role("link", name="Work").click()
    expect(page.get_by_role("button", name="Try now")).to_be_visible()
    looks_right(page, "work-failing")
    page.get_by_role("button", name="Try now").click()
    expect(page.get_by_text("2 failures in a row")).to_be_visible()
    page.context.close()
