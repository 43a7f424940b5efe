"""What somebody sees who is invited to an environment, and who is let in no more, is for everybody, too."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys import issuer, mail
from tests.journeys.conftest import someone
from tests.journeys.demo import Demo
from tests.journeys.operator import open_environment
from tests.journeys.visitor import Visitor
from tests.looks import looks_right

AINO = "aino.yksityinen@gmail.com"


@pytest.fixture
def aino(demo: Demo, browser: Browser) -> Iterator[Visitor]:
    """Somebody with a private account, in a browser that nobody has signed in to."""
    with someone(demo, browser, "looks-invited") as aino:
        yield aino


def test_every_page_of_an_invitation_and_of_its_end_is_for_everybody(anna, aino):
    environment = open_environment(anna.demo, "Vieraskirja Oy", "vieraskirja", "anna@kapylanleipa.example")
    link = _invitation(anna, environment)
    _joins(aino, link)
    looks_right(aino.page, "environment-of-a-guest")
    aino.page.goto(link)
    looks_right(aino.page, "invitation-joined")
    aino.page.goto(f"{link}x")
    looks_right(aino.page, "invitation-unknown")
    _only_the_organisation_gets_in(anna, environment)
    aino.page.goto(f"{environment}/content")
    expect(aino.page.get_by_role("heading", name="Another account is needed")).to_be_visible()
    looks_right(aino.page, "account-not-accepted")


def _invitation(anna: Visitor, environment: str) -> str:
    """Invite Aino, and give the link of the mail."""
    page = anna.page
    page.goto(f"{environment}/members/invite")
    page.fill("#email", "nobody")
    anna.press("Send the invitation")
    looks_right(page, "invite-with-errors")
    page.fill("#email", AINO)
    anna.press("Send the invitation")
    anna.sees(f"The invitation to {AINO} is on its way")
    looks_right(page, "members-invited")
    link = re.search(r"http://\S+/invitations/\S+", mail.letter_to(anna.demo, AINO, "/invitations/"))
    assert link
    return link[0]


def _joins(aino: Visitor, link: str) -> None:
    aino.page.goto(link)
    looks_right(aino.page, "invitation-before")
    aino.press("Sign in to see the invitation")
    issuer.sign_in(aino, "aino")
    expect(aino.page.get_by_role("heading", name="Join Vieraskirja Oy")).to_be_visible()
    looks_right(aino.page, "invitation")
    aino.press("Join")
    aino.sees("No company is connected yet")


def _only_the_organisation_gets_in(anna: Visitor, environment: str) -> None:
    anna.page.goto(f"{environment}/access")
    anna.press("Allow only this organisation")
    anna.sees("1 member will not get in any more")
    looks_right(anna.page, "access-confirm")
    anna.press("Sign them out and save")
    looks_right(anna.page, "access-restricted")
