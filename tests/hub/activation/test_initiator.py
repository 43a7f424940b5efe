import re

import pytest

from hub.models import Mail
from tests.hub.activation.conftest import FORM, NOTHING, ONE_OF_EACH
from tests.hub.activation.store import ANNA, KONE

SECRETS = ("Käpylän", "12345671", "1234567-1", ANNA, "kapylanleipa")


@pytest.fixture
def mails(db):
    def mails() -> list[Mail]:
        with db.transaction() as session:
            return list(session.query(Mail).order_by(Mail.created_at))

    return mails


def code_in(mail: Mail) -> str:
    return re.search(r"\d{6}", mail.body)[0]


@pytest.fixture
def stranger(make_person):
    return make_person("Mallory Muukalainen", "mallory@muualta.example")


def test_somebody_else_sees_no_word_of_any_company(store, visitor, stranger, anna):
    browser = visitor(stranger)
    browser.go(store.offer("1"))
    assert browser.place == "prove"
    owner = visitor(anna)
    owner.go(store.offer("1"))
    form = owner.at

    for address in (form, form.removesuffix("form") + "subdomain?label=abc", re.sub(r"companies.*", "confirm", form)):
        browser.go(address)
        assert browser.place == "prove"
        assert not any(each in browser.text for each in SECRETS)
    assert browser.client.get(re.sub(r"companies.*", "status", form)).json == {"state": "", "told": ""}


def test_somebody_else_can_decide_nothing(store, visitor, stranger, anna, rows):
    owner = visitor(anna)
    owner.go(store.offer("1"))
    owner.send("/form", **FORM)
    browser = visitor(stranger)
    browser.go(owner.at)
    base = owner.at.removesuffix("confirm")

    for action in ("confirm", "decline", "retry"):
        assert browser.client.post(base + action).status_code in (302, 303, 404)

    assert store.told == []
    assert rows() == NOTHING
    owner.send("/confirm")
    assert owner.place == "done"


def test_an_address_nobody_vouches_for_proves_nothing(store, visitor, unvouched):
    browser = visitor(unvouched)

    browser.go(store.offer("1"))

    assert browser.place == "prove"
    assert "Käpylän" not in browser.text


def test_a_vouched_address_counts_whatever_its_capitals(store, visitor, make_person):
    browser = visitor(make_person(email="Anna@KapylanLeipa.example"))

    browser.go(store.offer("1"))

    assert browser.place == "form"


def test_the_code_mailed_to_the_initiator_opens_the_activation(store, visitor, unvouched, mails, rows):
    browser = visitor(unvouched)
    browser.go(store.offer("1"))
    assert mails() == []
    browser.send("/prove/code")
    (mail,) = mails()
    assert mail.recipient == ANNA

    browser.send("/prove", code=f" {code_in(mail)[:3]} {code_in(mail)[3:]} ")

    assert browser.place == "form"
    browser.send("/form", **FORM)
    browser.send("/confirm")
    assert rows() == ONE_OF_EACH


def test_after_five_wrong_tries_the_right_code_is_worth_nothing(store, visitor, unvouched, mails):
    browser = visitor(unvouched)
    browser.go(store.offer("1"))
    browser.send("/prove/code")
    right = code_in(mails()[0])
    wrong = f"{(int(right) + 1) % 10**6:06}"

    for _ in range(5):
        browser.send("/prove", code=wrong)
        assert browser.status == 422
    browser.client.post(f"{browser.at}", data={"code": right})

    browser.go(store.offer("1"))
    assert browser.place == "prove"


def test_a_code_is_good_for_ten_minutes_and_for_one_person(store, visitor, unvouched, stranger, mails, owner):
    from sqlalchemy import text

    browser, other = visitor(unvouched), visitor(stranger)
    browser.go(store.offer("1"))
    browser.send("/prove/code")
    code = code_in(mails()[0])

    other.go(store.offer("1"))
    other.client.post(other.at, data={"code": code})
    other.go(store.offer("1"))
    assert other.place == "prove"

    with owner.begin() as connection:
        connection.execute(text("UPDATE initiator_code SET expires_at = now() - interval '1 second'"))
    browser.client.post(browser.at, data={"code": code})
    browser.go(store.offer("1"))
    assert browser.place == "prove"


def test_a_new_code_ends_the_one_before(store, visitor, unvouched, mails):
    browser = visitor(unvouched)
    browser.go(store.offer("1"))
    browser.send("/prove/code")
    browser.send("/prove/code")
    first, second = mails()

    if code_in(first) != code_in(second):
        browser.send("/prove", code=code_in(first))
        assert browser.place == "prove"
    browser.send("/prove", code=code_in(second))
    assert browser.place == "form"


def test_codes_are_not_sent_without_end(store, visitor, unvouched, mails):
    browser = visitor(unvouched)
    browser.go(store.offer("1"))
    for _ in range(8):
        browser.client.post(f"{browser.at}/code")

    assert len(mails()) == 5


def test_the_code_is_kept_hashed(store, visitor, unvouched, mails, owner):
    from sqlalchemy import text

    browser = visitor(unvouched)
    browser.go(store.offer("1"))
    browser.send("/prove/code")

    with owner.begin() as connection:
        row = connection.execute(text("SELECT * FROM initiator_code")).one()
    assert code_in(mails()[0]).encode() not in row.code_hash
    assert code_in(mails()[0]) not in str(row)


def test_without_a_named_initiator_the_activation_stops_with_another_way(store, visitor, anna, rows):
    browser = visitor(anna)

    browser.go(store.offer("1", initiator=None))

    assert browser.place == "prove"
    assert "We cannot tell who activated" in browser.text
    assert "Connections" in browser.text
    assert "Käpylän" not in browser.text
    browser.client.post(browser.at + "/code")
    assert store.told == []


def test_an_admin_is_shown_the_way_to_connect_without_the_store(
    store, visitor, anna, make_environment, make_tenant, make_member
):
    make_environment(KONE, anna, "kone-ja-tera")
    make_member(make_tenant("elsewhere", "Elsewhere Oy"), anna)
    browser = visitor(anna)

    browser.go(store.offer("1", initiator=None))

    assert re.findall(r'href="([^"]+/connections)"', browser.text) == [
        "http://kone-ja-tera.hub.localhost:8000/connections"
    ]
    assert "ask the support to open one" in browser.text
    assert "Elsewhere" not in browser.text


def test_another_device_goes_on_where_the_first_stopped(store, visitor, anna, rows):
    first, second = visitor(anna), visitor(anna)
    first.go(store.offer("1"))
    first.send("/form", **FORM)

    second.go(store.offer("1"))
    assert second.place == "confirm"
    second.send("/confirm")

    assert second.place == "done"
    first.send("/confirm")
    assert first.place == "done"
    assert rows() == ONE_OF_EACH
    assert len(store.opened) == 1
