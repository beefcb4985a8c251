"""Reports that contradict each other, and those that only seem to."""

from typing import Any


def test_independent_reports_that_cannot_both_hold_are_a_conflict(desk: Any) -> None:
    low = desk.claim(desk.article("1"), "10", "12")
    high = desk.claim(desk.article("2", source="courier", published="2026-04-01"), "18")
    desk.load()
    assert desk.rows(
        "SELECT payer_id, role_class, conflict, low_id, high_id, high_kind, days_apart, at_least_times"
        " FROM pay_conflicts"
    ) == [("vellum", "moderator or rater", "amounts differ", low, high, "reported_earnings", 22, 1.5)]


def test_a_denial_of_what_another_asserts_is_a_conflict(desk: Any) -> None:
    desk.claim(desk.article("1"), "4")
    desk.claim(desk.article("2", source="courier"), "4", modality="denied")
    desk.load()
    assert desk.rows("SELECT conflict, at_least_times FROM pay_conflicts") == [("one denies it", None)]


NO_CONFLICT: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "long after": ({"published": "2026-06-01"}, {}),
    "other currency": ({}, {"currency": "EUR"}),
    "other unit": ({}, {"unit": "day"}),
    "other work": ({}, {"worker": "engineers"}),
    "other place": ({}, {"location": "Leeds"}),
    "other project": ({}, {"project": "Project Heron"}),
    "a demand": ({}, {"modality": "demanded"}),
    "an offer beside what was earned": ({}, {"kind": "posted_range"}),
    "not read with confidence": ({}, {"confidence": 0.2}),
    "an open end that reaches down": ({}, {"bound": "up_to", "low": None}),
    "amounts that touch": ({}, {"low": "15"}),
    "a copy": ({"relation": "copy", "canonical": "first"}, {}),
    "a rewrite": ({"relation": "rewrite", "origin": "first"}, {}),
}


def test_what_can_both_hold_is_no_conflict(desk: Any) -> None:
    for case, (article, claim) in NO_CONFLICT.items():
        same: dict[str, Any] = {"payer_id": case, "location": "Duck City", "project": "Project Lark"}
        first = desk.article(case)
        desk.claim(first, "10", "15", **same)
        links = {key: first for key, value in article.items() if value == "first"}
        fields = same | {"low": "18"} | claim
        desk.claim(desk.article(case, source="courier", **article | links), fields.pop("low"), "18", **fields)
    desk.load()
    assert desk.rows("SELECT payer_id FROM pay_conflicts") == []
