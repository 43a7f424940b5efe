"""Too much is refused, what shall go wrong goes wrong, and everything is counted."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from . import tiny


def statuses(reader, count: int, path: str = "/status") -> list[int]:
    return [reader.get(path).status_code for _ in range(count)]


def test_what_is_over_the_rate_is_429(sandbox, reader):
    sandbox.turn(rate=0.01)
    assert statuses(reader, 3) == [200, 429, 429]
    refused = reader.get("/status")
    assert refused.json()["errors"][0]["status"] == 429
    assert "Retry-After" not in refused.headers


def test_a_429_can_say_when_to_come_back(sandbox, reader):
    sandbox.turn(rate=0.01, retry_after=7)
    statuses(reader, 1)
    assert reader.get("/status").headers["Retry-After"] == "7"


def test_all_companies_of_a_client_share_its_rate(sandbox, reader):
    other = sandbox.reader(sandbox.key(tiny.PUU.id, "pekka@pohjolanpuu.example"))
    sandbox.turn(rate=0.01)
    assert statuses(reader, 1) + statuses(other, 1) == [200, 429]


def test_a_rate_of_nothing_is_no_limit(reader):
    assert set(statuses(reader, 60)) == {200}


def test_parallel_requests_do_not_slip_through_together(sandbox, reader):
    sandbox.turn(rate=0.01)
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(
                lambda _: (
                    requests.get(
                        f"{sandbox.url}/api/status", headers={"Authorization": f"Bearer {reader.token}"}, timeout=60
                    ).status_code
                ),
                range(24),
            )
        )
    assert answers.count(200) == 1
    assert answers.count(429) == 23


def test_an_internal_error_comes_as_often_as_asked_and_then_ends(sandbox, reader):
    sandbox.turn(fault="500", fault_path="/coa", fault_times=2)
    assert statuses(reader, 3, "/coa") == [500, 500, 200]
    assert statuses(reader, 1, "/company") == [200]


def test_every_third_answer_can_go_wrong(sandbox, reader):
    sandbox.turn(fault="500", fault_every=3)
    assert statuses(reader, 6) == [200, 200, 500, 200, 200, 500]


def test_an_answer_can_be_cut_in_half(sandbox, reader):
    sandbox.turn(fault="malformed", fault_path="/coa")
    answer = reader.get("/coa")
    assert answer.status_code == 200
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()


def test_a_connection_can_be_dropped(sandbox, reader):
    sandbox.turn(fault="drop", fault_path="/coa", fault_times=1)
    with pytest.raises(requests.exceptions.ConnectionError):
        reader.get("/coa")
    assert reader.get("/coa").status_code == 200


def test_requests_are_counted_by_path_and_status(sandbox, reader):
    sandbox.control("DELETE", "/counters")
    reader.get("/ledgerreceipts/1,2")
    reader.get("/ledgerreceipts/3")
    reader.get("/ledgerreceipts/99999")
    counts = sandbox.control("GET", "/counters").json()
    assert counts["paths"] == {"GET /ledgerreceipts/{}": 3}
    assert counts["statuses"] == {"200": 2, "404": 1}
    assert counts["most_in_a_second"] <= 3


def test_requests_are_listed_with_company_and_target_but_no_secret(sandbox):
    key = sandbox.key()
    sandbox.control("DELETE", "/counters")
    reader = sandbox.reader(key)
    reader.get("/ledgerreceipts", size=1)
    listed = sandbox.control("GET", "/requests")
    assert [(one["target"], one["company_id"], one["status"]) for one in listed.json()] == [
        ("/api/oauth/token", None, 200),
        ("/api/ledgerreceipts?size=1", tiny.LEIPA.id, 200),
    ]
    assert key not in listed.text
    assert reader.token not in listed.text


@pytest.mark.parametrize(
    "wrong", [{"rate": -1}, {"speed": 1}, {"fault": "gremlins"}, {"token_life": "long"}, {"total_count": "maybe"}]
)
def test_a_switch_that_cannot_be_turned_so_is_refused_by_name_and_nothing_changes(sandbox, wrong):
    before = sandbox.control("GET", "/switches").json()
    refused = sandbox.control("PATCH", "/switches", {"latency": 5, **wrong})
    assert refused.status_code == 400
    assert next(iter(wrong)) in refused.json()["error"]
    assert sandbox.control("GET", "/switches").json() == before


@pytest.mark.parametrize(
    "headers", [{"Host": "sandbox.example"}, {"Host": "127.0.0.1.evil.example"}, {"Origin": "https://evil.example"}]
)
def test_the_controls_are_for_this_machine_and_no_other_site(sandbox, headers):
    answer = sandbox.http.patch(f"{sandbox.url}/sandbox/switches", json={"rate": 1}, headers=headers)
    assert answer.status_code == 403
    assert sandbox.world.switches.rate == 0
