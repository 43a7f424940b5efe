"""The doctor names what is wrong and what to do about it."""

import threading
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

import hub.db
from hub import config
from hub.doctor import database, plugins, queue, secrets, services
from hub.doctor.findings import State
from hub.pluginmanager import Plugins, Quarantined
from hub.sdk.settings import Settings, optional, setting, text, web_address

KEY = "A" * 43 + "="


def ill(findings) -> list[str]:
    return [f"{each.text} → {each.mend}" for each in findings if each.state is State.ILL]


def told(urls, **more: str) -> config.HubSettings:
    return config.load(
        {
            "HUB_DATABASE_URL": urls.app,
            "HUB_DATABASE_SYSTEM_URL": urls.system,
            "HUB_DATABASE_OWNER_URL": urls.owner,
            "HUB_SECRET_KEYS": KEY,
            **more,
        }
    )


def test_a_database_with_its_roles_and_tables_is_well(database_urls):
    assert ill(database.look(told(database_urls))) == []


def test_a_server_whose_log_quotes_rows_is_told_of(database_urls):
    assert "log" not in " ".join(each.text for each in database.look(told(database_urls)))
    urls = {name: url.replace("/hub?", "/template1?") for name, url in vars(database_urls).items()}
    assert "rows that it refuses" in " ".join(each.text for each in database.look(told(replace(database_urls, **urls))))


def test_a_database_without_tables_is_told_the_command(database_urls):
    empty = database_urls.app.replace("/hub?", "/template1?")
    assert ill(database.look(told(database_urls, HUB_DATABASE_URL=empty)))[0].endswith("→ hub db upgrade")


def test_an_application_role_that_owns_tables_is_ill(database_urls):
    assert "owns tables" in ill(database.look(told(database_urls, HUB_DATABASE_URL=database_urls.owner)))[0]


def test_a_database_out_of_reach_is_told_without_its_password(database_urls):
    url = "postgresql+psycopg://hub_app:verysecret@127.0.0.1:1/hub"
    (only,) = ill(database.look(told(database_urls, HUB_DATABASE_URL=url)))
    assert "HUB_DATABASE_URL does not reach the database" in only
    assert "verysecret" not in only


def test_a_queue_that_keeps_everything_is_well(database_urls, redis_url):
    assert ill(queue.look(told(database_urls, HUB_REDIS_URL=redis_url))) == []


def test_a_queue_out_of_reach_is_told(database_urls, tmp_path):
    assert ill(queue.look(told(database_urls, HUB_REDIS_URL=f"unix://{tmp_path}/none")))


def test_keys_that_open_everything_are_well(db, database_urls):
    assert ill(secrets.look(told(database_urls))) == []


def test_missing_keys_are_ill(database_urls):
    assert "openssl rand" in ill(secrets.look(told(database_urls, HUB_SECRET_KEYS="")))[0]


def test_a_plugin_that_is_left_out_is_named_with_the_reason():
    found = Plugins()
    found.quarantined.append(Quarantined("broken", "1.0", "it cannot be imported"))
    assert ill(plugins.look(found))[0] == "broken 1.0 is left out: it cannot be imported → Mend or uninstall it."


def test_a_hub_where_nobody_can_sign_in_is_ill(monkeypatch):
    assert "Nobody can sign in" in ill(plugins.look(Plugins.discover()))[0]
    monkeypatch.setenv("HUB_GOOGLE_CLIENT_ID", "us")
    assert ill(plugins.look(Plugins.discover())) == []


@dataclass(frozen=True, kw_only=True)
class VendorSettings(Settings):
    """The settings of somebody's plugin."""

    client_id: str | None = setting("HUB_VENDOR_CLIENT_ID", optional(text), default=None, help="Who we are.")
    api_url: str = setting("HUB_VENDOR_API_URL", web_address, default="http://127.0.0.1:1", help="Where it is.")


@pytest.fixture
def answering():
    """A web server that answers with the status in the path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(int(self.path.strip("/")))
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(("status", "is_ill"), [(200, False), (404, False), (503, True)])
def test_a_service_is_reached_when_it_answers_anything_but_a_fault(answering, status, is_ill):
    environ = {"HUB_VENDOR_CLIENT_ID": "us", "HUB_VENDOR_API_URL": f"{answering}/{status}"}
    assert bool(ill(services.look(config.load({}), [VendorSettings], environ))) is is_ill


def test_a_service_that_does_not_answer_is_named_by_its_setting():
    assert (
        "HUB_VENDOR_API_URL" in ill(services.look(config.load({}), [VendorSettings], {"HUB_VENDOR_CLIENT_ID": "us"}))[0]
    )


def test_a_service_we_are_not_known_to_is_not_tried():
    assert ill(services.look(config.load({}), [VendorSettings], {})) == []


@pytest.mark.parametrize("service", ["GOOGLE", "MICROSOFT", "PROCOUNTOR"])
def test_a_client_id_without_its_secret_is_ill(answering, service):
    environ = {
        f"HUB_{service}_CLIENT_ID": "us",
        f"HUB_{service}_METADATA_URL": f"{answering}/200",
        **{f"HUB_PROCOUNTOR_{each}_URL": f"{answering}/200" for each in ("API", "LOGIN")},
    }
    (found,) = ill(services.look(config.load({}), Plugins.discover().settings, environ))
    assert found.startswith(f"HUB_{service}_CLIENT_SECRET is not set")
    secret = {f"HUB_{service}_CLIENT_SECRET": "ours"}
    assert ill(services.look(config.load({}), Plugins.discover().settings, environ | secret)) == []


def test_a_missing_operator_key_is_noted_with_what_it_is_for(answering):
    environ = {f"HUB_PROCOUNTOR_{each}_URL": f"{answering}/200" for each in ("API", "LOGIN")}
    environ |= {"HUB_PROCOUNTOR_CLIENT_ID": "us", "HUB_PROCOUNTOR_CLIENT_SECRET": "ours"}

    def noted(told: dict[str, str]) -> list[str]:
        found = services.look(config.load({}), Plugins.discover().settings, told)
        return [f"{each.text} → {each.mend}" for each in found if each.state is State.NOTE and "KEY" in each.text]

    (note,) = noted(environ)
    assert note.startswith("HUB_PROCOUNTOR_OPERATOR_KEY is not set → ")
    assert "activations from the Store" in note
    assert noted({**environ, "HUB_PROCOUNTOR_OPERATOR_KEY": "key"}) == []


def test_a_setting_that_cannot_be_used_is_named():
    environ = {"HUB_VENDOR_API_URL": "ftp://x"}
    assert "HUB_VENDOR_API_URL" in ill(services.look(config.load({}), [VendorSettings], environ))[0]


def test_the_examination_leaves_no_connection_behind(database_urls):
    list(database.look(told(database_urls)))
    with pytest.raises(RuntimeError):
        hub.db.engine()
