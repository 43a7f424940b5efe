from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from hub import db
from hub.config import HubSettings
from hub.connectors import keys
from hub.doctor.findings import Finding, ill, note, well
from hub.embedded import secret_keys


def look(settings: HubSettings) -> Iterator[Finding]:
    """Say which keys seal stored credentials, and whether they open all of them."""
    if not settings.secret_keys:
        yield ill(
            "secrets", "HUB_SECRET_KEYS is not set", "Set it to 32 random bytes in base64: openssl rand -base64 32"
        )
        return
    kept = secret_keys.location(settings.data_dir)
    where = f"in {kept}" if kept else "of HUB_SECRET_KEYS"
    yield well("secrets", f"Credentials are sealed with the first of {len(settings.secret_keys)} key(s) {where}")
    if settings.database_url and settings.database_system_url:
        yield _all_open(settings, settings.database_url)


def _all_open(settings: HubSettings, app_url: str) -> Finding:
    db.connect(app_url, settings.database_system_url)
    try:
        keys.unlock(settings.secret_keys)
        with db.system_transaction() as session:
            closed = keys.undecryptable(session)
    except SQLAlchemyError:
        return note("secrets", "Whether all of them open could not be checked", "Mend the database first (see below).")
    finally:
        db.disconnect()
    if not closed:
        return well("secrets", "Every stored credential opens with a key at hand")
    counts = ", ".join(f"{count} with key {key}" for key, count in closed.items())
    return ill(
        "secrets",
        f"Stored credentials do not open: {counts}",
        "Add the older keys to HUB_SECRET_KEYS behind the newest, or attach these connections again.",
    )
