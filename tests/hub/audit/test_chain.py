"""A chain proves itself, also as a file without a database; whatever is done to it is found and named."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hub.audit.canonical import canonical, clean
from hub.audit.chain import NOTHING, Broken, Head, read, verify
from hub.audit.documents import document_of, seal
from hub.audit.exports import json_lines
from hub.audit.models import AuditEvent

TENANT = UUID(int=7)
TEXTS = st.text(max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.from_regex(r"[a-z_]{1,6}", fullmatch=True), inner),
    max_leaves=6,
)
FACTS = st.dictionaries(st.from_regex(r"[a-z_]{1,6}", fullmatch=True), VALUES, max_size=3)


def chained(deeds: list[tuple[str, dict]]) -> list[AuditEvent]:
    """Chain deeds as they are recorded, without a database."""
    head, events = NOTHING, []
    for number, (subject, facts) in enumerate(deeds):
        facts = clean(facts)
        event = AuditEvent(
            tenant_id=TENANT,
            sequence=head.sequence + 1,
            at=datetime(2026, 11, 22, tzinfo=UTC) + timedelta(seconds=number),
            actor_kind="person",
            actor_name="Anna Kirjanpitäjä",
            person_id=UUID(int=1),
            provider="google",
            authority="https://accounts.google.com",
            account="1048",
            email="anna@example.com",
            assurance="fresh",
            auth_time=datetime(2026, 11, 22, tzinfo=UTC),
            address="",
            action="member.role_changed",
            subject=clean(subject),
            details=facts,
            before=facts or None,
            after=None,
            request_id="r",
            previous=head.hash,
        )
        head = seal(event)
        events.append(event)
    return events


def documents(count: int) -> list[dict]:
    return [document_of(each) for each in chained([(f"deed {n}", {"n": n}) for n in range(count)])]


def head_of(chain: list[dict]) -> Head:
    return Head(chain[-1]["sequence"], chain[-1]["hash"])


def lines_of(chain: list[dict]) -> list[bytes]:
    closing = {"chain": str(TENANT), "events": len(chain), "head": str(head_of(chain))}
    return [canonical(each) + b"\n" for each in (*chain, closing)]


@given(st.lists(st.tuples(TEXTS, FACTS), max_size=8))
def test_whatever_was_recorded_proves_itself_as_a_file(deeds):
    events = chained(deeds)
    written = list(json_lines(events, str(TENANT)))
    head = verify(read(written))
    assert head == (Head(events[-1].sequence, events[-1].hash) if events else NOTHING)
    assert [json.loads(each) for each in written[:-1]] == [document_of(each) for each in events]
    assert verify(read(written), head) == head


@given(st.data())
def test_whatever_is_done_to_a_chain_is_found(data):
    chain = documents(data.draw(st.integers(2, 9), label="events"))
    noted, number = head_of(chain), data.draw(st.integers(0, len(chain) - 1), label="at")
    match data.draw(st.sampled_from(["change", "remove", "swap", "insert", "cut off", "repeat"]), label="deed"):
        case "change":
            key = data.draw(st.sampled_from(sorted(set(chain[number]) - {"format"})), label="key")
            value = data.draw(VALUES, label="value")
            assume(value != chain[number][key])
            chain[number] = {**chain[number], key: value}
        case "remove":
            del chain[number]
        case "swap":
            other = data.draw(st.integers(0, len(chain) - 1).filter(lambda other: other != number), label="with")
            chain[number], chain[other] = chain[other], chain[number]
        case "insert":
            chain.insert(number, documents(20)[data.draw(st.integers(10, 19), label="stranger")])
        case "cut off":
            chain = chain[: data.draw(st.integers(0, len(chain) - 1), label="left")]
        case "repeat":
            chain.insert(number, chain[number])
    with pytest.raises(Broken):
        verify(chain, noted)


@pytest.mark.parametrize(
    ("deed", "named"),
    [
        (lambda chain: chain[3].update(subject="somebody else"), "event 4 was changed"),
        (lambda chain: chain[3]["actor"].update(name="Matti"), "event 4 was changed"),
        (lambda chain: chain[3].update(hash="0" * 64), "event 4 was changed"),
        (lambda chain: chain.pop(3), "event 4 is missing or out of order: event 5 stands in its place"),
        (lambda chain: chain.insert(2, chain.pop(3)), "event 3 is missing or out of order: event 4"),
        (lambda chain: chain.insert(3, {**chain[3], "sequence": 4}), "event 5 is missing or out of order: event 4"),
        (lambda chain: chain[3].update(chain="another"), "event 4 belongs to another chain"),
        (lambda chain: chain[3].update(previous="0" * 64), "event 4 does not follow from event 3"),
        (lambda chain: chain.clear(), "event 1 is missing: the chain ends before the noted head 6"),
        (lambda chain: chain.pop(), "event 6 is missing: the chain ends before the noted head 6"),
    ],
)
def test_the_first_event_that_does_not_fit_is_named(deed, named):
    chain = documents(6)
    noted = head_of(chain)
    deed(chain)
    with pytest.raises(Broken, match=named):
        verify(chain, noted)


def test_a_chain_may_grow_after_its_head_was_noted():
    assert verify(documents(6), head_of(documents(4))).sequence == 6


def test_a_history_that_was_written_anew_is_told_by_a_head_from_before():
    noted = head_of(documents(4))
    rewritten = [document_of(each) for each in chained([("another", {})] * 6)]
    verify(rewritten)
    with pytest.raises(Broken, match="event 4 is another one than the noted head names: history was rewritten"):
        verify(rewritten, noted)


@pytest.mark.parametrize(
    ("harm", "named"),
    [
        (lambda lines: lines[:-1], "the closing line is missing: the file was cut off"),
        (lambda lines: lines[:3], "the closing line is missing: the file was cut off"),
        (lambda lines: [*lines[:2], lines[-1]], "the closing line names 4 events, but there are 2"),
        (lambda lines: [*lines, lines[0]], "line 6 stands after the closing line"),
        (lambda lines: [lines[0], b"not JSON\n", *lines[1:]], "line 2 is not as the hub writes it"),
        (lambda lines: [b" " + lines[0], *lines[1:]], "line 1 is not as the hub writes it"),
        (lambda lines: [b'{"a":1,"a":1}\n', *lines[1:]], "line 1 is not as the hub writes it"),
        (lambda lines: [b"[" * 10**5 + b"\n", *lines], "line 1 is not as the hub writes it"),
        (lambda lines: [b"x" * 2**21, *lines], "line 1 is not as the hub writes it"),
        (lambda lines: [b"\xff\n", *lines], "line 1 is not as the hub writes it"),
    ],
)
def test_a_file_that_was_harmed_is_refused(harm, named):
    lines = lines_of(documents(4))
    verify(read(lines))
    with pytest.raises(Broken, match=named):
        verify(read(harm(lines)))


def test_what_is_hashed_is_written_down_for_others_to_repeat():
    """The very bytes: whoever writes a verifier of their own starts here."""
    (event,) = chained([("Käpylän Leipä Oy", {"n": 1})])
    assert event.hash == json.loads(next(iter(json_lines([event], str(TENANT)))))["hash"]
    unhashed = {key: each for key, each in document_of(event).items() if key != "hash"}
    assert canonical(unhashed).decode() == (
        '{"action":"member.role_changed","actor":{"address":"","assurance":"fresh",'
        '"auth_time":"2026-11-22T00:00:00.000000Z","authority":"https://accounts.google.com",'
        '"email":"anna@example.com","kind":"person","name":"Anna Kirjanpitäjä",'
        '"person":"00000000-0000-0000-0000-000000000001","provider":"google","subject":"1048"},'
        '"after":null,"at":"2026-11-22T00:00:00.000000Z","before":{"n":1},'
        '"chain":"00000000-0000-0000-0000-000000000007","details":{"n":1},"format":1,'
        f'"previous":"{"0" * 64}","request":"r","sequence":1,"subject":"Käpylän Leipä Oy"}}'
    )
