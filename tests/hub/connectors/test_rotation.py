"""Keys are changed while the hub is at work; broken off anywhere, everything opens and the next run goes on."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from hub.audit import Operator
from hub.audit.models import AuditEvent, HubEvent
from hub.connectors import keys, rotation, vault
from hub.connectors.models import ConnectionSecret, TenantKey
from hub.connectors.vault import Place
from hub.sdk.refs import CompanyRef
from hub.sdk.secrets import Secret
from tenants.models import Tenant

KEY = "a key that nobody may see"
AT_ONCE = timedelta(0)


@pytest.fixture
def sealed(attach, make_place) -> tuple[Place, ...]:
    """Secrets of three environments, one of which has two."""
    places = []
    for number, business_id in enumerate(("12345671", "20303038", "01120389")):
        place = make_place()
        company = CompanyRef("7", "A company", business_id=business_id)
        connection_id = attach(place, company, key=f"{KEY} {number}")
        places.append(Place(place.tenant_id, connection_id, "key"))
    return tuple(places)


@pytest.fixture
def two(db, sealed) -> tuple[Place, Place]:
    """Two secrets of one environment."""
    first = sealed[0]
    second = Place(first.tenant_id, first.connection_id, "token")
    with db.transaction(first.tenant_id) as tx:
        vault.seal(tx, second, Secret("a token"))
    return first, second


def opened(db, place: Place) -> str:
    with db.transaction(place.tenant_id) as tx:
        return vault.open_all(tx, place.tenant_id, place.connection_id)[place.field].reveal()


def all_open(db, sealed) -> bool:
    return [opened(db, place) for place in sealed] == [f"{KEY} {number}" for number in range(len(sealed))]


def key_ids(db) -> set:
    with db.system_transaction() as tx:
        return set(tx.scalars(select(TenantKey.id)))


def used_ids(db) -> set:
    with db.system_transaction() as tx:
        return set(tx.scalars(select(ConnectionSecret.key_id)))


def older(db, by: timedelta) -> None:
    with db.system_transaction() as tx:
        tx.execute(update(TenantKey).values(created_at=TenantKey.created_at - by))


@pytest.fixture
def renewed(environment) -> Iterator[Secret]:
    """A new key in front of the one in use."""
    new = keys.new_key()
    keys.unlock([new, Secret(environment["HUB_SECRET_KEYS"])])
    yield new
    keys.unlock([Secret(environment["HUB_SECRET_KEYS"])])


def test_v11_2_2_after_the_rotation_the_old_key_of_the_hub_is_not_needed(db, sealed, renewed):
    assert all_open(db, sealed)
    assert rotation.rotate().rewrapped == 3
    assert rotation.rotate() == rotation.Rotation()
    keys.unlock([renewed])
    assert all_open(db, sealed)
    with db.system_transaction() as tx:
        assert keys.undecryptable(tx) == {}


def test_an_old_data_key_is_replaced_and_destroyed_when_nobody_can_be_using_it(db, sealed):
    before = key_ids(db)
    older(db, rotation.DATA_KEY_AGE)
    done = rotation.rotate()
    assert (done.sealed, done.destroyed) == (3, 0)
    assert not used_ids(db) & before
    older(db, rotation.GRACE)
    assert rotation.rotate().destroyed == 3
    assert key_ids(db) == used_ids(db)
    assert all_open(db, sealed)


def test_a_young_data_key_stays(db, sealed):
    before = key_ids(db)
    older(db, rotation.DATA_KEY_AGE - timedelta(days=1))
    assert rotation.rotate() == rotation.Rotation()
    assert key_ids(db) == before


@pytest.mark.parametrize("survived", range(6))
def test_broken_off_anywhere_everything_opens_and_the_next_run_goes_on(db, sealed, two, monkeypatch, survived):
    """Fails at the n-th secret that is sealed anew, as if the process had been killed there."""
    monkeypatch.setattr(rotation, "PORTION", 1)
    seal_anew, done = vault.seal_anew, iter(range(survived))

    def until_killed(*args) -> None:
        if next(done, None) is None:
            raise KeyboardInterrupt
        seal_anew(*args)

    monkeypatch.setattr(vault, "seal_anew", until_killed)
    if survived < 4:
        with pytest.raises(KeyboardInterrupt):
            rotation.rotate(AT_ONCE)
    else:
        rotation.rotate(AT_ONCE)
    assert all_open(db, sealed)
    assert opened(db, two[1]) == "a token"
    made = key_ids(db)
    monkeypatch.setattr(vault, "seal_anew", seal_anew)
    rotation.rotate()
    assert all_open(db, sealed)
    assert key_ids(db) == made, "a broken-off rotation is gone on with, not begun anew"
    assert len(used_ids(db)) == len(sealed), "one data key an environment is in use"


def test_what_is_sealed_while_keys_are_changed_opens_afterwards(db, sealed):
    place, stop, faults = sealed[0], threading.Event(), []

    def keep_sealing() -> None:
        while not stop.is_set():
            try:
                with db.transaction(place.tenant_id) as tx:
                    vault.seal(tx, place, Secret(f"{KEY} 0"))
            except Exception as error:
                faults.append(error)
                return

    sealing = threading.Thread(target=keep_sealing)
    sealing.start()
    for _ in range(5):
        rotation.rotate(AT_ONCE)
    stop.set()
    sealing.join()
    assert not faults
    assert all_open(db, sealed)


def test_two_first_secrets_at_once_share_one_data_key(db, make_place, attach):
    place = make_place()
    connection_id = attach(place, CompanyRef("7", "A company", business_id="12345671"), key=KEY)
    with db.system_transaction() as tx:
        tx.execute(ConnectionSecret.__table__.delete())
        tx.execute(TenantKey.__table__.delete())
    barrier = threading.Barrier(8)

    def seal(number: int) -> None:
        barrier.wait()
        with db.transaction(place.tenant_id) as tx:
            vault.seal(tx, Place(place.tenant_id, connection_id, f"field{number}"), Secret(KEY))

    threads = [threading.Thread(target=seal, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(key_ids(db)) == 1
    assert len(used_ids(db)) == 1


def test_the_command_moves_everything_to_the_newest_key(db, sealed, environment):
    new = keys.new_key()
    told = {**environment, "HUB_SECRET_KEYS": f"{new.reveal()},{environment['HUB_SECRET_KEYS']}"}
    done = rotated(told, "--older-than", "0")
    assert done.stdout.splitlines()[0].startswith("3 "), done.stderr
    assert done.stdout.splitlines()[1].startswith("3 ")
    keys.unlock([new])
    assert all_open(db, sealed)


@pytest.fixture
def one_lost(db, sealed, environment) -> Iterator[Secret]:
    """The second environment's data key is wrapped with a key that is not at hand, and there is a new one in front."""
    lost, new, used = keys.new_key(), keys.new_key(), Secret(environment["HUB_SECRET_KEYS"])
    keys.unlock([lost, used])
    with db.system_transaction() as tx:
        of_second = tx.scalars(select(TenantKey).where(TenantKey.tenant_id == sealed[1].tenant_id)).one()
        data_key = keys._bytes_of(of_second)
        of_second.kek_id = keys._ring().newest
        of_second.wrapped = keys._wrapped(keys._ring(), of_second, data_key)
    keys.unlock([new, used])
    yield lost
    keys.unlock([used])


def test_a_lost_key_keeps_no_other_environment_from_the_newest(db, sealed, one_lost, environment):
    done = rotation.rotate(AT_ONCE)
    assert (done.rewrapped, done.sealed) == (2, 2)
    [shut] = done.shut
    assert shut.environment == subdomain_of(db, sealed[1])
    assert "missing" in shut.why
    assert [opened(db, sealed[place]) for place in (0, 2)] == [f"{KEY} 0", f"{KEY} 2"]
    assert rotation.rotate() == rotation.Rotation(shut=done.shut), "repeated, it says so again and changes nothing"
    keys.unlock([keys.new_key(), one_lost])
    assert rotation.rotate().rewrapped == 1, "with its key it is moved like the others"
    assert opened(db, sealed[1]) == f"{KEY} 1"


def test_a_secret_that_does_not_open_keeps_no_other_from_being_sealed_anew(db, sealed, two, monkeypatch):
    monkeypatch.setattr(rotation, "PORTION", 1)
    with db.transaction(sealed[0].tenant_id) as tx:
        tx.execute(update(ConnectionSecret).where(ConnectionSecret.field == "key").values(sealed=b"broken"))
    for _ in range(2):
        before = used_ids(db)
        done = rotation.rotate(AT_ONCE)
        assert (done.sealed, [each.environment for each in done.shut]) == (3, [subdomain_of(db, sealed[0])])
        assert str(two[0].connection_id) in done.shut[0].why
        assert opened_field(db, two[1]) == "a token"
        assert len(used_ids(db) & before) == 1, "only what is broken is still sealed with the old key"


def test_a_new_secret_can_be_given_where_the_key_of_the_old_one_is_lost(db, sealed, one_lost):
    with pytest.raises(keys.Undecryptable):
        opened(db, sealed[1])
    with db.transaction(sealed[1].tenant_id) as tx:
        vault.seal(tx, sealed[1], Secret(f"{KEY} 1"))
    assert all_open(db, sealed)
    older(db, rotation.GRACE)
    rotation.rotate()
    assert rotation.rotate() == rotation.Rotation(), "and nothing is left of the lost one"


def test_the_command_names_what_does_not_open_moves_the_rest_and_fails(db, sealed, one_lost, environment):
    new = keys.new_key()
    told = {**environment, "HUB_SECRET_KEYS": f"{new.reveal()},{environment['HUB_SECRET_KEYS']}"}
    for moved in (2, 0):
        done = rotated(told)
        assert done.returncode == 1
        assert done.stdout.startswith(f"{moved} data key(s) moved")
        assert done.stderr.startswith(f"{subdomain_of(db, sealed[1])}: A key of HUB_SECRET_KEYS is missing")
        assert "Traceback" not in done.stderr
    keys.unlock([new])
    assert [opened(db, sealed[place]) for place in (0, 2)] == [f"{KEY} 0", f"{KEY} 2"]
    assert rotated({**told, "HUB_SECRET_KEYS": f"{new.reveal()},{one_lost.reveal()}"}).returncode == 0


def subdomain_of(db, place: Place) -> str:
    with db.system_transaction() as tx:
        return tx.get_one(Tenant, place.tenant_id).subdomain


def opened_field(db, place: Place) -> str:
    """Open one secret of a connection whose other does not open."""
    with db.transaction(place.tenant_id) as tx:
        row = tx.get_one(ConnectionSecret, (place.tenant_id, place.connection_id, place.field))
        return vault._opened(tx, place, row.sealed).reveal()


def test_the_command_changes_nothing_without_the_key_that_is_in_use(db, sealed, environment):
    refused = rotated({**environment, "HUB_SECRET_KEYS": keys.new_key().reveal()})
    assert refused.returncode == 1
    assert "HUB_SECRET_KEYS" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert all_open(db, sealed)


def rotated(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "hub.cli", "secrets", "rotate", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env={"PATH": os.defpath, **environment})


def test_new_keys_and_destroyed_ones_are_recorded_with_the_operator(db, sealed, renewed):
    def recorded(model) -> list[tuple[str, str]]:
        with db.system_transaction() as tx:
            return sorted((each.action, each.actor_name) for each in tx.scalars(select(model)))

    rotation.rotate(AT_ONCE, Operator("olli"))
    older(db, rotation.GRACE)
    rotation.rotate(actor=Operator("olli"))

    destroyed, rotated = ("key.destroyed", "olli"), ("key.rotated", "olli")
    assert recorded(AuditEvent) == [destroyed] * 3 + [rotated] * 3
    assert recorded(HubEvent) == [("keys.rotated", "olli")]
