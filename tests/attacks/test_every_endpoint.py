"""Every rule of the hub, with every method, asked for by everybody who should not, with everything they could know.

Who gets in where is the table ``isolation/access.txt`` (ASVS 8.2.1, 8.2.2); how a rule is asked for is in
``isolation/samples.py``. A rule that is missing in either fails the build.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.routing import UnicodeConverter
from werkzeug.test import TestResponse

from hub.app import create_app
from hub.config import HubSettings
from hub.pluginmanager import Plugins
from tests.attacks.isolation.asking import Asked, Request, outcome_of, rules_of, text_of, told
from tests.attacks.isolation.keeping import Snapshot
from tests.attacks.isolation.people import browser
from tests.attacks.isolation.samples import SAMPLES, Foreign
from tests.attacks.isolation.side import Side, canary_of, pay_canary_of, secret_of
from tests.attacks.isolation.world import Twin, World
from tests.hub.conftest import BASE_URL, HubClient

RULES = rules_of(create_app(HubSettings.read({"HUB_BASE_URL": BASE_URL}), Plugins()))
ACTORS = ("anonymous", "former", "other", "member", "admin")
OUTSIDERS = ("anonymous", "former", "other")
NEVER = (secret_of("a"), secret_of("b"), pay_canary_of("a"), pay_canary_of("b"))
"""Words that nobody here may read: keys, and names in salaries, which no actor of this table has the right to see."""
OF_A, OF_B = (canary_of("a"),), (canary_of("b"),)
TABLE = Path(__file__).parent / "isolation" / "access.txt"


def words_in(asked: Asked) -> list[str]:
    """Name the parts of a rule's address that may be any word."""
    return [name for name, each in asked.rule._converters.items() if isinstance(each, UnicodeConverter)]


every_rule = pytest.mark.parametrize("asked", RULES, ids=str)


def read_table() -> dict[str, dict[str, str]]:
    """Read who gets in where, by rule, method and host."""
    lines = [line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    return {" ".join(line[:3]): dict(zip(ACTORS, line[3:], strict=True)) for line in lines}


@pytest.fixture(autouse=True)
def as_it_was(snapshot: Snapshot) -> Iterator[None]:
    """Everybody meets the twins as they were made."""
    snapshot.renew()
    yield
    snapshot.restore()


def at(world: World, asked: Asked, twin: Twin) -> str:
    return world.apex if asked.host == "apex" else twin.address


def client_of(world: World, asked: Asked, actor: str) -> HubClient:
    """Open a browser in front of A's page, as one of the actors."""
    address = at(world, asked, world.a)
    if actor == "anonymous":
        return browser(world.app, address)
    if actor == "other":
        return browser(world.app, address, world.b.people["admin"], stolen=at(world, asked, world.b))
    return browser(world.app, address, world.a.people[actor])


def ask(asked: Asked, client: HubClient, side: Side) -> TestResponse:
    """Ask as the sample says, with one side's ids."""
    request = Request.of(asked.sample, side)
    if asked.sample.prepare:
        request.query |= asked.sample.prepare(client, side)
    return request.send(client, asked)


def assert_untold(answer: TestResponse, *words: str) -> None:
    found = [word for word in words if word in text_of(answer)]
    assert found == [], answer.get_data(as_text=True)[:2000]


def test_every_rule_has_a_sample_and_every_sample_a_rule():
    assert {each.key for each in RULES} == set(SAMPLES)


def test_the_table_of_access_has_every_rule_and_no_other():
    assert sorted(read_table()) == sorted(map(str, RULES))


@every_rule
@pytest.mark.parametrize("actor", ACTORS)
def test_v8_2_1_who_gets_in_is_what_the_table_says(world, snapshot, asked, actor, count):
    answer = ask(asked, client_of(world, asked, actor), world.a.side)
    count("cases of rule × actor")
    met = outcome_of(answer)
    assert met == read_table()[str(asked)][actor]
    assert_untold(answer, *NEVER, *(OF_B if actor != "other" else ()))
    is_outside = actor in OUTSIDERS and actor not in asked.sample.concerns
    if is_outside:
        assert_untold(answer, *OF_A)
    if is_outside or met != "in":
        assert snapshot.changed() <= asked.sample.writes
    if actor == "admin":
        assert answer.status_code in asked.sample.alive, answer.get_data(as_text=True)[:2000]


TELLING = (
    "access.index",
    "activation.companies",
    "activation.confirm",
    "activation.done",
    "audit.export",
    "audit.index",
    "connectors.ask_detach",
    "connectors.index",
    "connectors.sync_progress",
    "identity.account",
    "identity.home",
    "members.ask_remove",
    "members.index",
    "reports.analytics",
    "reports.ask_rename",
    "reports.cell",
    "reports.content",
    "reports.file",
    "reports.receipt",
    "reports.report",
    "reports.report_csv",
    "reports.report_json",
    "reports.report_pdf",
    "reports.report_xlsx",
    "reports.take_file",
)
"""Rules whose answers are full of what is the tenant's own."""


@pytest.mark.parametrize("endpoint", TELLING)
def test_what_others_must_not_read_is_really_there_to_be_read(world, endpoint):
    asked = next(each for each in RULES if each.rule.endpoint == endpoint and outcome_for_admin(each) == "in")
    answer = ask(asked, client_of(world, asked, "admin"), world.a.side)
    assert canary_of("a") in text_of(answer)


def outcome_for_admin(asked: Asked) -> str:
    return read_table()[str(asked)]["admin"]


UNUSUAL = ("a\0b", "9999-12", "0001-01", "9999-12-31")
"""Words that a careless program hands on to a database that does not take them, or counts on from the end of time."""
WORDED = [each for each in RULES if words_in(each)]
ASKING = [each for each in RULES if each.method == "GET" and each.host == "tenant"]


@pytest.mark.parametrize("asked", WORDED, ids=str)
def test_a_word_in_an_address_that_no_database_takes_is_not_found(world, asked):
    client, request = client_of(world, asked, "admin"), Request.of(asked.sample, world.a.side)
    for name in words_in(asked):
        answer = replace(request, path={**request.path, name: UNUSUAL[0]}).send(client, asked)
        assert outcome_of(answer) == "none", name


@pytest.mark.parametrize("asked", ASKING, ids=str)
def test_nothing_that_is_asked_for_is_a_fault(world, asked):
    client, request = client_of(world, asked, "admin"), Request.of(asked.sample, world.a.side)
    for name in {*request.query, "from", "to", "account", "row", "book"}:
        for word in UNUSUAL:
            met = outcome_of(replace(request, query={**request.query, name: word}).send(client, asked))
            assert met != "fault", f"{name}={word!r}"


def variants(own: Mapping[str, str], theirs: Mapping[str, str], given: frozenset[str]) -> Iterator[dict[str, str]]:
    """Put the other's ids in the place of one's own: each alone, and all together."""
    ids = [key for key in own if own[key] != theirs[key] and key not in given]
    for keys_put in [[key] for key in ids] + ([ids] if len(ids) > 1 else []):
        yield {**own, **{key: theirs[key] for key in keys_put}}


def foreign_requests(asked: Asked, own: Side, theirs: Side) -> Iterator[tuple[str, Request]]:
    """Take one's own request, and put ids of another into its address, its query and its form."""
    sample = asked.sample
    mine, other = Request.of(sample, own), Request.of(sample, theirs)
    for path in variants(mine.path, other.path, frozenset()):
        yield "path", replace(mine, path=path)
    for query in variants(mine.query, other.query, sample.given):
        yield "query", replace(mine, query=query)
    for form in variants(mine.form, other.form, sample.given):
        yield "form", replace(mine, form=form)


def everywhere(asked: Asked, own: Side, theirs: Twin) -> Iterator[Request]:
    """Take one's own request, and name another everywhere where a careless program could look."""
    ids = {key: theirs.side[key] for key in ("tenant", "book", "connection", "company", "member", "receipt")}
    named = {**ids, "tenant_id": theirs.side["tenant"], "environment": theirs.side["subdomain"]}
    host = theirs.address.partition("://")[2]
    mine = Request.of(asked.sample, own)
    yield replace(mine, query={**named, **mine.query}, form={**named, **mine.form})
    yield replace(mine, headers={"X-Forwarded-Host": host, "X-Original-Host": host, "Forwarded": f"host={host}"})
    yield replace(mine, headers={"X-Tenant": ids["tenant"], "X-Tenant-Id": ids["tenant"], "X-Original-Url": "/members"})


@pytest.fixture
def intruder(world: World) -> Callable[[Asked], HubClient]:
    """Open a browser of B's Admin at B's own address, or at the hub's."""
    return lambda asked: browser(world.app, at(world, asked, world.b), world.b.people["admin"])


@every_rule
def test_v8_2_2_v8_4_1_ids_of_another_tenant_are_answered_like_those_of_nobody(world, snapshot, asked, intruder, count):
    unknown = world.a.side.unknown()
    pairs = zip(
        foreign_requests(asked, world.b.side, world.a.side), foreign_requests(asked, world.b.side, unknown), strict=True
    )
    for (part, theirs), (_, nobodys) in pairs:
        by_design = part == "path" and asked.sample.foreign != Foreign.HIDDEN
        answer = theirs.send(intruder(asked), asked)
        count("cases of rule × foreign id")
        if asked.sample.foreign != Foreign.BEARER:
            assert_untold(answer, *NEVER, *OF_A)
            assert snapshot.changed() == set()
        snapshot.restore()
        if not by_design:
            assert part != "path" or answer.status_code == 404
            assert told(answer, theirs) == told(nobodys.send(intruder(asked), asked), nobodys)
            snapshot.restore()


@every_rule
def test_v15_3_3_naming_another_tenant_everywhere_else_changes_no_answer(world, snapshot, asked, intruder, count):
    if asked.sample.prepare is not None:
        return  # its address carries what the browser got just before, which works once
    expected = Request.of(asked.sample, world.b.side).send(intruder(asked), asked).status_code
    snapshot.restore()
    for request in everywhere(asked, world.b.side, world.a):
        answer = request.send(intruder(asked), asked)
        count("cases of rule × foreign name")
        assert_untold(answer, *NEVER, *OF_A)
        assert snapshot.changed() <= asked.sample.writes
        assert answer.status_code in (expected, 422)  # some forms refuse what they do not know
        snapshot.restore()
