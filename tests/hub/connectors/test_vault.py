import base64
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from hub.connectors import keys, vault
from hub.connectors.keys import Undecryptable
from hub.connectors.models import ConnectionSecret, TenantKey
from hub.connectors.vault import Place
from hub.sdk.refs import CompanyRef
from hub.sdk.secrets import Secret

KEY = "a key that nobody may see"


@pytest.fixture
def sealed(attach, make_place, db) -> tuple[Place, Place]:
    """Two secrets: of two environments, and of two connections."""
    places = []
    for number, business_id in enumerate(("12345671", "20303038")):
        place = make_place()
        connection_id = attach(place, CompanyRef("7", "A company", business_id=business_id), key=f"{KEY} {number}")
        places.append(Place(place.tenant_id, connection_id, "key"))
    return places[0], places[1]


def opened(db, place: Place) -> str:
    with db.transaction(place.tenant_id) as tx:
        return vault.open_all(tx, place.tenant_id, place.connection_id)[place.field].reveal()


def test_a_secret_opens_where_it_was_sealed(db, sealed):
    assert [opened(db, place) for place in sealed] == [f"{KEY} 0", f"{KEY} 1"]


def test_what_is_stored_does_not_show_the_secret(db, sealed):
    with db.system_transaction() as tx:
        rows = tx.scalars(select(ConnectionSecret.sealed)).all()
        plain = tx.execute(text("SELECT settings::text FROM connection")).scalars().all()
    assert not any(KEY.encode() in row for row in rows)
    assert not any(KEY in settings for settings in plain)


def test_a_secret_moved_to_another_row_does_not_open(db, sealed):
    one, other = sealed
    with db.system_transaction() as tx:
        source = tx.get_one(ConnectionSecret, (one.tenant_id, one.connection_id, one.field))
        tx.get_one(ConnectionSecret, (other.tenant_id, other.connection_id, other.field)).sealed = source.sealed
    with pytest.raises(Undecryptable):
        opened(db, other)


def test_a_secret_moved_to_another_field_does_not_open(db, sealed):
    place = sealed[0]
    with db.system_transaction() as tx:
        row = tx.get_one(ConnectionSecret, (place.tenant_id, place.connection_id, place.field))
        row.field = "other"
    with pytest.raises(Undecryptable):
        opened(db, Place(place.tenant_id, place.connection_id, "other"))


def test_a_data_key_moved_to_another_tenant_does_not_open(db, sealed):
    one, other = sealed
    with db.system_transaction() as tx:
        rows = {row.tenant_id: row for row in tx.scalars(select(TenantKey))}
        rows[other.tenant_id].wrapped = rows[one.tenant_id].wrapped
    with pytest.raises(Undecryptable):
        opened(db, other)


def test_another_tenant_does_not_even_find_the_secret(db, sealed):
    one, other = sealed
    with db.transaction(other.tenant_id) as tx:
        assert vault.open_all(tx, one.tenant_id, one.connection_id) == {}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(data=st.data())
def test_v11_3_3_a_changed_bit_is_noticed(db, sealed, data):
    place = sealed[0]
    with db.transaction(place.tenant_id) as tx:
        row = tx.get_one(ConnectionSecret, (place.tenant_id, place.connection_id, place.field))
        bit = data.draw(st.integers(0, len(row.sealed) * 8 - 1))
        changed = bytearray(row.sealed)
        changed[bit // 8] ^= 1 << bit % 8
        row.sealed = bytes(changed)
        tx.flush()
        with pytest.raises(Undecryptable):
            vault.open_all(tx, place.tenant_id, place.connection_id)
        tx.rollback()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(secret=st.text(min_size=1).filter(lambda each: "\x00" not in each), field=st.sampled_from(["key", "token"]))
def test_whatever_is_sealed_comes_back(db, sealed, secret, field):
    place = Place(sealed[0].tenant_id, sealed[0].connection_id, field)
    with db.transaction(place.tenant_id) as tx:
        vault.seal(tx, place, Secret(secret))
        assert vault.open_all(tx, place.tenant_id, place.connection_id)[field] == Secret(secret)
        tx.rollback()


def test_a_cut_record_does_not_open(db, sealed):
    place = sealed[0]
    with db.transaction(place.tenant_id) as tx:
        tx.get_one(ConnectionSecret, (place.tenant_id, place.connection_id, place.field)).sealed = b"\x01short"
    with pytest.raises(Undecryptable):
        opened(db, place)


def test_without_the_key_the_doctor_counts_what_does_not_open(db, sealed):
    keys.unlock([keys.new_key()])
    with pytest.raises(Undecryptable, match="HUB_SECRET_KEYS"):
        opened(db, sealed[0])
    with db.system_transaction() as tx:
        assert list(keys.undecryptable(tx).values()) == [2]


def test_without_any_key_nothing_starts():
    with pytest.raises(keys.NoSecretKeys, match="HUB_SECRET_KEYS is not set"):
        keys.unlock([])


def test_a_destroyed_secret_is_gone(db, sealed):
    place = sealed[0]
    with db.transaction(place.tenant_id) as tx:
        vault.destroy(tx, place.connection_id)
        assert vault.open_all(tx, place.tenant_id, place.connection_id) == {}
    assert opened(db, sealed[1]) == f"{KEY} 1"


def test_a_new_key_is_one_the_settings_accept():
    assert len(base64.b64decode(keys.new_key().reveal())) == 32


def test_the_place_of_a_secret_cannot_be_written_in_two_ways():
    a, b = UUID(int=1), uuid4()
    places = [Place(a, b, "x"), Place(b, a, "x"), Place(a, b, 'x","y'), Place(a, b, "xy")]
    assert len({vault._bound_to(place, a) for place in places}) == len(places)
