from hub.demo.logs import Follower


def test_only_new_warnings_and_errors_are_shown(tmp_path):
    log = tmp_path / "web.log"
    log.write_text("12:00 WARNING hub: of the last time\n")
    follower = Follower(log)
    with log.open("a") as more:
        more.write("12:01 INFO hub: all is well\n12:01 WARNING hub: slow\nValueError: broken\n12:02 ERROR half a li")
    assert follower.news() == ["12:01 WARNING hub: slow", "ValueError: broken"]
    with log.open("a") as more:
        more.write("ne\n")
    assert follower.news() == ["12:02 ERROR half a line"]


def test_a_structured_warning_is_shown_as_a_sentence(tmp_path):
    log = tmp_path / "web.log"
    follower = Follower(log)
    log.write_text('{"level": "info", "message": "well"}\n{"level": "error", "message": "ill"}\n[1, 2]\n')
    assert follower.news() == ["error: ill"]


def test_a_log_that_is_not_there_yet_has_no_news(tmp_path):
    assert Follower(tmp_path / "web.log").news() == []
