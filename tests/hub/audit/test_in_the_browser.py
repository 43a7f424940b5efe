"""An Admin reads the audit log, looks for something and takes the file along, on a desk and on a phone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from hub import audit
from hub.app import create_app
from hub.audit.chain import read, verify
from hub.config import HubSettings
from hub.identity import sessions
from hub.identity.sessions import NewSession
from hub.web.cookies import SESSION
from tenants.models import Role
from tests.serving import serving
from tests.widths import fits_the_width


@pytest.fixture
def address(db, plugins, free_port) -> Iterator[str]:
    """The address of an environment of a hub that runs in this process."""
    port = free_port()
    settings = HubSettings.read({"HUB_BASE_URL": f"http://hub.localhost:{port}"})
    with serving(create_app(settings, plugins), port):
        yield settings.tenant_url("kapylan-leipa")


@pytest.fixture
def log(db, make_tenant, make_person, make_member):
    """An environment in which something was done."""
    tenant, anna = make_tenant(), make_person()
    make_member(tenant, anna, Role.ADMIN)
    by = audit.Actor(anna.person_id, anna.id, "4f1c9e0b7d2a6c35", "fresh", datetime.now(UTC))
    key = {"connection": "9f6a3c1e-7f0e-4c7a-8f4e-0f6f9a1b2c3d", "connector": "procountor"}
    with db.transaction(tenant.id) as session:
        for action, subject, facts in (
            ("tenant.opened", "Käpylän Leipä Oy", {"details": {"terms": "2026-11"}}),
            ("connection.attached", "Käpylän Leipä Oy", {"details": key}),
            ("environment.entered", "", {}),
            ("invitation.sent", "matti.meikalainen@kapylanleipa.example", {"after": {"role": "member"}}),
            ("member.role_changed", "Matti Meikäläinen", {"before": {"role": "member"}, "after": {"role": "admin"}}),
            ("report.downloaded", "Kapylan-Leipa-Oy-Profit-and-loss-2026-01-2026-11.xlsx", {}),
        ):
            audit.record(session, tenant.id, action, subject, actor=by, **facts)
        audit.record(session, tenant.id, "connection.needs_key", "Käpylän Leipä Oy", key)
    return tenant, anna


@pytest.fixture
def enter(browser: Browser, db, log, address):
    """Open a browser of some size, signed in as the Admin."""
    tenant, anna = log
    contexts = []

    def enter(width: int, height: int) -> Page:
        host = address.partition("://")[2]
        new = NewSession(anna.person_id, anna.id, host, datetime.now(UTC), "fresh", tenant.id)
        with db.transaction() as session:
            token, _ = sessions.begin(session, new)
        context = browser.new_context(viewport={"width": width, "height": height})
        https = address.replace("http:", "https:")  # else the browser takes no secure cookie from us
        context.add_cookies([{"name": SESSION, "value": token, "url": https, "secure": True}])
        contexts.append(context)
        page = context.new_page()
        page.complaints = []  # type: ignore[attr-defined]
        page.on("console", lambda told: told.type == "error" and page.complaints.append(told.text))  # type: ignore[attr-defined]
        return page

    yield enter
    for each in contexts:
        each.close()


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_the_log_is_read_narrowed_and_taken_out(enter, address, log, width, height, tmp_path: Path):
    page = enter(width, height)
    page.goto(f"{address}/audit")
    expect(page.locator(".deed")).to_have_count(7)
    page.get_by_text("changed the role of Matti Meikäläinen").click()
    expect(page.get_by_role("row", name="role Member Admin")).to_be_visible()
    fits_the_width(page)

    page.get_by_label("What").select_option("Companies and connections")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".deed")).to_have_count(2)
    assert "kind=companies" in page.url
    page.get_by_role("link", name="Show everything").click()
    expect(page.locator(".deed")).to_have_count(7)

    page.get_by_role("link", name="Export").click()
    page.wait_for_load_state()
    fits_the_width(page)
    with page.expect_download() as begun:
        page.get_by_role("button", name="Download JSON Lines").click()
    begun.value.save_as(tmp_path / "audit.jsonl")
    with (tmp_path / "audit.jsonl").open("rb") as file:
        assert verify(read(file)).sequence == 8
    assert page.complaints == []
