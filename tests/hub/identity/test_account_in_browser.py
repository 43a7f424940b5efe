"""Linking an account, signing in again and ending a session, in a real browser."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from tests.hub.identity.test_browser import address, join, make_tenant, page  # noqa: F401 (fixtures)


def sign_in(page: Page, provider: str, persona: str) -> None:  # noqa: F811
    page.click(f"text=Continue with {provider}")
    page.click(f"text={persona}")


def grow_old(owner) -> None:
    with owner.begin() as connection:
        connection.execute(text("UPDATE web_session SET auth_time = auth_time - interval '1 hour'"))


def test_another_account_is_linked_after_a_recent_sign_in(address, page, owner):  # noqa: F811
    page.goto(f"{address}/account")
    sign_in(page, "Google", "Anna Kirjanpitäjä")
    expect(page.get_by_role("heading", name="Where you are signed in")).to_be_visible()
    grow_old(owner)
    page.click("text=Link a Microsoft account")
    expect(page.get_by_role("heading", name="Sign in again")).to_be_visible()
    expect(page.get_by_text("Continue with Microsoft")).to_have_count(0)
    sign_in(page, "Google", "Matti Muu")
    expect(page.get_by_text("another account, so nothing was done")).to_be_visible()
    page.click("a:has-text('Try again')")
    sign_in(page, "Google", "Anna Kirjanpitäjä")
    page.click("text=Kalle Koti")
    expect(page.get_by_role("heading", name="Link this account?")).to_be_visible()
    page.click("text=Link the account")
    expect(page.get_by_text("The account was linked.")).to_be_visible()
    page.get_by_role("button", name="Take away").click()
    expect(page.get_by_text("The account was taken away.")).to_be_visible()
    assert [each for each in page.complaints if "403" not in each] == []


def test_another_browser_is_ended_from_the_page(address, page, browser, db):  # noqa: F811
    page.goto(address)
    sign_in(page, "Google", "Anna Kirjanpitäjä")
    page.wait_for_selector("text=No environment yet")
    join(db, make_tenant(db, "kapylan-leipa", "Käpylän Leipä Oy"))
    page.goto(address)
    page.wait_for_url("**/analytics")
    elsewhere = browser.new_context()
    other = elsewhere.new_page()
    other.goto(f"{address}/account")
    sign_in(other, "Google", "Anna Kirjanpitäjä")
    expect(other.get_by_text("signed in since")).to_have_count(3)
    other.click("text=End all others")
    expect(other.get_by_text("All other sessions have ended.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    elsewhere.close()


def allow(page: Page) -> None:  # noqa: F811
    page.get_by_label("Manage Anna Kirjanpitäjä").click()
    page.get_by_role("button", name="Give payroll detail").click()


@pytest.mark.parametrize("provider", ["Google", "Microsoft"])
def test_a_form_in_an_environment_is_shown_after_signing_in_again(address, page, db, owner, provider):  # noqa: F811
    page.goto(address)
    sign_in(page, provider, "Anna Kirjanpitäjä")
    page.wait_for_selector("text=No environment yet")
    join(db, make_tenant(db, "kapylan-leipa", "Käpylän Leipä Oy"))
    inside = address.replace("hub.localhost", "kapylan-leipa.hub.localhost")
    page.goto(f"{inside}/members")
    grow_old(owner)
    allow(page)
    sign_in(page, provider, "Anna Kirjanpitäjä")
    page.wait_for_url(f"{inside}/members")
    expect(page.get_by_text("was not done")).to_be_visible()
    allow(page)
    expect(page.get_by_text("Sees salaries by name")).to_be_visible()
    page.click("summary:has-text('Anna')")
    page.click("text=Sign out")
    page.click("button:has-text('Sign out everywhere')")
    expect(page.get_by_text("You are signed out")).to_be_visible()
    page.click("text=Sign out at Microsoft, too")
    expect(page.get_by_text("You are signed out at Microsoft")).to_be_visible()
    page.click("text=Go back")
    expect(page.get_by_text("You are signed out")).to_be_visible()
    assert [each for each in page.complaints if "403" not in each] == []
