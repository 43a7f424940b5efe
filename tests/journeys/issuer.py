"""The pages of the identity providers, and the hub's sign-in that leads there."""

from playwright.sync_api import expect

from tests.journeys.visitor import Visitor

__all__ = ["sign_in"]


def sign_in(visitor: Visitor, persona: str, provider: str = "Google") -> None:
    """Go on from the hub's sign-in page through a provider, as one of the issuer's personas."""
    expect(visitor.page.get_by_role("heading", name="Sign in")).to_be_visible()
    visitor.picture("hub-sign-in")
    visitor.press(f"Continue with {provider}")
    visitor.picture(f"{provider.lower()}-accounts")
    visitor.page.locator(f"button[name='persona'][value='{persona}']").click()
