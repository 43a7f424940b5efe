"""How far a sync is, for scripts."""


def test_progress_is_told_to_scripts(admin, connection_id, work_off, folder):
    before = admin.get("/sync").json
    assert before["running"]
    assert [(each["state"], each["text"]) for each in before["syncs"]] == [("waiting", "Waiting to begin")]
    (folder / "fault2").write_text("TryLater")
    work_off()
    (folder / "fault2").unlink()
    during = admin.get("/sync").json
    assert (during["running"], during["figures"], during["syncs"][0]["done"]) == (True, 2, 2)
    assert during["syncs"][0]["text"] == "The shelf says TryLater."
    work_off()
    after = admin.get("/sync").json
    assert (after["running"], after["figures"], after["syncs"][0]["state"]) == (False, 3, "done")


def test_progress_can_be_asked_for_one_book(admin, connection_id, connections):
    book_id = connections()[0].book_id
    assert len(admin.get(f"/sync?book={book_id}").json["syncs"]) == 1
    assert admin.get(f"/sync?book={connection_id}").json["syncs"] == []
    assert admin.get("/sync?book=nonsense").status_code == 404


def test_progress_is_for_members_only(browse, tenant):
    assert browse(tenant).get("/sync", headers={"Accept": "application/json"}).status_code == 401
