"""Reports that contradict each other, and those that only seem to."""

from typing import Any

import pytest


def test_independent_reports_that_cannot_both_hold_are_a_conflict(desk: Any) -> None:
    low = desk.claim(desk.article("1"), "10", "12", project="Project Lark", location="Firefly")
    high = desk.claim(
        desk.article("2", source="courier", published="2026-03-20"), "18", project="Project Lark", location="firefly"
    )
    desk.load()
    assert desk.rows(
        "SELECT payer_id, role_class, month::VARCHAR, conflict, low_id, high_id, low_origin, high_origin, days_apart,"
        " at_least_times"
        " FROM pay_conflicts"
    ) == [("vellum", "moderator or rater", "2026-03-01", "amounts differ", low, high, "gazette", "courier", 10, 1.5)]


def test_a_denial_of_what_another_asserts_is_a_conflict(desk: Any) -> None:
    desk.claim(desk.article("1"), "4")
    desk.claim(desk.article("2", source="courier"), "4", modality="denied")
    desk.load()
    assert desk.rows("SELECT conflict, at_least_times FROM pay_conflicts") == [("one denies it", None)]


NO_CONFLICT: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "next month": ({"published": "2026-04-01"}, {}),
    "month of its own": ({}, {"time": "2026-01-01/2026-01-31"}),
    "no place named": ({}, {"location": None}),
    "no project named": ({}, {"project": None}),
    "nobody says who is paid": ({}, {"worker": None}),
    "other group of workers": ({}, {"worker": "senior raters"}),
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
        same |= {"worker": "trial raters"}
        first = desk.article(case)
        desk.claim(first, "10", "15", **same)
        links = {key: first for key, value in article.items() if value == "first"}
        fields = same | {"low": "18"} | claim
        desk.claim(desk.article(case, source="courier", **article | links), fields.pop("low"), "18", **fields)
    desk.load()
    assert desk.rows("SELECT payer_id FROM pay_conflicts") == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({"worker": "raters"}, {"worker": "Senior raters"}, id="a-group-and-all"),
        pytest.param({"kind": "reported_earnings"}, {"kind": "offered_rate"}, id="earned-and-offered"),
        pytest.param({"kind": "change", "change_role": "to"}, {}, id="new-pay"),
        pytest.param({"time": "2026-03-01/2026-03-31"}, {}, id="month-of-publication"),
        pytest.param({"kind": "posted_range"}, {"kind": "posted_range"}, id="two-adverts"),
    ],
)
def test_the_same_pay_in_other_words_is_a_conflict(desk: Any, first: dict[str, Any], second: dict[str, Any]) -> None:
    low = desk.claim(desk.article("1"), "10", **first)
    high = desk.claim(desk.article("2", source="courier"), "15", **second)
    desk.load()
    assert desk.rows("SELECT low_id, high_id FROM pay_conflicts") == [(low, high)]


def test_a_denial_may_say_never(desk: Any) -> None:
    desk.claim(desk.article("1"), "4")
    text = "Vellum never paid raters $4 an hour. " + "Raters are paid. " * 20
    desk.claim(desk.article("2", source="courier", text=text), "4", modality="denied", sent_start=0, sent_end=36)
    desk.load()
    assert desk.rows("SELECT conflict FROM pay_conflicts") == [("one denies it",)]


def test_the_origin_of_a_rewrite_is_where_its_words_came_up_first(desk: Any) -> None:
    desk.claim(desk.article("1"), "10")
    original = desk.article("2", source="courier")
    rewrite = desk.article("3", source="bulletin", relation="rewrite", origin=original)
    desk.claim(rewrite, "15")
    desk.load()
    assert desk.rows("SELECT low_origin, high_source_id, high_origin FROM pay_conflicts") == [
        ("gazette", "bulletin", "courier")
    ]
