"""What browsers left behind goes; what is still of use stays."""

from sqlalchemy import func, select, text

from hub.identity.models import HandoffCode, WebFlow, WebSession
from hub.identity.tasks import sweep
from tests.hub.identity.test_handoff import anna, apex, inside, path_of, tenant  # noqa: F401


def counts(db) -> tuple[int, ...]:
    with db.system_transaction() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(each)) for each in (WebFlow, HandoffCode, WebSession)
        )


def age(owner, table: str, by: str) -> None:
    with owner.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET expires_at = expires_at - interval '{by}'"))


def test_only_what_has_run_out_goes(apex, inside, db, owner):  # noqa: F811
    inside.get(path_of(apex.get(path_of(inside.get("/").location)).location))
    inside.delete_cookie("__Host-hub", domain="kapylan-leipa.hub.localhost")
    inside.get("/")
    steps = []
    for table, by in [
        (None, ""),
        ("web_flow", "16 minutes"),
        ("handoff_code", "25 hours"),
        ("web_session", "31 days"),
    ]:
        if table:
            age(owner, table, by)
        for _ in range(2):
            with db.system_transaction() as session:
                sweep(session)
        steps.append(counts(db))
    assert steps == [(1, 1, 2), (0, 1, 2), (0, 0, 2), (0, 0, 0)]
