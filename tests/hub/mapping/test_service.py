"""Moving an account, and back: who may, what is written down, and two Admins at once."""

from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from sqlalchemy import select, text

from hub.audit import Actor
from hub.ledger import service as ledger
from hub.mapping import service
from hub.mapping.models import MovedAccount
from hub.mapping.service import MovedMeanwhile, Place
from hub.mapping.standing import Move, sifted, standing
from hub.sdk.accounting import Account
from hub.sdk.errors import UserFault
from hub.sdk.reports import ReportBuilder
from plugins.procountor.reports import BUILDERS
from plugins.procountor.reports.lines import StatementLines
from tenants.errors import NotAdmin
from tests.hub.ledger.making import Shelf

LAYOUT = StatementLines()
BUILDER: dict[str, ReportBuilder] = {each.key: each for each in BUILDERS}


def place(shelf: Shelf, account: str = "4990", seen: str = "") -> Place:
    return Place(shelf.book_id, LAYOUT, account, f"{account} Repairs", {"wages": "Wages and salaries"}, seen)


def move(shelf: Shelf, line: str, who, **at: str) -> None:
    with shelf.open() as db:
        service.move(db, shelf.tenant_id, place(shelf, **at), line, Actor(who.person_id, who.id))


def undo(shelf: Shelf, who, **at: str) -> None:
    with shelf.open() as db:
        service.undo(db, shelf.tenant_id, place(shelf, **at), Actor(who.person_id, who.id))


def moved(shelf: Shelf) -> dict[str, str]:
    with shelf.open() as db:
        return {each.account: each.line for each in db.scalars(select(MovedAccount))}


def test_an_account_is_moved_and_moved_on_and_put_back_and_each_is_written_down(shelf, anna, events):
    move(shelf, "wages", anna)
    assert moved(shelf) == {"4990": "wages"}
    move(shelf, "other-expenses", anna, seen="wages")
    assert moved(shelf) == {"4990": "other-expenses"}
    undo(shelf, anna, seen="other-expenses")
    assert moved(shelf) == {}
    told = [(each.action, each.before["line"], each.after["line"]) for each in events()]
    assert told == [
        ("account.moved", "external-services", "wages"),
        ("account.moved", "wages", "other-expenses"),
        ("account.moved_back", "other-expenses", "external-services"),
    ]
    assert [(each.before["line_name"], each.after["line_name"]) for each in events()[:2]] == [
        ("", "Wages and salaries"),
        ("Wages and salaries", ""),
    ]
    first = events()[0]
    assert (first.subject, first.person_id) == ("4990 Repairs", anna.person_id)
    assert first.details == {"company": "Käpylän Leipä Oy", "layout": "finnish-statements"}


def test_to_choose_the_standard_line_puts_it_back(shelf, anna, events):
    move(shelf, "wages", anna)
    move(shelf, "external-services", anna, seen="wages")
    assert moved(shelf) == {}
    assert [each.action for each in events()] == ["account.moved", "account.moved_back"]


@pytest.mark.parametrize("line", ["trade-debtors", "result-of-year", "operating-profit", "nothing", ""])
def test_an_account_goes_to_no_line_that_the_layout_does_not_take_it_to(shelf, anna, events, line):
    with pytest.raises(UserFault, match="cannot stand on that line"):
        move(shelf, line, anna)
    assert moved(shelf) == {}
    assert events() == []


@pytest.mark.parametrize(("line", "seen"), [("external-services", ""), ("wages", "wages")])
def test_to_move_an_account_where_it_stands_is_told(shelf, anna, line, seen):
    with pytest.raises(UserFault, match="stands on this line already"):
        move(shelf, line, anna, seen=seen)


def test_nobody_but_an_admin_moves_an_account(shelf, matti, anna):
    with pytest.raises(NotAdmin):
        move(shelf, "wages", matti)
    with pytest.raises(NotAdmin), shelf.open() as db:
        service.move(db, shelf.tenant_id, place(shelf), "wages", Actor(None))
    move(shelf, "wages", anna)
    with pytest.raises(NotAdmin):
        undo(shelf, matti, seen="wages")
    assert moved(shelf) == {"4990": "wages"}


@pytest.mark.parametrize("seen", ["", "pensions"])
def test_what_somebody_else_has_moved_meanwhile_is_not_written_over(shelf, anna, bea, events, seen):
    move(shelf, "wages", bea)
    with pytest.raises(MovedMeanwhile):
        move(shelf, "other-expenses", anna, seen=seen)
    with pytest.raises(MovedMeanwhile):
        undo(shelf, anna, seen=seen)
    assert moved(shelf) == {"4990": "wages"}
    assert len(events()) == 1


def test_what_somebody_else_has_put_back_meanwhile_is_not_moved_on(shelf, anna, bea):
    move(shelf, "wages", anna)
    undo(shelf, bea, seen="wages")
    with pytest.raises(MovedMeanwhile):
        move(shelf, "other-expenses", anna, seen="wages")
    assert moved(shelf) == {}


def test_of_two_admins_at_the_same_moment_one_hears_of_the_other(shelf, anna, bea, events):
    start, heard = Barrier(2), []

    def at_once(who, line: str) -> None:
        start.wait()
        try:
            move(shelf, line, who)
            heard.append("moved")
        except MovedMeanwhile:
            heard.append("meanwhile")

    threads = [Thread(target=at_once, args=each) for each in ((anna, "wages"), (bea, "pensions"))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(heard) == ["meanwhile", "moved"]
    [event] = events()
    assert event.after["line"] == moved(shelf)["4990"]


def test_a_choice_whose_account_or_line_is_gone_is_told_and_has_no_effect(shelf, anna, db):
    move(shelf, "wages", anna)
    with db.transaction(shelf.tenant_id) as session:
        for account, line in (("4990", "nothing"), ("4123", "wages"), ("1910", "wages")):
            session.merge(
                MovedAccount(
                    tenant_id=shelf.tenant_id,
                    book_id=shelf.book_id,
                    layout=LAYOUT.key,
                    account=account,
                    line=line,
                    moved_by=anna.person_id,
                )
            )
    with shelf.read() as reader:
        found = standing(reader._db, LAYOUT, reader)
    assert found.lines == {}
    assert [(each.account, each.line) for each in found.lapsed] == [
        ("1910", "wages"),
        ("4123", "wages"),
        ("4990", "nothing"),
    ]
    assert found.line_of("4990") == "external-services"
    undo(shelf, anna, seen="nothing")
    assert set(moved(shelf)) == {"1910", "4123"}


def test_a_report_counts_the_moves_of_its_own_statements(shelf, anna):
    moves = [
        Move(code, line, anna.person_id, datetime(2026, 1, 1, tzinfo=UTC))
        for code, line in (("4990", "wages"), ("1910", "securities"))
    ]
    found = sifted(LAYOUT, moves, {code: Account(code, "") for code in ("4990", "1910")})
    counted = {key: found.within(BUILDER[key]) for key in ("income-statement", "balance-sheet", "cash-flow")}
    assert counted == {"income-statement": 1, "balance-sheet": 1, "cash-flow": 2}


def test_moves_of_another_layout_and_of_another_environment_are_not_seen(shelf, anna, db):
    move(shelf, "wages", anna)
    other = Shelf.make(db, "Toinen Oy")
    assert moved(other) == {}
    with db.transaction(shelf.tenant_id) as session:
        session.execute(text("UPDATE moved_account SET layout = 'another'"))
    with shelf.read() as reader:
        assert standing(reader._db, LAYOUT, reader).all == {}


def test_what_is_erased_takes_the_moves_along(shelf, anna):
    move(shelf, "wages", anna)
    with shelf.open() as db:
        ledger.erase(db, shelf.book_id)
    assert moved(shelf) == {}
