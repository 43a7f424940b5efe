"""One long journey past every secret of the hub, with everything that goes wrong on the way."""

import re
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

import requests
from playwright.sync_api import Browser, BrowserContext, Response, expect

from tests.attacks.browser.watch import Exchange, Watch
from tests.attacks.leaks.losing import REFUSALS, change_database, letters_refused
from tests.attacks.leaks.postbox import Postbox
from tests.journeys import activation, issuer, reports
from tests.journeys.demo import Demo, eventually
from tests.journeys.visitor import Visitor
from tests.widths import measured

__all__ = ["Story", "Watched"]

KAPYLA, SULJETTU, KULTA, LASKU = 101, 301, 401, 501
LIISA, OUTI, MATTI = "liisa@tilitoimisto.example", "outi@suljettu.example", "matti@kapylanleipa.example"
INSIDE = "kultakirja"
WRONG_KEY = "wrong-key-canary-" + "q7" * 20
POST_ELSEWHERE = """address => { const form = document.createElement("form");
  form.method = "post"; form.action = address; document.body.append(form); form.submit(); }"""
PAGE = "() => [location.href, document.documentElement.outerHTML]"
FAULTS = ("foreign_issuer", "no_id_token", "token_500", "nonce")


class Watched(Visitor):
    """A person whose browser is watched; instead of a picture, what the page is made of is kept."""

    def __init__(self, demo: Demo, context: BrowserContext, name: str) -> None:
        super().__init__(demo, context, name)
        self.watch = Watch(context)
        self.watch.follow(self.page)
        self.pages: list[tuple[str, str]] = []
        """Address bar and source of every page that was looked at."""

    def picture(self, step: str) -> None:
        address, source = measured(self.page, PAGE)
        self.pages.append((address, source))

    def press(self, name: str | re.Pattern[str]) -> None:
        super().press(name)
        self.picture("")

    def opens(self, address: str) -> None:
        """Go to an address."""
        self.page.goto(address)
        self.picture("")


@dataclass
class Story:
    """What was done in a demo, and what was given out while it was."""

    demo: Demo
    postbox: Postbox
    browser: Browser
    people: list[Watched] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    one_time_codes: list[str] = field(default_factory=list)
    lost_codes: list[str] = field(default_factory=list)
    """One-time codes in letters that the database did not take."""
    invitations: list[str] = field(default_factory=list)
    lured: list[int] = field(default_factory=list)
    """What was answered to forms that pages of other hosts sent."""

    @property
    def exchanges(self) -> list[Exchange]:
        """Everything that went over the network between browsers and servers."""
        return [each for person in self.people for each in person.watch.exchanges()]

    @property
    def inside(self) -> str:
        """The address of the environment that most of it happens in."""
        return self.demo.tenant(INSIDE)

    def somebody(self, name: str) -> Watched:
        """Open a browser."""
        self.contexts.append(self.browser.new_context(locale="en-GB", accept_downloads=True))
        self.people.append(Watched(self.demo, self.contexts[-1], name))
        return self.people[-1]

    def happen(self) -> None:
        """Do everything, in order."""
        liisa = self.somebody("liisa")
        self.open_two_environments(liisa)
        self.paste_and_fetch_keys(liisa)
        self.look_around(liisa)
        self.invite(liisa)
        self.link_an_account(liisa)
        self.prove_by_code()
        self.meet_faults_of_the_provider()
        self.lose_the_key(liisa)
        self.break_the_source(liisa)
        self.repeat_what_works_once(liisa)
        self.be_lured(liisa)
        self.sign_out(liisa)

    def open_two_environments(self, liisa: Watched) -> None:
        activation.arrive(liisa, "liisa", "tilitoimisto.example", KULTA)
        activation.create_company(liisa, INSIDE)
        activation.confirm(liisa)
        activation.to_hub(liisa)
        reports.wait_for_all(liisa)
        liisa.opens(self.demo.turn("POST", "/activations", email=LIISA, companies=[LASKU])["callback"])
        activation.create_company(liisa)
        activation.confirm(liisa)
        activation.to_hub(liisa)
        liisa.picture("")

    def paste_and_fetch_keys(self, liisa: Watched) -> None:
        key = self.demo.turn("POST", f"/companies/{KAPYLA}/keys", email="anna@kapylanleipa.example")["apiKey"]
        liisa.opens(f"{self.inside}/connections")
        liisa.press("Attach a company")
        liisa.page.get_by_role("link", name="Paste a key").click()
        for pasted in (WRONG_KEY, key):
            liisa.page.locator("input[type='password']").fill(pasted)
            liisa.page.check("input[name='another']")
            liisa.press("Attach")
        expect(liisa.page).to_have_url(re.compile("/connections"))
        card = liisa.page.locator("article.connection").filter(has_text="Käpylän Leipä")
        card.get_by_role("link", name="Replace the key").click()
        liisa.press(re.compile("Sign in to Procountor"))
        liisa.press("Continue to Procountor")
        liisa.page.check(f"#company-{KAPYLA}")
        liisa.page.click("#allow")
        expect(liisa.page).to_have_url(re.compile("/connections"))
        liisa.picture("")

    def look_around(self, liisa: Watched) -> None:
        pages = ("analytics", "content", "members", "access", "audit", "connections", "terms", "none-such")
        for page in pages:
            liisa.opens(f"{self.inside}/{page}")
        for key in ("general-ledger", "income-statement"):
            liisa.opens(f"{self.inside}/reports/{key}")
        for page in ("", "/account", "/sign-in", "/privacy", "/none-such", "/activate/procountor?requestId=1%27--"):
            liisa.opens(f"{self.demo.hub}{page}")
        liisa.opens(f"{self.demo.tenant('nobody-here')}/analytics")

    def invite(self, liisa: Watched) -> None:
        self.grow_old()
        liisa.opens(f"{self.inside}/members")
        liisa.press("Invite somebody")
        issuer.sign_in(liisa, "liisa")
        liisa.page.fill("#email", MATTI)
        liisa.press("Send the invitation")
        link = self.postbox.wait_for(MATTI, r"http://\S+/invitations/\S+")
        self.invitations.append(link.rpartition("/")[2])
        matti = self.somebody("matti")
        matti.opens(f"{link[:-5]}wrong")
        matti.opens(link)
        matti.press("Sign in to see the invitation")
        matti.press("Continue with Google")
        matti.page.locator("button[value='matti']").click()
        matti.press(re.compile("^Join"))
        expect(matti.page).to_have_url(re.compile("/analytics"))
        matti.opens(link)
        matti.opens(f"{self.inside}/members")

    def link_an_account(self, liisa: Watched) -> None:
        self.grow_old()
        liisa.opens(f"{self.demo.hub}/account")
        liisa.press("Link a Microsoft account")
        issuer.sign_in(liisa, "liisa")
        liisa.page.locator("button[value='kalle']").click()
        liisa.press("Link the account")
        liisa.sees("The account was linked.")

    def prove_by_code(self) -> None:
        self.demo.turn("PATCH", f"/companies/{SULJETTU}", api_open=True)
        aino = self.somebody("aino")
        aino.opens(self.demo.turn("POST", "/activations", email=OUTI, companies=[SULJETTU])["callback"])
        issuer.sign_in(aino, "aino")
        self.lose_letters(aino)
        aino.press("Send me the code")
        code = self.postbox.wait_for(OUTI, r"\b\d{6}\b")
        self.one_time_codes.append(code)
        for entered in ("000000" if code != "000000" else "111111", code):
            aino.page.fill("#code", entered)
            aino.press("Go on")
        aino.sees("Suljettu Rajapinta Oy")

    def lose_letters(self, aino: Watched) -> None:
        """Let the database break off while a letter with a code is written, and refuse another."""
        page = aino.page.url
        for how in REFUSALS:
            with letters_refused(self.demo.folder, how) as codes:
                aino.press("Send me the code")
            self.lost_codes += codes
            aino.opens(page)

    def meet_faults_of_the_provider(self) -> None:
        pekka = self.somebody("pekka")
        for fault in FAULTS:
            self.have_faults(fault)
            pekka.opens(f"{self.demo.hub}/account")
            issuer.sign_in(pekka, "pekka")
            pekka.picture("")
        self.have_faults()

    def lose_the_key(self, liisa: Watched) -> None:
        liisa.opens(f"{self.inside}/connections")
        card = liisa.page.locator("article.connection").filter(has_text="Käpylän Leipä")
        sync_now = card.get_by_role("button", name="Sync now")
        expect(sync_now).to_be_enabled()  # a sync that still runs would find out by itself
        self.demo.turn("POST", f"/companies/{KAPYLA}/keys/revoke")
        sync_now.click()
        expect(liisa.page.get_by_text("The key is no longer accepted")).to_be_visible()
        liisa.picture("")

    def break_the_source(self, liisa: Watched) -> None:
        """Let reading go wrong; it is tried again much later, which nobody waits for."""
        for fault in ("500", "malformed"):
            self.demo.turn("PATCH", "/switches", fault=fault)
            self.demo.turn("DELETE", "/counters")
            liisa.opens(f"{self.demo.tenant('laskuesimerkki' if fault == '500' else INSIDE)}/connections")
            liisa.page.get_by_role("button", name="Sync now").first.click()
            eventually(lambda: self.demo.turn("GET", "/requests"), "the source to be asked")
            liisa.picture("")
        self.demo.turn("PATCH", "/switches", fault="none")

    def repeat_what_works_once(self, liisa: Watched) -> None:
        """Come back with codes that were used: to environments, from providers and from the accounting system."""
        used = [each.address for each in liisa.watch.exchanges() if parse_qs(urlsplit(each.address).query).get("code")]
        stranger = self.somebody("stranger")
        by_path: dict[str, str] = {urlsplit(address).path: address for address in used}
        for address in by_path.values():
            stranger.opens(address)

    def be_lured(self, liisa: Watched) -> None:
        """Send the form that signs out from a page of the store, and from one of an environment."""
        for address in (f"{self.demo.store}/store", f"{self.inside}/analytics"):
            liisa.opens(address)
            with liisa.page.expect_response(ends_the_form) as answer:
                liisa.page.evaluate(POST_ELSEWHERE, f"{self.demo.hub}/sign-out")
            self.lured.append(answer.value.status)
            liisa.page.wait_for_url(answer.value.url)
            liisa.picture("")

    def sign_out(self, liisa: Watched) -> None:
        liisa.opens(f"{self.inside}/analytics")
        liisa.page.locator("summary[title='Account']").click()
        liisa.press("Sign out")
        liisa.press("Sign out everywhere")
        liisa.sees("You are signed out")
        for address in (self.inside, self.demo.hub):
            liisa.opens(address)
            expect(liisa.page).to_have_url(re.compile("/sign-in$"))

    def grow_old(self) -> None:
        """Let every sign-in be an hour ago."""
        change_database(self.demo.folder, "UPDATE web_session SET auth_time = auth_time - interval '1 hour'")

    def have_faults(self, *faults: str) -> None:
        told = {"google": list(faults), "microsoft": []}
        assert requests.put(f"{self.demo.issuer}/faults", json=told, timeout=60).ok

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def ends_the_form(answer: Response) -> bool:
    """Tell whether it is what a form that was sent leads to; pages load themselves again in between."""
    request = answer.request
    while request.redirected_from:
        request = request.redirected_from
    return request.method == "POST" and not HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST
