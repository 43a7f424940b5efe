"""Long files are built by a worker: once, whatever becomes of it, for whoever asked, as they would have been sent."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import select

from hub.models import Job
from hub.queue import relay
from hub.queue.transport import Transport
from hub.reports import files as service
from hub.reports import tasks
from hub.reports.counted import CountedReader
from hub.sdk.accounting import Period
from hub.sdk.errors import UserFault
from tests.hub.queue.conftest import PATIENCE, wait_until
from tests.hub.reports.files.conftest import LEDGER, ask

FORMS = ["pdf", "xlsx", "csv", "csv-fi", "json"]
PERIOD = "from=2025-01&to=2025-12"


def download(client, file_id):
    return client.get(f"/files/{file_id}/download")


def test_a_long_report_is_not_built_while_somebody_waits(reader, files):
    answer = reader.get(f"/reports/general-ledger.pdf?{PERIOD}")
    assert answer.status_code == 409
    assert "This file takes some time" in answer.text
    assert f'action="{LEDGER}"' in answer.text.replace("&amp;", "&")
    assert files() == []


def test_a_short_one_is_sent_at_once(reader):
    assert reader.get("/reports/general-ledger.csv?from=2025-06&to=2025-06").mimetype == "text/csv"
    assert reader.get(f"/reports/general-ledger.csv?{PERIOD}&account=5000").mimetype == "text/csv"
    assert reader.get(f"/reports/income-statement.csv?{PERIOD}").mimetype == "text/csv"


@pytest.mark.parametrize("report", ["general-ledger", "journal"])
@pytest.mark.parametrize("form", FORMS)
def test_what_is_built_is_what_would_have_been_sent(reader, work_off, files, monkeypatch, form, report):
    file_id = ask(reader, form, f"/reports/{report}/files?{PERIOD}")
    work_off()
    (file,) = files()
    assert (file.state, file.done) == ("ready", file.total)
    built = download(reader, file_id)
    monkeypatch.setattr("hub.reports.length.LONG", 10**9)
    suffix, _, locale = form.partition("-")
    sent = reader.get(f"/reports/{report}.{suffix}?{PERIOD}&locale={locale}")
    assert sent.status_code == 200
    assert built.headers["Content-Disposition"] == sent.headers["Content-Disposition"]
    assert (built.mimetype, len(built.data)) == (sent.mimetype, file.size)
    if form not in ("pdf", "xlsx"):  # these two say when they were made
        assert built.data == sent.data


@pytest.mark.parametrize(("language", "title"), [("fi", "Pääkirja"), ("sv", "Huvudbok"), ("en", "General-ledger")])
def test_a_file_is_in_the_language_of_whoever_asked(reader, work_off, files, language, title):
    reader.post("/language", data={"language": language, "back": "/"})
    ask(reader, "json")
    work_off()
    (file,) = files()
    assert (file.language, title in file.name) == (language, True)


def test_a_double_click_makes_one_file(reader, work_off, files):
    first, second = ask(reader), ask(reader)
    work_off()
    assert first == second == ask(reader)
    assert len(files()) == 1


def test_two_clicks_at_the_same_moment_make_one_file(db, shelf, reader, files):
    ask(reader)
    (first,) = files()
    period = Period(first.start_date, first.end_date)
    wanted = service.Order(
        first.person_id, first.book_id, first.report, "xlsx", "en", first.query, period, payroll_detail=False
    )
    together = Barrier(4)

    def click(_number: int) -> tuple[UUID, bool]:
        with db.transaction(shelf.tenant_id) as tx:
            together.wait(PATIENCE)
            return tasks.ask_for(tx, shelf.tenant_id, wanted)

    with ThreadPoolExecutor(4) as people:
        clicks = list(people.map(click, range(4)))
    assert len({file_id for file_id, _ in clicks}) == 1
    assert [is_new for _, is_new in clicks].count(True) == 1
    assert [each.format for each in files()] == ["csv", "xlsx"]
    with db.system_transaction() as tx:
        assert len(tx.scalars(select(Job).where(Job.kind == tasks.BUILD)).all()) == 2


def test_two_forms_or_views_are_two_files(reader, files):
    others = ask(reader, "pdf"), ask(reader, "csv", LEDGER.replace("2025-01", "2025-02"))
    assert len({ask(reader, "csv"), *others}) == len(files()) == 3


def test_the_order_and_its_job_are_written_together(db, reader, files, monkeypatch):
    def fail(*_args, **_more):
        raise UserFault("No.")

    monkeypatch.setattr(tasks.queue, "later", fail)
    assert reader.post(LEDGER, data={"format": "csv"}).status_code == 400
    assert files() == []


def test_a_form_that_there_is_not_is_refused(reader, files):
    assert reader.post(LEDGER, data={"format": "exe"}).status_code == 422
    assert files() == []


def test_nobody_has_more_files_than_the_database_has_room_for(reader, files, monkeypatch):
    monkeypatch.setattr(service, "MOST", 1)
    ask(reader, "csv")
    answer = reader.post(LEDGER, data={"format": "pdf"})
    assert (answer.status_code, "Delete some" in answer.text) == (400, True)
    assert len(files()) == 1


def test_what_a_real_worker_builds_is_one_file_although_it_is_killed_in_the_middle(
    crew, reader, files, parts, tmp_path, db
):
    file_id, began = ask(reader), tmp_path / "began"
    crew.start()
    wait_until(lambda: began.exists() and began.read_text(), "the file is being built")
    assert files()[0].state == "building"
    assert "0 of 42 rows read" in reader.get(f"/files/{file_id}").text
    os.kill(int(began.read_text().split()[0]), signal.SIGKILL)
    (tmp_path / "go").touch()
    wait_until(lambda: files()[0].state == "ready", "the file is ready")
    assert len(set(began.read_text().split())) == 2
    assert (len(files()), parts()) == (1, 1)
    with db.system_transaction() as tx:
        assert [job.attempts for job in tx.scalars(select(Job).where(Job.kind == tasks.BUILD))] == [2]
    assert download(reader, file_id).status_code == 200


def test_a_worker_that_lost_the_job_keeps_nothing(reader, work_off, files, parts, db, change, monkeypatch):
    """It was thought dead and comes to life when another has taken its job."""
    ask(reader)
    real = CountedReader._told

    def stolen(self, rows):
        change("UPDATE job SET attempts = attempts + 1 WHERE kind = 'build_report_file'")
        return real(self, rows)

    monkeypatch.setattr(CountedReader, "_told", stolen)
    work_off()
    assert (files()[0].state, parts()) == ("building", 0)


def test_redis_may_forget_everything(reader, files, environment, transport, work_off, change):
    ask(reader)
    relay.send_due(transport)
    transport.connection.flushall()
    change("UPDATE job SET lease_until = now() - interval '1 second' WHERE state = 'sent'")
    relay.reconcile(transport)
    work_off()
    assert files()[0].state == "ready"


@pytest.fixture
def transport(environment):
    transport = Transport(environment["HUB_REDIS_URL"])
    yield transport
    transport.close()


def test_progress_is_told_to_the_page(reader, change):
    file_id = ask(reader)
    told = reader.get("/files/progress").json
    assert (told["running"], told["syncs"][0]["text"]) == (True, "Waits for its turn")
    change("UPDATE report_file SET state = 'building', done = 1200, total = 48000")
    told = reader.get("/files/progress").json
    assert told["syncs"][0] == {
        "connection": str(file_id),
        "state": "running",
        "done": 1200,
        "total": 48000,
        "text": "1,200 of 48,000 rows read",
    }
    change("UPDATE report_file SET done = 48000")
    assert reader.get("/files/progress").json["syncs"][0]["total"] == 0
    change("UPDATE report_file SET state = 'ready'")
    told = reader.get("/files/progress").json
    assert (told["running"], told["figures"]) == (False, 1)


def test_rows_are_counted_while_they_are_read(reader, work_off, files, monkeypatch):
    told = []
    monkeypatch.setattr(tasks, "TELL_EVERY", 0)
    real = tasks._Progress._tell
    monkeypatch.setattr(tasks._Progress, "_tell", lambda self, done: (told.append(done), real(self, done)))
    ask(reader)
    work_off()
    assert told == sorted(told)
    assert len(set(told)) > 30
    assert told[-1] == files()[0].total == 42


def test_what_cannot_be_built_says_why_and_is_tried_again_with_one_click(reader, work_off, files, monkeypatch, parts):
    file_id = ask(reader)

    def refuse(*_args, **_more):
        raise UserFault("There is no account 3000. Choose another.")

    with monkeypatch.context() as broken:
        broken.setattr(tasks, "document_of", refuse)
        work_off()
    assert files()[0].state == "failed"
    page = reader.get(f"/files/{file_id}").text
    assert "There is no account 3000. Choose another." in page
    assert download(reader, file_id).status_code == 400
    for _ in range(2):
        assert reader.post(f"/files/{file_id}/again").status_code == 303
    work_off()
    assert (files()[0].state, files()[0].error, parts()) == ("ready", "", 1)


def test_a_fault_is_tried_again_by_itself_and_then_told(reader, work_off, files, monkeypatch, change, db):
    ask(reader)

    def break_(*_args, **_more):
        raise ValueError("secret")

    monkeypatch.setattr(tasks, "document_of", break_)
    work_off()
    assert files()[0].state == "building"
    close(db)
    assert files()[0].state == "building"
    change("UPDATE job SET failures = 6, run_after = now()")
    work_off()
    close(db)
    (file,) = files()
    assert file.state == "failed"
    assert "could not be built" in file.error
    assert "secret" not in file.error


def close(db) -> None:
    with db.system_transaction() as tx:
        tasks.close_abandoned(tx)


def test_a_file_that_was_deleted_meanwhile_is_not_built(reader, work_off, files, parts):
    file_id = ask(reader)
    assert reader.post(f"/files/{file_id}/delete").status_code == 303
    work_off()
    assert (files(), parts()) == ([], 0)
    assert reader.get(f"/files/{file_id}").status_code == 404


def test_after_some_days_a_file_is_removed(reader, work_off, files, parts, change, db):
    file_id = ask(reader)
    work_off()
    (file,) = files()
    assert file.ends_at - file.ready_at == timedelta(days=service.KEPT_DAYS)
    remove(db)
    assert parts() == 1
    change("UPDATE report_file SET ends_at = now() - interval '1 second'")
    assert download(reader, file_id).status_code == 404
    remove(db)
    assert (files(), parts()) == ([], 0)


def remove(db) -> None:
    with db.system_transaction() as tx:
        tasks.remove_old(tx)


def test_a_large_file_comes_whole_from_its_pieces(reader, work_off, parts, monkeypatch, files):
    monkeypatch.setattr(service, "PART", 100)
    file_id = ask(reader)
    work_off()
    answer = download(reader, file_id)
    assert parts() > 5
    assert len(answer.data) == files()[0].size == int(answer.headers["Content-Length"])
    assert answer.data.decode("utf-8-sig").startswith(("Row", '"Row', ","))
