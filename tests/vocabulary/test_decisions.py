"""What people decided is kept, in order, for ever."""

import resource
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


ARTICLE, STORY, CLAIM = "a0123456789abcdef", "s0123456789abcdef", "c0123456789abcdef"


@pytest.mark.parametrize(
    ("verb", "subject", "value"),
    [
        pytest.param("move", ARTICLE, STORY, id="move"),
        pytest.param("merge", STORY, "sfedcba9876543210", id="merge"),
        pytest.param("split", STORY, f"{ARTICLE} afedcba9876543210", id="split"),
        pytest.param("split", ARTICLE, None, id="split-one"),
        pytest.param("correct", "c0123456789abcdef", '{"unit": "hour", "amount_min": "15"}', id="correct"),
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
        pytest.param(
            "correct", CLAIM, '{"salary": "9"}', "unknown field 'salary'; the fields are amount_min", id="field"
        ),
        pytest.param("correct", CLAIM, '{"unit": "fortnight"}', "'fortnight' is none of hour, day", id="closed-set"),
        pytest.param("correct", CLAIM, '{"amount_min": 9.5}', 'not a string, as "15.50"', id="number"),
        pytest.param("correct", CLAIM, '{"amount_min": "9.5e3"}', "is not a plain decimal", id="exponent"),
        pytest.param(
            "correct", CLAIM, '{"amount_min": "20", "amount_max": "9"}', "20 is above amount_max 9", id="ends"
        ),
        pytest.param("correct", CLAIM, '{"currency": "dollars"}', "is not an ISO 4217 code", id="currency"),
        pytest.param("correct", CLAIM, '{"approx": "yes"}', "neither true nor false", id="flag"),
        pytest.param("correct", CLAIM, '{"kind": null}', "kind cannot be null", id="null"),
        pytest.param("correct", CLAIM, '{"payer_id": "vellum"}', "payer_id goes with payer", id="payer-id-alone"),
        pytest.param("correct", CLAIM, '{"payer_alt": "Moro"}', "is not a list of names", id="payer-alt"),
        pytest.param("correct", CLAIM, '{"time": "last May"}', "is not start/end as ISO dates", id="time"),
        pytest.param("correct", CLAIM, '{"payer": " "}', "is not 1 to 200 printable characters", id="blank"),
        pytest.param("correct", CLAIM, '{"kind": "change", "change_role": null}', "go together", id="change"),
        pytest.param("correct", CLAIM, '{"linked_to": "the other"}', "neither a claim_id", id="link"),
        pytest.param("correct", CLAIM, '{"unit": "hour"', "is not a JSON object of fields", id="torn-value"),
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


@pytest.mark.parametrize(
    ("verb", "subject", "value", "named"),
    [
        pytest.param("correct", CLAIM, "$15 an hour", "'$15 an hour' is not a JSON object of fields", id="free-words"),
        pytest.param("accept", "c1", None, "'c1' is not a pay claim's id", id="no-claim"),
        pytest.param(
            "accept", CLAIM, '{"unit": "day"}', "accept corrects nothing; use correct", id="accept-and-correct"
        ),
        pytest.param("reject", CLAIM, "wrong", "is not a JSON object of fields", id="reject-in-words"),
    ],
)
def test_what_old_logs_may_hold_about_claims_is_read_but_not_written(
    tmp_path: Path, verb: DecisionVerb, subject: str, value: str | None, named: str
) -> None:
    log = tmp_path / "decisions.jsonl"
    decision = make_decision(verb, subject, value=value, who="ann", when=WHEN, why="seen")
    with pytest.raises(ArchiveError) as caught:
        append_decisions(log, [decision])
    assert named in str(caught.value)
    assert not log.exists()
    log.write_bytes(to_json(decision) + b"\n")
    assert Decisions.read(log).log == (decision,)


def test_a_time_without_a_zone_is_named(tmp_path: Path) -> None:
    decision = make_decision("keep", PAGE, who="ann", when=WHEN.replace(tzinfo=None), why="seen")
    with pytest.raises(ArchiveError, match="has no time zone"):
        append_decisions(tmp_path / "decisions.jsonl", [decision])


def test_a_full_disk_leaves_no_half_decision(tmp_path: Path) -> None:
    log = tmp_path / "decisions.jsonl"
    append_decisions(log, [make_decision("keep", PAGE, who="ann", when=WHEN, why="on the beat")])
    before = log.read_bytes()
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 50, unlimited[1]))
    try:
        with pytest.raises(ArchiveError, match=r"nothing was written to .*decisions\.jsonl: File too large"):
            append_decisions(log, [make_decision("drop", PAGE, who="ben", when=WHEN, why="an advert")])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
    assert log.read_bytes() == before
