"""What people decided about a claim adds up."""

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from pipeline.codec import to_json
from pipeline.corrections import completed, problem_of_value, reviews_of, written
from pipeline.decisions import Decisions, append_decisions, make_decision
from pipeline.errors import ArchiveError
from pipeline.records import Decision, DecisionVerb

START = datetime(2026, 11, 21, tzinfo=timezone.utc)
CLAIM = "c0123456789abcdef"


def decided(*said: tuple[DecisionVerb, str | None]) -> list[Decision]:
    """Decisions about one claim, a minute apart."""
    return [
        make_decision(verb, CLAIM, value=value, who="ann", when=START + timedelta(minutes=number), why="seen")
        for number, (verb, value) in enumerate(said)
    ]


def test_corrections_add_up_and_the_latest_of_a_field_wins() -> None:
    log = decided(("correct", '{"unit": "hour", "payer": "Vellum"}'), ("correct", '{"unit": "day"}'))
    review = reviews_of(reversed(log))[CLAIM]
    assert (review.status, review.settled_by) == ("corrected", log[1])
    assert review.fields == {"unit": "day", "payer": "Vellum", "payer_id": None}


def test_an_accepted_correction_keeps_its_values() -> None:
    log = decided(("correct", '{"unit": "hour"}'), ("accept", None))
    review = reviews_of(log)[CLAIM]
    assert (review.status, review.fields, review.settled_by) == ("accepted", {"unit": "hour"}, log[0])


def test_a_rejection_wins_until_somebody_accepts_or_corrects() -> None:
    said: list[tuple[DecisionVerb, str | None]] = [("accept", None), ("reject", None)]
    assert reviews_of(decided(*said))[CLAIM].status == "rejected"
    assert reviews_of(decided(*said, ("correct", '{"unit": "day"}')))[CLAIM].status == "corrected"
    assert reviews_of(decided(*said, ("accept", None)))[CLAIM].status == "accepted"


def test_an_empty_correction_takes_everything_back() -> None:
    review = reviews_of(decided(("correct", '{"unit": "day"}'), ("accept", None), ("correct", "{}")))[CLAIM]
    assert (review.status, review.fields) == ("unreviewed", {})


def test_a_correction_in_free_words_counts_as_a_rejection() -> None:
    review = reviews_of(decided(("accept", None), ("correct", "it was euros")))[CLAIM]
    assert (review.status, review.fields) == ("rejected", {})


def test_what_a_person_saw_stands_under_what_was_corrected() -> None:
    value = written({"unit": "day"}, as_read={"unit": "hour", "kind": "bonus", "amount_min": "9"})
    assert json.loads(value) == {"unit": "day", "as_read": {"kind": "bonus", "amount_min": "9"}}
    assert problem_of_value("correct", value) is None
    review = reviews_of(decided(("correct", value)))[CLAIM]
    assert review.fields == {"unit": "day", "kind": "bonus", "amount_min": "9"}


def test_ends_are_checked_against_those_that_the_person_saw() -> None:
    seen = {"amount_min": "15", "amount_max": "15", "bound": "exact"}
    assert "amount_min 20 is above amount_max 15" in str(
        problem_of_value("correct", written({"amount_min": "20"}, as_read=seen))
    )
    assert "bound exact wants" in str(problem_of_value("correct", written({"amount_max": "20"}, as_read=seen)))
    both = {"amount_max": "20", "bound": "range"}
    assert problem_of_value("correct", written(both, as_read=seen)) is None


def test_a_claim_that_is_no_change_has_no_side() -> None:
    change = {"kind": "change", "change_role": "to", "linked_to": "c1"}
    assert completed({"kind": "bonus"}, claim=change) == {"kind": "bonus", "change_role": None, "linked_to": None}
    assert completed({"change_role": "from"}, claim={"kind": "bonus"}) == {"change_role": "from", "kind": "change"}
    assert completed({"change_role": "from"}, claim=change) == {"change_role": "from"}
    assert completed({"payer": None}, claim=change) == {"payer": None, "payer_id": None}


def test_what_an_old_log_has_is_carried_out_though_nobody_could_write_it_today() -> None:
    seen = {"amount_min": "15", "amount_max": "15", "bound": "exact", "currency": "USD"}
    for corrections in ({"currency": "ZZZ"}, {"bound": "range"}):
        value = written(corrections, as_read=seen)
        assert problem_of_value("correct", value) is not None
        assert problem_of_value("correct", value, is_new=False) is None
        review = reviews_of(decided(("correct", value)))[CLAIM]
        assert (review.status, review.fields) == ("corrected", seen | corrections)


def test_a_log_of_before_can_be_read_and_added_to(tmp_path: Path) -> None:
    (old,) = decided(("correct", written({"currency": "ZZZ"}, as_read={})))
    log = tmp_path / "decisions.jsonl"
    log.write_bytes(to_json(old) + b"\n")
    append_decisions(log, decided(("accept", None)))
    assert len(Decisions.read(log).log) == 2
    with pytest.raises(ArchiveError, match="currency 'ZZZ' is no ISO 4217 code"):
        append_decisions(log, [old])
