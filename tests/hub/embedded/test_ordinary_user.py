"""Started by an ordinary user, everything is inside HUB_DATA_DIR and belongs to that user."""

LOOK = """
import json, os, pathlib, psycopg, redis
from hub.embedded import postgres, valkey

def modes(*paths):
    return [oct(os.stat(path).st_mode & 0o777) for path in paths]

folder = pathlib.Path.home() / {below!r} / ".hub"
folder.parent.mkdir(parents=True)
with postgres.start(folder) as server, valkey.start(folder) as queue:
    with psycopg.connect(server.as_superuser(), dbname="hub") as db:
        db.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    redis.Redis.from_url(queue.url).set("answer", 42)
sockets = pathlib.Path(psycopg.conninfo.conninfo_to_dict(server.as_superuser())["host"])
with postgres.start(folder) as server, valkey.start(folder) as queue:
    with psycopg.connect(server.as_superuser(), dbname="hub") as db:
        row = db.execute("SELECT answer FROM kept").fetchone()
    value = redis.Redis.from_url(queue.url).get("answer").decode()
    doors = (*sockets.glob("*.sock"), *sockets.glob(".s.*5432"))
    print(json.dumps({{
        "inside": str(server.folder.relative_to(folder)),
        "modes": modes(folder, server.folder, queue.folder, sockets, *doors),
        "socket_path": len(str(sockets / ".s.PGSQL.5432")),
        "sockets_inside": sockets.is_relative_to(folder),
        "found_again": [row[0], value],
        "pointer": (folder / "home").exists(),
    }}))
if not sockets.is_relative_to(folder):
    sockets.rmdir()
"""


def test_both_servers_run_inside_the_data_folder(as_ordinary_user):
    seen = as_ordinary_user(LOOK.format(below="project"))
    assert seen["inside"] == "postgres"
    assert seen["sockets_inside"]
    assert set(seen["modes"]) == {"0o700"}
    assert seen["found_again"] == [42, "42"]
    assert not seen["pointer"]


def test_sockets_of_a_deep_folder_are_kept_in_a_short_private_one(as_ordinary_user):
    seen = as_ordinary_user(LOOK.format(below="very/" * 30 + "deep"))
    assert not seen["sockets_inside"]
    assert seen["socket_path"] < 100
    assert set(seen["modes"]) == {"0o700"}
    assert seen["found_again"] == [42, "42"]
