"""Run the migrations as the owner role."""

from alembic import context
from sqlalchemy import create_engine, pool

from hub.db_faults import silence_about_rows
from hub.schema import metadata


def run() -> None:
    """Migrate over one connection, in one transaction."""
    url = context.config.attributes["url"]
    engine = create_engine(url, poolclass=pool.NullPool, hide_parameters=True)
    silence_about_rows(engine)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=metadata, compare_server_default=True)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
