"""What is answered when something goes wrong."""

import pytest
from marshmallow import ValidationError
from sqlalchemy import func, select

from hub import mail
from hub.sdk.errors import GiveUp, NeedsReauth, Refused, TryLater, UserFault
from hub.sdk.texts import text as _
from hub.web.logs import JsonLines
from hub.web.security import apex_only, public

CANARY = "canary-secret"
ANNA, CODE = "anna@leipa.example", "314159"
MEANINGS = [
    (UserFault("Give a year."), 400),
    (UserFault("This is no year.", field="year"), 422),
    (ValidationError({"year": ["This is no year."]}), 422),
    (Refused("Only an Admin can."), 403),
    (TryLater("The store is busy.", after=61.5), 503),
    (NeedsReauth("The key is not accepted."), 409),
    (GiveUp("The store answered nonsense."), 502),
]


def failing(app, error: Exception) -> None:
    def view() -> str:
        raise error

    app.add_url_rule("/fails", "fails", public(apex_only(view)))


@pytest.mark.parametrize(("error", "status"), MEANINGS)
def test_each_meaning_has_its_answer_as_a_page_and_as_json(app, client, error, status):
    failing(app, error)
    sentence = "This is no year." if isinstance(error, ValidationError) else error.message
    page = client.get("/fails", headers={"Accept": "text/html,*/*;q=0.8"})
    told = client.get("/fails", headers={"Accept": "application/json"})
    assert (page.status_code, told.status_code) == (status, status)
    assert sentence in page.text
    assert (told.json["detail"], told.json["status"]) == (sentence, status)
    assert told.content_type == "application/problem+json"
    assert told.json["request_id"] == told.headers["X-Request-ID"]


def test_a_field_that_is_wrong_is_named(app, client):
    failing(app, UserFault("This is no year.", field="year"))
    assert client.get("/fails", headers={"Accept": "application/json"}).json["errors"] == {"year": ["This is no year."]}


def test_it_is_said_when_to_try_again(app, client):
    failing(app, TryLater("The store is busy.", after=61.5))
    assert client.get("/fails").headers["Retry-After"] == "62"


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_v16_5_1_a_fault_of_ours_tells_only_the_number_of_the_request(app, client, caplog, accept):
    failing(app, RuntimeError(f"password={CANARY}"))
    answer = client.get("/fails", headers={"Accept": accept})
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in answer.text
    assert "RuntimeError" not in answer.text
    assert "Traceback" not in answer.text
    assert CANARY not in answer.text
    assert "a request failed" in caplog.text


def test_v16_2_5_a_database_that_is_lost_in_the_middle_is_told_without_what_was_being_written(app, client, db, caplog):
    def view() -> str:
        with db.transaction() as broken:
            pid = broken.scalar(select(func.pg_backend_pid()))
            with db.transaction() as other:
                other.execute(select(func.pg_terminate_backend(pid)))
            mail.send(broken, ANNA, "Your code", CODE)
        return "sent"

    app.add_url_rule("/fails", "fails", public(apex_only(view)))
    answer = client.get("/fails")
    assert answer.status_code == 503
    written = "\n".join(JsonLines().format(each) for each in caplog.records)
    assert "the database did not answer" in written
    assert "INSERT INTO mail" in written
    assert not [each for each in (ANNA, CODE) if each in written + answer.text]


def test_v5_2_1_a_body_that_is_too_large_is_refused(client, make_person, sign_in):
    sign_in(client, make_person())
    answer = client.post("/sign-out", data={"csrf_token": "x" * (2**20 + 1)}, headers={"X-CSRF-Token": ""})
    assert answer.status_code == 413
    assert "larger" in answer.text


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nothing", 404), ("POST", "/sign-in", 405)])
def test_what_is_not_there_is_a_page_or_json(client, method, path, status):
    for accept in "text/html", "application/json":
        answer = client.open(path, method=method, headers={"Accept": accept})
        assert answer.status_code == status
        assert answer.mimetype == ("text/html" if accept == "text/html" else "application/problem+json")


def test_names_in_a_message_are_not_markup(app, client):
    failing(app, Refused("<script>alert(1)</script>"))
    assert "<script>" not in client.get("/fails").text


def test_what_a_plugin_says_is_told_in_the_readers_language(app, client, mark):
    failing(app, UserFault(_("This is no %(what)s.", what=_("year")), field="year"))
    mark()
    told = client.get("/fails", headers={"Accept": "application/json"}).json
    assert told["detail"] == "⟦This is no ⟦year⟧.⟧"
    assert told["errors"] == {"year": ["⟦This is no ⟦year⟧.⟧"]}
    assert "⟦This is no ⟦year⟧.⟧" in client.get("/fails", headers={"Accept": "text/html"}).text
