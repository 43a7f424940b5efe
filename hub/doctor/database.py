from collections.abc import Iterator

from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from hub import db
from hub.config import HubSettings
from hub.doctor.findings import Finding, ill, note, well

ROLES = text(
    """
    SELECT rolname AS name, rolsuper OR rolbypassrls AS looks_past, rolsuper OR rolcreaterole AS may_grant,
           current_setting('log_error_verbosity') <> 'terse' AS quoted
      FROM pg_roles WHERE rolname = current_user
    """
)


def look(settings: HubSettings) -> Iterator[Finding]:
    """Check that each role reaches the database, may do no more than it should, and finds this version's tables."""
    urls = {
        "HUB_DATABASE_URL": settings.database_url,
        "HUB_DATABASE_SYSTEM_URL": settings.database_system_url,
        "HUB_DATABASE_OWNER_URL": settings.database_owner_url,
    }
    for name, url in urls.items():
        yield from _role(name, url)
    if settings.database_url:
        yield from _tables(settings.database_url)


def _role(name: str, url: str | None) -> Iterator[Finding]:
    if not url:
        yield note(
            "database", f"{name} is not set", "Web needs the first, workers the first two, migrations the third."
        )
        return
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            role = connection.execute(ROLES).one()
    except SQLAlchemyError as error:
        yield ill("database", f"{name} does not reach the database: {_reason(error)}", "Check address and password.")
        return
    if role.looks_past or role.may_grant:
        yield ill(
            "database",
            f"The role {role.name} of {name} may look past row-level security",
            f"ALTER ROLE {role.name} NOSUPERUSER NOBYPASSRLS NOCREATEROLE; (see hub db roles)",
        )
    else:
        yield well("database", f"{name} reaches the database as {role.name}")
    if role.quoted:
        yield note(
            "database",
            f"PostgreSQL writes rows that it refuses to {role.name} into its own log",
            "ALTER DATABASE hub SET log_error_verbosity = 'terse'; (see hub db roles)",
        )


def _tables(url: str) -> Iterator[Finding]:
    db.connect(url)
    try:
        db.check()
    except db.NotAtHead as error:
        yield ill("database", str(error), "hub db upgrade")
    except db.UnsafeRole as error:
        yield ill("database", str(error), "hub db roles prints the roles and their rights")
    except SQLAlchemyError:
        return  # that the database is out of reach has been said already
    else:
        yield well("database", "Tables are at this version; the application role is confined to one tenant at a time")
    finally:
        db.disconnect()


def _reason(error: SQLAlchemyError) -> str:
    """Give the driver's own sentence, which names the host but no password."""
    return str(getattr(error, "orig", error)).strip().splitlines()[0]
