"""ASVS V6 and V7: no account that everybody knows, and tokens that nobody guesses."""

import math
from collections import Counter

from sqlalchemy import text

from hub.identity.tokens import digest, new_token
from hub.web.cookies import SESSION
from tests.hub.conftest import person_of
from tests.hub.identity.conftest import arrive

OF_PEOPLE = ("person", "identity", "membership", "web_session", "tenant", "invitation", "connection_secret")


def test_v6_3_2_a_new_hub_has_no_accounts(db, rows):
    """After the migrations and before anybody signed in there is nobody."""
    assert {table: rows(table) for table in OF_PEOPLE} == dict.fromkeys(OF_PEOPLE, 0)


def test_v6_3_2_the_first_who_signs_in_gets_no_right_by_it(client, db, rows):
    arrive(client, "google", "anna")
    assert person_of(db, client).role is None
    assert rows("membership") == 0


def test_v7_2_3_a_token_has_256_random_bits():
    tokens = [new_token() for _ in range(2000)]
    assert len(set(tokens)) == 2000
    assert {len(each) for each in tokens} == {43}
    counted = Counter("".join(tokens)[: 2000 * 42])
    entropy = -sum(n / 84_000 * math.log2(n / 84_000) for n in counted.values())
    assert entropy > 5.9, "of six bits that a character can have"


def test_v7_2_3_a_token_of_a_session_is_such_a_token_and_the_database_does_not_know_it(client, owner):
    arrive(client, "google", "anna")
    token = client.get_cookie(SESSION, domain="hub.localhost").value
    assert len(token) == 43
    with owner.connect() as connection:
        row = connection.execute(text("SELECT token_hash, t::text AS said FROM web_session AS t")).one()
    assert row.token_hash == digest(token)
    assert token not in row.said
