"""Reviews: what people decided about claims stands in the table, whatever is loaded and however often."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from pipeline.warehouse.batch import Batch
from pipeline.warehouse.dump import dump_digest
from pipeline.warehouse.load import load
from pipeline.warehouse.schema import QUERY_FILES
from pipeline.warehouse.store import Warehouse
from pipeline.warehouse.superseded import supersede_claims


def correct(desk: Any, claim: str, day: str = "2026-04-01", **fields: Any) -> None:
    desk.decide("correct", claim, value=json.dumps(fields), day=day)


def status(desk: Any) -> dict[str, str]:
    return dict(desk.rows("SELECT id, review_status FROM pay_claims"))


def test_a_correction_stands_in_the_claim_and_the_readers_words_are_kept(desk: Any) -> None:
    claim = desk.claim(desk.article("1"), "15")
    correct(desk, claim, unit="day", payer="Moro", payer_id="moro", amount_max="20", bound="range")
    desk.load()
    fields = "id, amount_min, amount_max, bound, unit, payer, payer_id, review_status, corrected_fields"
    assert desk.rows(f"SELECT {fields} FROM pay_claims") == [
        (
            claim,
            Decimal(15),
            Decimal(20),
            "range",
            "day",
            "Moro",
            "moro",
            "corrected",
            ["amount_max", "bound", "unit", "payer", "payer_id"],
        )
    ]
    decision = desk.batch.decisions[0].id
    assert desk.rows(f"SELECT {fields}, superseded_by, superseded_at::DATE::VARCHAR FROM pay_claims_superseded") == [
        (claim, Decimal(15), Decimal(15), "exact", "hour", "Vellum", "vellum", "unreviewed", [], decision, "2026-04-01")
    ]


def test_corrections_add_up_and_acceptance_keeps_them(desk: Any) -> None:
    claim = desk.claim(desk.article("1"), "15")
    correct(desk, claim, unit="day", worker="tutors")
    desk.load()
    correct(desk, claim, "2026-04-02", unit="week")
    desk.decide("accept", claim, day="2026-04-03")
    desk.load()
    assert desk.rows("SELECT unit, worker, review_status, corrected_fields FROM pay_claims") == [
        ("week", "tutors", "accepted", ["unit", "worker"])
    ]
    assert desk.rows("SELECT unit, worker, superseded_by FROM pay_claims_superseded") == [
        ("hour", "raters", desk.batch.decisions[1].id)
    ]


@pytest.mark.thorough
def test_a_correction_that_is_taken_back_restores_the_claim(desk: Any) -> None:
    claim = desk.claim(desk.article("1"), "15")
    desk.load()
    before = dump_digest(desk.path)
    correct(desk, claim, unit="day", kind="bonus")
    desk.load()
    correct(desk, claim, "2026-04-02")
    desk.load()
    assert desk.rows("SELECT unit, kind, review_status, corrected_fields FROM pay_claims") == [
        ("hour", "reported_earnings", "unreviewed", [])
    ]
    assert desk.rows("SELECT count(*) FROM pay_claims_superseded") == [(0,)]
    after = dump_digest(desk.path)
    assert {name for name in after if after[name] != before[name]} == {"decisions"}


def test_a_rejection_wins_until_somebody_accepts(desk: Any) -> None:
    claim = desk.claim(desk.article("1"), "15")
    desk.decide("accept", claim, day="2026-04-01")
    desk.decide("reject", claim, day="2026-04-02")
    desk.load()
    assert status(desk) == {claim: "rejected"}
    desk.decide("accept", claim, day="2026-04-03")
    desk.load()
    assert status(desk) == {claim: "accepted"}


def test_a_correction_in_free_words_of_an_old_log_is_a_rejection(desk: Any) -> None:
    claim = desk.claim(desk.article("1"), "15")
    desk.decide("correct", claim, value="it was euros")
    desk.load()
    assert status(desk) == {claim: "rejected"}
    assert desk.rows("SELECT why_not FROM claim_checks") == [(["rejected by a person"],)]


@pytest.mark.thorough
def test_reviews_do_not_depend_on_the_order_of_loading(desk: Any, tmp_path: Any, empty_warehouse: Any) -> None:
    article = desk.article("1")
    first, second, third = desk.claim(article, "15"), desk.claim(article, "16"), desk.claim(article, "17")
    correct(desk, first, unit="day")
    correct(desk, first, "2026-04-03", unit="hour", worker="tutors")
    desk.decide("reject", second)
    correct(desk, third, kind="change", change_role="from", linked_to=second)
    other = type(desk)(tmp_path / "other.duckdb", desk.data)
    other.path.write_bytes(empty_warehouse.read_bytes())
    # Decisions first, one by one and the last one first; the claims come after.
    for decision in reversed(desk.batch.decisions):
        other.batch = Batch(decisions=(decision,))
        other.load()
    other.batch = replace(desk.batch, decisions=())
    other.load()
    desk.load()
    desk.load()
    assert dump_digest(other.path) == dump_digest(desk.path)
    assert desk.rows("SELECT linked_to FROM pay_claims WHERE review_status = 'corrected' AND linked_to <> ''") == [
        ("c2",)
    ]


def test_a_link_to_a_claim_of_another_article_is_none(desk: Any) -> None:
    claim = desk.claim(desk.article("1"), "15", kind="change", change_role="from", linked_to="c9")
    elsewhere = desk.claim(desk.article("2"), "16")
    correct(desk, claim, linked_to=elsewhere)
    desk.load()
    assert desk.rows("SELECT linked_to FROM pay_claims WHERE id = '" + claim + "'") == [(None,)]


def test_what_the_person_saw_stands_when_the_reader_reads_anew(desk: Any, tmp_path: Any, empty_warehouse: Any) -> None:
    claim = desk.claim(desk.article("1"), "15", kind="offered_rate")
    desk.decide("accept", claim, value='{"as_read": {"kind": "offered_rate", "payer": "Vellum", "payer_id": "vellum"}}')
    desk.load()
    newer = replace(desk.batch.claims[0], kind="bonus", payer="Moro", payer_id="moro", extractor_version="test 2")
    again = type(desk)(tmp_path / "again.duckdb", desk.data)
    again.path.write_bytes(empty_warehouse.read_bytes())
    again.batch = replace(desk.batch, claims=(newer,))
    again.load()
    assert again.rows("SELECT kind, payer_id, review_status, corrected_fields, extractor_version FROM pay_claims") == [
        ("offered_rate", "vellum", "accepted", ["kind", "payer", "payer_id"], "test 2")
    ]
    assert again.rows("SELECT id, kind, payer_id FROM pay_claims_superseded") == [(claim, "bonus", "moro")]


def test_what_the_text_converts_goes_with_the_amount_it_was_read_for(desk: Any) -> None:
    from pipeline.records import AltAmount

    other = (AltAmount(amount_min=Decimal(99), amount_max=Decimal(99), currency="USD"),)
    claim = desk.claim(desk.article("1"), "15", currency="EUR", alt=other)
    kept = desk.claim(desk.article("2"), "15", currency="EUR", alt=other)
    correct(desk, claim, amount_min="16", amount_max="16")
    correct(desk, kept, worker="tutors")
    desk.load()
    assert dict(desk.rows("SELECT id, len(alt) FROM pay_claims")) == {claim: 0, kept: 1}


def test_a_take_down_deletes_what_the_reader_had_said_too(desk: Any) -> None:
    claim = desk.claim(desk.article("1"), "15")
    correct(desk, claim, unit="day")
    desk.load()
    desk.decide("take_down", "https://gazette.example/1")
    desk.load()
    desk.load()
    assert desk.rows("SELECT (SELECT count(*) FROM pay_claims), (SELECT count(*) FROM pay_claims_superseded)") == [
        (0, 0)
    ]


def test_a_decision_about_a_claim_that_is_not_there_waits(desk: Any) -> None:
    article = desk.article("1")
    claim = desk.claim(article, "15")
    claims = desk.batch.claims
    desk.add(claims=())
    desk.decide("reject", claim)
    desk.load()
    assert status(desk) == {}
    waiting = (QUERY_FILES / "which_reviews_have_no_claim.sql").read_text()
    assert [row[2:4] for row in desk.rows(waiting)] == [("reject", claim)]
    desk.add(claims=claims)
    desk.load()
    assert status(desk) == {claim: "rejected"}


def test_the_table_of_superseded_readings_has_every_column_of_claims(desk: Any) -> None:
    columns = [
        desk.rows(f"SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = '{name}'")
        for name in ("pay_claims", "pay_claims_superseded")
    ]
    assert {"superseded_by", "superseded_at"} == {name for name, _ in set(columns[1]) - set(columns[0])}
    assert set(columns[0]) <= set(columns[1])


def test_a_newer_reading_takes_the_place_of_what_nobody_accepted(desk: Any, now: Any) -> None:
    article = desk.article("1")
    plain, accepted, rejected = desk.claim(article, "15"), desk.claim(article, "16"), desk.claim(article, "17")
    desk.decide("accept", accepted)
    correct(desk, rejected, unit="day")
    desk.decide("reject", rejected, day="2026-04-02")
    desk.load()
    with Warehouse.open(desk.path, data=desk.data) as warehouse:
        moved = supersede_claims(warehouse.con, [plain, accepted, rejected, "c9"], by="test 2", at=now)
        assert set(moved) == {plain, rejected}
        newer = [replace(claim, kind="bonus") for claim in desk.batch.claims]
        load(warehouse, replace(desk.batch, claims=tuple(newer)))
    assert set(desk.rows("SELECT id, kind, unit, review_status FROM pay_claims")) == {
        (plain, "bonus", "hour", "unreviewed"),
        (accepted, "reported_earnings", "hour", "accepted"),
        (rejected, "bonus", "day", "rejected"),
    }
    decision = desk.batch.decisions[1].id
    assert set(desk.rows("SELECT id, kind, unit, superseded_by FROM pay_claims_superseded")) == {
        (plain, "reported_earnings", "hour", "test 2"),
        # What the reader had said, not what the person made of it.
        (rejected, "reported_earnings", "hour", "test 2"),
        (rejected, "bonus", "hour", decision),
    }


def test_a_load_with_nothing_new_writes_no_claim(desk: Any) -> None:
    claim = desk.claim(desk.article("1"), "15")
    correct(desk, claim, unit="day")
    desk.load()
    with duckdb.connect(str(desk.path)) as con:
        from pipeline.warehouse.reviewed import apply_reviews

        assert apply_reviews(con) == 0


def test_what_a_person_accepted_or_corrected_may_be_printed_if_nothing_else_stands_against_it(desk: Any) -> None:
    article = desk.article("1", published=None)
    doubtful = {"confidence": 0.2, "payer": "Somebody", "payer_id": None, "unit": "unknown", "time": "2026-03-01/.."}
    accepted, corrected, unread = (desk.claim(article, amount, **doubtful) for amount in ("15", "16", "17"))
    denied = desk.claim(article, "18", **doubtful, modality="denied")
    desk.decide("accept", accepted)
    correct(desk, corrected, unit="hour")
    desk.decide("accept", denied)
    desk.load()
    assert dict(desk.rows("SELECT id, why_not FROM claim_checks")) == {
        accepted: [],
        corrected: [],
        denied: ["not asserted: denied"],
        unread: ["payer not in the gazetteer", "confidence below 0.8", "no unit stated"],
    }
    assert set(desk.rows("SELECT id, unit, review_status FROM pay_claims_printable")) == {
        (accepted, "unknown", "accepted"),
        (corrected, "hour", "corrected"),
    }
    assert set(desk.rows("SELECT id, review_status FROM pay_claims_why_not")) == {
        (denied, "accepted"),
        (unread, "unreviewed"),
    }


def test_a_rejected_claim_stands_in_no_view_but_the_one_that_says_why(desk: Any) -> None:
    first, second = desk.article("1", story="s1"), desk.article("2", source="courier", story="s1")
    place = {"location": "Freedonia", "currency": "XTS"}
    rejected = [
        desk.claim(first, "3", **place),
        desk.claim(first, "4", kind="change", change_role="from", linked_to="c3"),
        desk.claim(first, "5", kind="change", change_role="to", linked_to="c2"),
        desk.claim(second, "90", **place),
    ]
    kept = desk.claim(second, "6")
    desk.load()
    counted = {
        "pay_claims_usd": "SELECT count(*) FROM pay_claims_usd",
        "pay_claims_printable": "SELECT count(*) FROM pay_claims_printable",
        "pay_by_platform_month": "SELECT sum(n_claims + n_left_out) FROM pay_by_platform_month",
        "pay_changes": "SELECT 1 + count(*) FROM pay_changes",
        "pay_conflicts": "SELECT 1 + count(*) FROM pay_conflicts",
        "minimum_wage_checks": "SELECT 1 + count(*) FROM minimum_wage_checks",
        "below_minimum_wage": "SELECT 1 + count(*) FROM below_minimum_wage",
        "independent_sources": "SELECT count(*) FROM independent_sources",
        "voices": "SELECT sum(n_claims) FROM voices",
        "story_timeline": "SELECT sum(n_claims) FROM story_timeline",
    }
    before = {name: desk.rows(query)[0][0] for name, query in counted.items()}
    assert min(before.values()) > 1
    for claim in rejected:
        desk.decide("reject", claim)
    desk.load()
    assert {name: desk.rows(query)[0][0] for name, query in counted.items()} == dict.fromkeys(counted, 1)
    assert {row[0] for row in desk.rows("SELECT id FROM pay_claims_why_not")} == set(rejected)
    assert desk.rows("SELECT id FROM pay_claims_printable") == [(kept,)]


def test_views_say_what_was_reviewed(desk: Any) -> None:
    first, second = desk.article("1"), desk.article("2", source="courier")
    old = desk.claim(first, "20", kind="change", change_role="from", linked_to="c2")
    new = desk.claim(first, "9", kind="change", change_role="to", linked_to="c1")
    low = desk.claim(first, "30", location="Freedonia", currency="XTS")
    high = desk.claim(second, "60", location="Freedonia", currency="XTS")
    desk.decide("accept", old)
    desk.decide("accept", low)
    correct(desk, high, worker="raters")
    desk.load()
    assert desk.rows("SELECT review_status FROM pay_changes") == [("unreviewed",)]
    assert desk.rows("SELECT low_review_status, high_review_status FROM pay_conflicts") == [("accepted", "corrected")]
    assert desk.rows("SELECT id, review_status FROM below_minimum_wage") == [(low, "accepted")]
    assert desk.rows("SELECT n_reviewed FROM pay_by_platform_month") == [(2,)]
    assert dict(desk.rows("SELECT id, review_status FROM pay_claims_usd")) == {
        old: "accepted",
        new: "unreviewed",
        low: "accepted",
        high: "corrected",
    }
    correct(desk, new, unit="hour")
    desk.load()
    assert desk.rows("SELECT review_status FROM pay_changes") == [("corrected",)]
    desk.decide("accept", new, day="2026-04-02")
    desk.load()
    assert desk.rows("SELECT review_status FROM pay_changes") == [("accepted",)]


def test_a_corrected_unit_changes_what_is_made_of_the_claim(desk: Any) -> None:
    claim = desk.claim(desk.article("1"), "160", unit="hour")
    correct(desk, claim, unit="day")
    desk.load()
    assert desk.rows("SELECT hourly_usd_min, assumption FROM pay_claims_usd") == [(Decimal(20), "8h_day")]


def written_change(desk: Any) -> tuple[str, str]:
    """Write a cut from 20 to 9 that may be printed, and return its halves."""
    article = desk.article("1")
    old = desk.claim(article, "20", kind="change", change_role="from", linked_to="c2")
    return old, desk.claim(article, "9", kind="change", change_role="to", linked_to="c1")


CHANGE = "SELECT from_min::INTEGER, to_min::INTEGER, direction, standing, why_not, reviewed_half FROM pay_changes"


def test_a_change_of_which_a_person_rejected_the_old_amount_says_so_until_the_new_one_is_looked_at(desk: Any) -> None:
    old, new = written_change(desk)
    desk.load()
    assert desk.rows(CHANGE) == [(20, 9, "cut", "printable", [], None)]
    desk.decide("reject", old)
    desk.load()
    half = "old amount rejected by a person"
    assert desk.rows(CHANGE) == [
        (None, 9, "unclear", "not checked", [f"{half}, the other half not looked at"], half),
    ]
    desk.decide("accept", new)
    desk.load()
    assert desk.rows(CHANGE) == [(None, 9, "unclear", "printable", [], half)]


def test_a_change_of_which_a_person_rejected_the_new_amount_is_none(desk: Any) -> None:
    _, new = written_change(desk)
    desk.decide("reject", new)
    desk.load()
    assert desk.rows(CHANGE) == []


def test_a_change_of_which_a_person_corrected_one_half_waits_for_the_other(desk: Any) -> None:
    old, new = written_change(desk)
    correct(desk, new, amount_min="12", amount_max="12")
    desk.load()
    half = "new amount corrected by a person"
    assert desk.rows(CHANGE) == [
        (20, 12, "cut", "not checked", [f"{half}, the other half not looked at"], half),
    ]
    desk.decide("accept", old)
    desk.load()
    assert desk.rows(CHANGE) == [(20, 12, "cut", "printable", [], None)]


def test_a_half_that_a_person_took_out_of_its_change_leaves_the_other_one_unchecked(desk: Any) -> None:
    old, _ = written_change(desk)
    correct(desk, old, kind="bonus", change_role=None, linked_to=None)
    desk.load()
    half = "other amount corrected by a person: no change"
    assert desk.rows(CHANGE) == [
        (None, 9, "unclear", "not checked", [f"{half}, the other half not looked at"], half),
    ]


def test_a_second_old_amount_that_a_person_rejects_leaves_the_change_as_it_was(desk: Any) -> None:
    written_change(desk)
    wrong = desk.claim(desk.batch.articles[0].id, "3", kind="change", change_role="from", linked_to="c2")
    desk.decide("reject", wrong)
    desk.load()
    assert desk.rows(CHANGE) == [(20, 9, "cut", "printable", [], None)]


@pytest.mark.thorough
def test_every_view_that_has_a_rejected_claim_says_that_it_is_rejected(desk: Any) -> None:
    article = desk.article("1", story="s1")
    rejected = [
        desk.claim(article, "3", location="Freedonia", currency="XTS", speaker="a rater"),
        desk.claim(article, "4", kind="change", change_role="from", linked_to="c3"),
        desk.claim(article, "5", kind="change", change_role="to", linked_to="c2"),
    ]
    for claim in rejected:
        desk.decide("reject", claim)
    desk.load()
    views = desk.rows("SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY view_name")
    marked = set()
    for (view,) in views:
        columns = [row[0] for row in desk.rows(f"DESCRIBE {view}")]
        key = next((name for name in ("id", "claim_id") if name in columns), None)
        if key and desk.rows(f"SELECT 1 FROM {view} WHERE {key} IN {tuple(rejected)}"):
            states = desk.rows(f"SELECT DISTINCT review_status FROM {view} WHERE {key} IN {tuple(rejected)}")
            assert states == [("rejected",)], view
            marked.add(view)
    assert marked == {"claim_checks", "claim_voices", "pay_claims_why_not"}


def test_what_a_person_rejected_introduces_nobody_and_shows_no_whole_pay(desk: Any) -> None:
    text = "Ann Roe, a spokeswoman for Vellum, gave $5. Later Ann Roe gave $6. " + "Raters are paid. " * 20
    article = desk.article("1", text=text)
    first = desk.claim(article, "5", speaker="Ann Roe", sent_end=42)
    second = desk.claim(article, "6", speaker="Ann Roe", sent_start=43, sent_end=66)
    place = {"location": "Freedonia", "currency": "XTS"}
    cut = desk.article("2", source="courier")
    old = desk.claim(cut, "60", kind="change", change_role="from", linked_to="c2", **place)
    new = desk.claim(cut, "30", kind="change", change_role="to", linked_to="c1", **place)
    voice = f"SELECT voice FROM claim_voices WHERE id = '{second}'"
    verdict = f"SELECT verdict FROM minimum_wage_checks WHERE id = '{new}'"
    desk.load()
    assert (desk.rows(voice), desk.rows(verdict)) == ([("platform",)], [("below",)])
    desk.decide("reject", first)
    desk.decide("reject", old)
    desk.load()
    assert (desk.rows(voice), desk.rows(verdict)) == ([("other speaker",)], [(None,)])
