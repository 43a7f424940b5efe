"""What is wrong is told once, at the top of pages and by mail, and once more when it is over."""

import re
from html import unescape

import pytest
from sqlalchemy import select, text

from hub.connectors import service, tasks
from hub.connectors.models import Connection
from hub.identity.models import Person
from hub.models import Mail
from hub.notices import service as notices
from hub.notices import tasks as telling
from hub.notices.models import Kind, Notice
from hub.sdk.accounting import AccountTotal
from hub.sdk.secrets import Secret
from tenants.models import Role
from tests.hub.connectors.pages.conftest import *  # noqa: F403 (fixtures)
from tests.hub.connectors.shelf import GOOD_KEY, ShelfConnector


@pytest.fixture
def standing(db, tenant):
    def read() -> list[str]:
        with db.transaction(tenant.id) as tx:
            return [each.notice.kind for each in notices.standing(tx)]

    return read


@pytest.fixture
def letters(db, work_off):
    """Let the hub look whom to tell, and give the letters that were written since the last look."""
    seen: set[object] = set()

    def letters() -> list[tuple[str, str]]:
        with db.system_transaction() as tx:
            telling.look_whom_to_tell(tx)
        work_off()
        with db.system_transaction() as tx:
            fresh = [
                each for each in tx.scalars(select(Mail).order_by(Mail.created_at, Mail.id)) if each.id not in seen
            ]
            seen.update(each.id for each in fresh)
            return [(each.subject, each.body) for each in fresh]

    return letters


@pytest.fixture
def later(db):
    """Let time pass for what is over."""

    def later(interval: str) -> None:
        with db.system_transaction() as tx:
            tx.execute(text(f"UPDATE notice SET ended = ended - interval '{interval}'"))

    return later


@pytest.fixture
def sync(db, tenant, work_off):
    def sync(connection_id) -> None:
        with db.transaction(tenant.id) as tx:
            service.expect_sync(tx, service.find(tx, connection_id))
            tasks.begin(tx, tenant.id, connection_id)
        work_off()

    return sync


def top_of(client, path: str) -> str:
    page = client.get(path).text
    found = re.search(r'<section[^>]*data-test="standing">(.*?)</section>', page, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", found[1])).split()) if found else ""


def test_a_failed_sync_is_told_once_and_once_when_it_has_been_over_for_an_hour(
    connection_id, work_off, folder, letters, sync, later, standing
):
    (folder / "fault1").write_text("GiveUp")
    work_off()
    assert standing() == [Kind.SYNC_FAILED]
    ((subject, body),) = letters()
    assert subject == "Shelf Oy: the last sync failed; what is newer is missing from the figures."
    assert "http://shelf.hub.localhost:8000/connections" in body
    for _ in range(2):
        sync(connection_id)
        assert letters() == [], "nobody is told again while it lasts"
    (folder / "fault1").unlink()
    sync(connection_id)
    assert standing() == []
    assert letters() == [], "it may come back"
    later("61 minutes")
    ((subject, body),) = letters()
    assert subject.startswith("Over: Shelf Oy")
    assert "over for an hour" in body
    assert letters() == []


def test_each_admin_is_written_to_in_their_own_language(
    connection_id, work_off, folder, letters, db, make_person, make_member, tenant
):
    for language, name in ("fi", "Maija"), ("sv", "Ulla"):
        admin = make_person(name, f"{name.lower()}@leipa.example")
        make_member(tenant, admin, Role.ADMIN)
        with db.transaction() as tx:
            tx.get_one(Person, admin.person_id).language = language
    (folder / "fault1").write_text("GiveUp")
    work_off()
    told = dict(letters())
    assert {subject.partition(":")[2].split(";")[0] for subject in told} == {
        " the last sync failed",
        " viimeisin synkronointi epäonnistui",
        " den senaste synkroniseringen misslyckades",
    }
    assert [any(words in body for body in told.values()) for words in ("Katso, mitä on tehtävä", "Se vad som ska")] == [
        True,
        True,
    ]


def test_what_comes_and_goes_within_an_hour_is_one_thing(
    connection_id, work_off, folder, letters, sync, later, standing, db
):
    failing = folder / "fault_connect"
    failing.write_text("GiveUp")
    work_off()
    assert len(letters()) == 1
    for _ in range(3):
        failing.unlink()
        sync(connection_id)
        later("50 minutes")
        assert (standing(), letters()) == ([], [])
        failing.write_text("GiveUp")
        sync(connection_id)
        assert (standing(), letters()) == ([Kind.SYNC_FAILED], [])
    failing.unlink()
    sync(connection_id)
    later("61 minutes")
    assert len(letters()) == 1
    with db.system_transaction() as tx:
        assert len(tx.scalars(select(Notice)).all()) == 1


def test_what_is_over_before_anybody_was_told_is_not_told(connection_id, work_off, folder, letters, sync, later):
    (folder / "fault1").write_text("GiveUp")
    work_off()
    (folder / "fault1").unlink()
    sync(connection_id)
    later("2 hours")
    assert letters() == []


def test_a_refused_key_has_a_notice_of_its_own_until_a_new_one_is_entered(
    connection_id, work_off, folder, standing, db, tenant, letters
):
    (folder / "key").write_text("another")
    work_off()
    assert standing() == [Kind.KEY_REFUSED]
    ((subject, _),) = letters()
    assert "until a new key is entered" in subject
    with db.transaction(tenant.id) as tx:
        connection = service.find(tx, connection_id)
        service.replace_key(tx, connection, ShelfConnector(), {"key": Secret("another"), "folder": str(folder)})
    assert standing() == []


def test_figures_that_differ_are_told_with_the_way_to_where_they_do_and_once_when_they_agree(
    folder, connection_id, work_off, monkeypatch, sync, standing, letters, later, admin
):
    (folder / "years").write_text("yes")
    theirs = {"3000": -403, "1910": 403}
    monkeypatch.setattr(
        ShelfConnector, "control_totals", lambda *_: [AccountTotal(each, amount) for each, amount in theirs.items()]
    )
    work_off()
    assert standing() == [Kind.PROOF_DIFFERS]
    ((subject, _body),) = letters()
    assert subject == "Shelf Oy: figures differ from the accounting system's own totals."
    assert "See where they differ" in top_of(admin, "/analytics")
    way = re.search(r'href="(/analytics/proof[^"]*)"[^>]*>\s*See where they differ', admin.get("/analytics").text)
    assert way is not None
    assert "−4.03" in admin.get(unescape(way[1])).text
    theirs.update({"3000": -303, "1910": 303})
    sync(connection_id)
    assert standing() == []
    later("2 hours")
    ((subject, _body),) = letters()
    assert subject.startswith("Over: ")


def test_a_right_that_is_missing_stands_on_the_pages_and_is_no_letter(
    admin, member, connection_id, work_off, folder, letters, standing, monkeypatch
):
    lacking(monkeypatch, "payroll")
    work_off()
    assert standing() == [Kind.RIGHTS_MISSING]
    assert letters() == []
    for client in (admin, member):
        for path in ("/connections", "/analytics"):
            assert "Shelf Oy: the key does not read everything, so figures are incomplete." in top_of(client, path)
            assert top_of(client, path).endswith("See how it is mended")


def lacking(monkeypatch, *rights: str) -> None:
    from hub.sdk.accounting import Finding, Severity

    found = [Finding("hidden", Severity.WARNING, "Some of it is hidden.", "Mend it.", (), rights)]
    monkeypatch.setattr(ShelfConnector, "check", lambda self, access: found)


def test_members_see_only_what_concerns_figures(admin, member, connection_id, work_off, folder):
    (folder / "fault1").write_text("GiveUp")
    work_off()
    assert "the last sync failed" in top_of(admin, "/connections")
    assert top_of(member, "/connections") == ""


def test_the_gravest_come_first_four_are_shown_and_the_others_counted(
    admin, attach, db, tenant, work_off, connection_id
):
    work_off()
    assert top_of(admin, "/connections") == ""
    with db.transaction(tenant.id) as tx:
        connection = tx.scalars(select(Connection)).one()
        subject = {"book_id": connection.book_id}
        for kind in reversed(Kind):
            notices.raise_(tx, tenant.id, kind, connection_id=connection.id, **subject)
        for kind in (Kind.SYNC_FAILED, Kind.PROOF_DIFFERS):
            notices.raise_(tx, tenant.id, kind, **subject)
    told = top_of(admin, "/analytics")
    actions = re.findall("See where they differ|See how it is mended|Enter a new key|See why", told)
    assert actions == [
        "See where they differ",
        "See where they differ",
        "See how it is mended",
        "Enter a new key",
    ]
    assert told.endswith("and 2 more")


def test_said_twice_it_stands_once(db, tenant, connection_id, work_off, standing):
    work_off()
    for _ in range(2):
        with db.transaction(tenant.id) as tx:
            book_id = tx.scalars(select(Connection.book_id)).one()
            notices.raise_(tx, tenant.id, Kind.PROOF_DIFFERS, book_id=book_id)
    assert standing() == [Kind.PROOF_DIFFERS]
    with db.transaction(tenant.id) as tx:
        notices.settle(tx, Kind.PROOF_DIFFERS, book_id=book_id)
    assert standing() == []


def test_with_its_connection_everything_about_it_is_over(connection_id, work_off, folder, db, tenant, standing):
    (folder / "fault1").write_text("GiveUp")
    work_off()
    with db.transaction(tenant.id) as tx:
        tasks.part(tx, service.find(tx, connection_id), erase=False)
    assert standing() == []


def test_a_sync_that_was_given_up_is_told_too(connection_id, work_off, folder, db, standing):
    (folder / "fault1").write_text("RuntimeError")
    for _ in range(7):
        work_off()
    with db.system_transaction() as tx:
        tasks.start_what_is_due(tx)
    assert standing() == [Kind.SYNC_FAILED]
    assert GOOD_KEY not in str(standing())
