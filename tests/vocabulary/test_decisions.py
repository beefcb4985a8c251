"""What people decided is kept, in order, for ever."""

from datetime import datetime, timezone
from pathlib import Path

import pytest

from pipeline.decisions import Decisions, append_decisions, make_decision
from pipeline.errors import ArchiveError

WHEN = datetime(2026, 11, 21, tzinfo=timezone.utc)
PAGE = "https://p.example/a"


def test_the_latest_decision_on_an_article_wins(tmp_path: Path) -> None:
    log = tmp_path / "decisions.jsonl"
    append_decisions(log, [make_decision("keep", PAGE, who="ann", when=WHEN, why="on the beat")])
    append_decisions(log, [make_decision("drop", PAGE, who="ben", when=WHEN, why="an advert")])
    decisions = Decisions.read(log)
    assert [item.verb for item in decisions.log] == ["keep", "drop"]
    latest = decisions.on_keeping(PAGE)
    assert latest is not None
    assert (latest.verb, latest.who) == ("drop", "ben")
    assert decisions.on_keeping("https://p.example/b") is None


def test_an_absent_log_is_empty(tmp_path: Path) -> None:
    assert Decisions.read(tmp_path / "decisions.jsonl").log == ()


def test_a_torn_line_is_named_not_dropped(tmp_path: Path) -> None:
    log = tmp_path / "decisions.jsonl"
    append_decisions(log, [make_decision("keep", PAGE, who="ann", when=WHEN, why="on the beat")])
    with log.open("ab") as tail:
        tail.write(b'{"id": "d1", "verb"')
    with pytest.raises(ArchiveError, match=r"decisions\.jsonl line 2"):
        Decisions.read(log)


def test_a_lost_line_end_does_not_glue_two_decisions_together(tmp_path: Path) -> None:
    log = tmp_path / "decisions.jsonl"
    append_decisions(log, [make_decision("keep", PAGE, who="ann", when=WHEN, why="on the beat")])
    log.write_bytes(log.read_bytes().rstrip(b"\n"))
    append_decisions(log, [make_decision("drop", PAGE, who="ben", when=WHEN, why="an advert")])
    assert [item.verb for item in Decisions.read(log).log] == ["keep", "drop"]


def test_nothing_is_written_behind_a_torn_line(tmp_path: Path) -> None:
    log = tmp_path / "decisions.jsonl"
    log.write_bytes(b'{"id": "d1", "verb"')
    with pytest.raises(ArchiveError):
        append_decisions(log, [make_decision("keep", PAGE, who="ann", when=WHEN, why="on the beat")])
    assert log.read_bytes() == b'{"id": "d1", "verb"'
