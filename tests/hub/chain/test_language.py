"""What jobs and plugins have written down is read in the language of whoever opens the page."""

import datetime as dt
import html
import re

import pytest
from sqlalchemy import select, update

from hub.connectors.models import Connection, ConnectionFinding, SyncRun, SyncState
from hub.sdk.texts import Text, text
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Company
from tests.hub.marked import without_marked
from tests.plugins.procountor.conftest import CLERK

LEIPA = Company(101, "Käpylän Leipä Oy", "1234567-1")
PAGES = (
    "/connections",
    "/connections/new",
    "/connections/new/procountor",
    "/members",
    "/analytics",
    "/content",
    "/reports/income-statement",
    "/reports/trial-balance",
)
SENTENCE = re.compile(r"[A-Z][^.!?]*(?:\s[^\s.!?]+){3,}[.!?]")


@pytest.fixture(scope="module")
def book():
    return generate(LEIPA, months=4, receipts=120, first_month=dt.date(2026, 5, 1), until=dt.date(2026, 9, 30), seed=5)


@pytest.fixture
def company(connect, book):
    return connect(book, CLERK)


@pytest.fixture
def marked(company, mark):
    """The company was read before any message is marked: what jobs have kept was translated by nobody."""
    mark()
    return company


def words_of(page: str) -> str:
    """Give what a page says to people, without what is marked."""
    shown = re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]*>", "\n", page, flags=re.DOTALL)
    return without_marked(html.unescape(shown))


def test_jobs_keep_sentences_with_their_parts(company, db):
    with db.transaction(company.tenant.id) as tx:
        findings = tx.scalars(select(ConnectionFinding)).all()
        assert "payroll_hidden" in {each.code for each in findings}
        assert all(isinstance(said, Text) for each in findings for said in (each.title, each.remedy))
    assert isinstance(company.run.phase, Text)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_a_company_with_findings_says_nothing_unmarked(marked, page):
    answer = marked.browser.get(page)
    assert answer.status_code == 200
    assert "⟦" in answer.text
    assert SENTENCE.findall(words_of(answer.text)) == []


def test_the_findings_are_on_the_page_in_the_readers_language(marked):
    assert "⟦The key may not read salaries: wages, social costs" in marked.browser.get("/connections").text


def test_what_stopped_a_connection_is_told_in_the_readers_language(marked, db):
    with db.transaction(marked.tenant.id) as tx:
        tx.execute(update(Connection).values(last_error=text("No more of %(what)s.", what=text("the key"))))
    assert "⟦No more of ⟦the key⟧.⟧" in marked.browser.get("/connections").text


def test_the_progress_for_scripts_is_told_in_the_readers_language(marked, db):
    with db.transaction(marked.tenant.id) as tx:
        tx.execute(update(SyncRun).values(state=SyncState.RUNNING, message="", done=0))
    (told,) = marked.browser.get("/sync").json["syncs"]
    assert (told["phase"][0], told["text"][0]) == ("⟦", "⟦")


def test_a_file_says_what_is_missing_in_the_readers_language(marked):
    told = marked.browser.get("/reports/income-statement.csv").data.decode("utf-8-sig")
    assert "⟦The key may not read salaries" in told
