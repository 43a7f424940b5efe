"""A file is its owner's, in their environment, as long as they have the right to what is in it."""

import pytest
from sqlalchemy import select

from hub.identity.models import LinkedIdentity
from hub.reports import tasks
from hub.reports.models import ReportFile
from tenants.models import Tenant
from tests.hub.ledger.making import Shelf
from tests.hub.reports.files.conftest import ask

NAME = "Eero"


@pytest.fixture
def ready(reader, work_off, payroll_detail):
    """A file that shows salaries by name."""
    payroll_detail(True)
    file_id = ask(reader)
    work_off()
    return file_id


def test_whoever_has_the_right_gets_names_and_nobody_else(reader, ready, work_off, payroll_detail, files):
    assert NAME in reader.get(f"/files/{ready}/download").text
    payroll_detail(False)
    sums = ask(reader)
    work_off()
    assert sums != ready
    assert NAME not in reader.get(f"/files/{sums}/download").text
    assert [each.payroll_detail for each in files()] == [True, False]


def test_whoever_loses_the_right_does_not_get_the_file_any_more(reader, ready, payroll_detail):
    payroll_detail(False)
    answer = reader.get(f"/files/{ready}/download")
    assert (answer.status_code, NAME in answer.text) == (403, False)
    assert "not for you any more" in reader.get("/content").text
    assert f"/files/{ready}/download" not in reader.get("/content").text
    assert "You may not open this file any more" in reader.get(f"/files/{ready}").text
    payroll_detail(True)
    assert reader.get(f"/files/{ready}/download").status_code == 200


def test_whoever_loses_the_right_while_it_is_built_gets_a_sentence(reader, work_off, payroll_detail, files, parts):
    payroll_detail(True)
    ask(reader)
    payroll_detail(False)
    work_off()
    (file,) = files()
    assert (file.state, parts()) == ("failed", 0)
    assert file.error.startswith("You may not see salaries by name any more.")


WAYS = [("GET", ""), ("GET", "/download"), ("POST", "/again"), ("POST", "/delete")]


@pytest.mark.parametrize(("method", "way"), WAYS)
def test_to_a_colleague_it_does_not_exist(ready, colleague, files, method, way):
    assert colleague.open(f"/files/{ready}{way}", method=method).status_code == 404
    assert str(ready) not in colleague.get("/content").text
    assert colleague.get("/files/progress").json["syncs"] == []
    assert len(files()) == 1


@pytest.mark.parametrize(("method", "way"), WAYS)
def test_to_another_environment_it_does_not_exist_although_the_person_is_the_same(
    ready, db, browse, sign_in, make_member, files, method, way
):
    other = Shelf.make(db, "Muu Oy")
    with db.transaction(other.tenant_id) as tx:
        tenant = tx.get_one(Tenant, other.tenant_id)
    with db.system_transaction() as tx:
        anna = tx.scalars(select(LinkedIdentity).where(LinkedIdentity.email_seen.like("anna@%"))).one()
    make_member(tenant, anna, payroll_detail=True)
    client = browse(tenant)
    sign_in(client, anna, tenant)
    assert client.open(f"/files/{ready}{way}", method=method).status_code == 404
    assert str(ready) not in client.get("/content").text
    assert len(files()) == 1


def test_the_wall_hides_it_below_python(ready, db):
    other = Shelf.make(db, "Muu Oy")
    with db.transaction(other.tenant_id) as tx:
        assert tx.connection().exec_driver_sql("SELECT count(*) FROM report_file_part").scalar() == 0
        assert tx.scalars(select(ReportFile)).all() == []


def test_another_companys_book_cannot_be_asked_for(reader, db, shelf):
    other = Shelf.make(db, "Muu Oy")
    answer = reader.post(f"/reports/general-ledger/files?book={other.book_id}", data={"format": "csv"})
    assert answer.status_code == 404


def test_the_files_of_whoever_left_are_not_built_and_go(reader, ready, change, db, work_off, files):
    ask(reader, "pdf")
    change("UPDATE membership SET ended_at = now()")
    work_off()
    assert sorted(each.state for each in files()) == ["failed", "ready"]
    with db.system_transaction() as tx:
        tasks.remove_old(tx)
    assert files() == []
