from hub import config
from hub.demo import environment
from hub.demo.settings import DemoSettings

KEY = "A" * 43 + "="
SETTINGS = config.load(
    {
        "HUB_DATABASE_URL": "postgresql+psycopg://app",
        "HUB_DATABASE_SYSTEM_URL": "postgresql+psycopg://system",
        "HUB_DATABASE_OWNER_URL": "postgresql+psycopg://owner",
        "HUB_REDIS_URL": "redis://queue",
        "HUB_SECRET_KEYS": KEY,
    }
)


def test_web_and_worker_can_read_what_they_are_told():
    for told in (environment.of_web(DemoSettings(), SETTINGS), environment.of_worker(DemoSettings(), SETTINGS)):
        read = config.load(told)
        assert read.secret_keys == SETTINGS.secret_keys
        assert read.database_url == "postgresql+psycopg://app"
        assert read.base_url == "http://hub.localhost:8000"


def test_only_the_worker_is_told_the_system_role_and_nobody_the_owner():
    web, worker = environment.of_web(DemoSettings(), SETTINGS), environment.of_worker(DemoSettings(), SETTINGS)
    assert "HUB_DATABASE_SYSTEM_URL" not in web
    assert worker["HUB_DATABASE_SYSTEM_URL"] == "postgresql+psycopg://system"
    assert "HUB_DATABASE_OWNER_URL" not in {**web, **worker}


def test_store_and_issuer_are_told_no_secret_of_the_hub():
    told = environment.of_strangers(
        DemoSettings(),
        {"HUB_SECRET_KEYS": KEY, "HUB_REDIS_URL": "redis://queue", "HUB_SMTP_URL": "smtp://us:key@mail", "A": "b"},
    )
    assert KEY not in told.values()
    assert "redis://queue" not in told.values()
    assert "smtp://us:key@mail" not in told.values()
    assert told["A"] == "b"
