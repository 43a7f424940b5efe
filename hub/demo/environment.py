"""What each process of the demo is told."""

import os
from collections.abc import Mapping

from hub.config import HubSettings
from hub.demo.settings import DemoSettings

SERVERS = ("HUB_DATABASE_URL", "HUB_DATABASE_SYSTEM_URL", "HUB_DATABASE_OWNER_URL", "HUB_REDIS_URL", "HUB_SECRET_KEYS")


def of_strangers(demo: DemoSettings, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Tell store and issuer, which stand for other companies' machines, nothing of ours."""
    inherited = {name: value for name, value in environ.items() if not name.startswith("HUB_")}
    return {**inherited, **_always(demo)}


def of_web(demo: DemoSettings, settings: HubSettings) -> dict[str, str]:
    """Tell the web the application role only, and where store and identity providers are."""
    told = {
        "HUB_BIND": f"127.0.0.1:{demo.port}",
        "HUB_DATA_DIR": str(settings.data_dir),
        "HUB_DATABASE_URL": settings.database_url or "",
        "HUB_REDIS_URL": settings.redis_url or "",
        "HUB_SECRET_KEYS": ",".join(key.reveal() for key in settings.secret_keys),
        "HUB_DEMO": "1",
        "HUB_TERMS_URL": f"{demo.hub_url}/terms",
        "HUB_PRIVACY_URL": f"{demo.hub_url}/privacy",
        "HUB_PROCOUNTOR_API_URL": f"{demo.store_url}/api",
        "HUB_PROCOUNTOR_LOGIN_URL": demo.store_url,
        "HUB_PROCOUNTOR_CLIENT_ID": "hub-demo",
        "HUB_PROCOUNTOR_CLIENT_SECRET": "hub-demo-secret",
        "HUB_PROCOUNTOR_OPERATOR_KEY": "hub-demo-operator-key",
        "HUB_GOOGLE_CLIENT_ID": "hub-demo",
        "HUB_GOOGLE_CLIENT_SECRET": "hub-demo-secret",
        "HUB_GOOGLE_METADATA_URL": f"{demo.issuer_url}/google/.well-known/openid-configuration",
        "HUB_MICROSOFT_CLIENT_ID": "hub-demo",
        "HUB_MICROSOFT_CLIENT_SECRET": "hub-demo-secret",
        "HUB_MICROSOFT_METADATA_URL": f"{demo.issuer_url}/microsoft/common/v2.0/.well-known/openid-configuration",
    }
    return {**_without_servers(os.environ), **_always(demo), **told}


def of_worker(demo: DemoSettings, settings: HubSettings) -> dict[str, str]:
    """Tell the worker what the web knows, and the system role of relay and reconciler."""
    return {**of_web(demo, settings), "HUB_DATABASE_SYSTEM_URL": settings.database_system_url or ""}


def _always(demo: DemoSettings) -> dict[str, str]:
    return {"HUB_BASE_URL": demo.hub_url, "PYTHONUNBUFFERED": "1"}


def _without_servers(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if name not in SERVERS}
