"""What people decided is kept, in order, for ever."""

from datetime import datetime, timezone
from pathlib import Path

import pytest

from pipeline.codec import to_json
from pipeline.decisions import Decisions, append_decisions, make_decision
from pipeline.errors import ArchiveError
from pipeline.records import DecisionVerb

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


ARTICLE, STORY = "a0123456789abcdef", "s0123456789abcdef"


@pytest.mark.parametrize(
    ("verb", "subject", "value"),
    [
        pytest.param("move", ARTICLE, STORY, id="move"),
        pytest.param("merge", STORY, "sfedcba9876543210", id="merge"),
        pytest.param("split", STORY, f"{ARTICLE} afedcba9876543210", id="split"),
        pytest.param("split", ARTICLE, None, id="split-one"),
        pytest.param("correct", "c0123456789abcdef", "$15 an hour", id="correct"),
        pytest.param("accept", "c0123456789abcdef", None, id="accept"),
        pytest.param("take_down", ARTICLE, None, id="take-down"),
    ],
)
def test_decisions_that_can_be_carried_out_are_kept(
    tmp_path: Path, verb: DecisionVerb, subject: str, value: str | None
) -> None:
    decision = make_decision(verb, subject, value=value, who="ann", when=WHEN, why="seen")
    append_decisions(tmp_path / "decisions.jsonl", [decision])
    assert Decisions.read(tmp_path / "decisions.jsonl").log == (decision,)


@pytest.mark.parametrize(
    ("verb", "subject", "value", "named"),
    [
        pytest.param("move", ARTICLE, None, "value: None is not a story's id", id="move-to-nowhere"),
        pytest.param("move", PAGE, STORY, "subject: 'https://p.example/a' is not an article's id", id="move-a-page"),
        pytest.param("merge", STORY, None, "value: None is not a story's id", id="merge-into-nothing"),
        pytest.param("split", STORY, " ", "value: names no article", id="split-nobody"),
        pytest.param("split", STORY, None, "is not an article's id", id="split-without-articles"),
        pytest.param("split", STORY, f"{ARTICLE} him", "value: 'him' is not an article's id", id="split-him"),
        pytest.param("correct", "c0123456789abcdef", None, "write what is right", id="correct-to-nothing"),
        pytest.param("drop", " ", None, "subject: is empty", id="drop-nothing"),
    ],
)
def test_a_decision_that_cannot_be_carried_out_is_named(
    tmp_path: Path, verb: DecisionVerb, subject: str, value: str | None, named: str
) -> None:
    log = tmp_path / "decisions.jsonl"
    decision = make_decision(verb, subject, value=value, who="ann", when=WHEN, why="seen")
    with pytest.raises(ArchiveError, match=rf"decisions\.jsonl: decision {decision.id} \({verb}\)") as caught:
        append_decisions(log, [decision])
    assert named in str(caught.value)
    assert not log.exists()
    log.write_bytes(to_json(decision) + b"\n")
    with pytest.raises(ArchiveError, match=decision.id):
        Decisions.read(log)


def test_a_time_without_a_zone_is_named(tmp_path: Path) -> None:
    decision = make_decision("keep", PAGE, who="ann", when=WHEN.replace(tzinfo=None), why="seen")
    with pytest.raises(ArchiveError, match="has no time zone"):
        append_decisions(tmp_path / "decisions.jsonl", [decision])
