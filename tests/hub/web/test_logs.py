"""What is written about a request."""

import json
import logging

import pytest

from hub.web.logs import JsonLines, redacted


@pytest.mark.parametrize(
    "line",
    [
        "GET /auth/google/callback?state=CANARY&code=CANARY",
        '{"access_token": "CANARY", "id_token": "CANARY"}',
        "client_secret=CANARY&code_verifier=CANARY",
        "Authorization: Bearer CANARY",
        "Cookie: CANARY",
        "api_key: 'CANARY'",
        "postgresql://hub:CANARY@db/hub",
        "X-Token=CANARY",
        "GET /invitations/5cd3251a-468d-42d6-8859-26118ae41726/CANARY HTTP/1.1",
        "POST /invitations/5cd3251a-468d-42d6-8859-26118ae41726/CANARY/sign-in HTTP/1.1",
    ],
)
def test_v14_2_1_v16_2_5_secrets_are_struck_out(line):
    assert "CANARY" not in redacted(line)


@pytest.mark.parametrize("line", ["the status code is good", "stated: 5", "coder=1", "12 tokens were made"])
def test_what_is_no_secret_stays(line):
    assert redacted(line) == line


def test_v16_4_1_a_line_break_in_a_name_does_not_make_a_second_entry():
    record = logging.LogRecord("hub", logging.INFO, "", 0, "signed in: %s", ("Anna\n{}",), None)
    written = JsonLines().format(record)
    assert "\n" not in written
    assert json.loads(written)["message"] == "signed in: Anna\n{}"


def test_an_error_is_written_with_its_secrets_struck_out():
    try:
        raise ValueError("password=CANARY")
    except ValueError as error:
        record = logging.LogRecord("hub", logging.ERROR, "", 0, "failed", (), (ValueError, error, error.__traceback__))
    written = JsonLines().format(record)
    assert "CANARY" not in written
    assert "ValueError" in json.loads(written)["error"]


def test_a_line_names_its_request(app):
    with app.test_request_context("/sign-in"):
        app.preprocess_request()
        told = json.loads(JsonLines().format(logging.LogRecord("hub", logging.INFO, "", 0, "x", (), None)))
    assert (told["method"], told["path"], len(told["request"])) == ("GET", "/sign-in", 16)


def test_a_line_of_a_request_by_a_link_does_not_repeat_the_link(app):
    path = "/invitations/5cd3251a-468d-42d6-8859-26118ae41726/CANARY"
    with app.test_request_context(path):
        written = JsonLines().format(logging.LogRecord("hub", logging.INFO, "", 0, "x", (), None))
    assert "CANARY" not in written
    assert "/invitations/5cd3251a" in json.loads(written)["path"]
