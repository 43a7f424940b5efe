import pytest

from hub import mail
from hub.config import HubSettings


@pytest.fixture
def settings() -> HubSettings:
    return HubSettings.read({"HUB_DEMO": "1"})


def test_the_demo_shows_kept_mail_as_text(client, db):
    with db.transaction() as session:
        mail.send(session, "anna@example.fi", "Your code: 123456", "<script>alert(1)</script>\n")

    answer = client.get("/demo/mails")

    assert answer.status_code == 200
    assert "Your code: 123456" in answer.text
    assert "anna@example.fi" in answer.text
    assert "<script>alert" not in answer.text


def test_another_machine_does_not_see_it(client):
    assert client.get("/demo/mails", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 404


class TestOutsideTheDemo:
    @pytest.fixture
    def settings(self) -> HubSettings:
        return HubSettings.read({})

    def test_there_is_no_such_page(self, client):
        assert client.get("/demo/mails").status_code == 404
