"""Changes of pay: from what to what, in which direction, and one event however often it is reported."""

from decimal import Decimal
from typing import Any


def change(desk: Any, old: dict[str, Any], new: dict[str, Any], *, slug: str = "1") -> str:
    """Write a change of pay from one amount to another and return its article."""
    article: str = desk.article(slug)
    for role, partner, given in (("from", "c2", old), ("to", "c1", new)):
        fields = dict(given)
        desk.claim(article, fields.pop("low"), fields.pop("high", "same"), **fields, **as_change(role, partner))
    return article


def as_change(role: str, partner: str | None) -> dict[str, Any]:
    """The fields of one end of a change."""
    return {"kind": "change", "change_role": role, "linked_to": partner}


UP_TO_150 = {"low": None, "high": "150", "bound": "up_to"}
UP_TO_50 = {"low": None, "high": "50", "bound": "up_to"}
AT_LEAST_15 = {"low": "15", "high": None, "bound": "at_least"}
AT_LEAST_18 = {"low": "18", "high": None, "bound": "at_least"}
CHANGES: list[tuple[dict[str, Any], dict[str, Any], str, float | None]] = [
    ({"low": "20"}, {"low": "15"}, "cut", -25.0),
    ({"low": "16"}, {"low": "20"}, "raise", 25.0),
    ({"low": "16"}, {"low": "16"}, "same", 0.0),
    ({"low": "20", "high": "30"}, {"low": "15", "high": "20"}, "cut", None),
    ({"low": "20", "high": "30"}, {"low": "15", "high": "40"}, "unclear", None),
    (UP_TO_150, {"low": "50"}, "unclear", None),
    (UP_TO_50, {"low": "60"}, "raise", None),
    (UP_TO_150, UP_TO_50, "lower ceiling", None),
    (UP_TO_50, UP_TO_150, "higher ceiling", None),
    (AT_LEAST_15, AT_LEAST_18, "higher floor", None),
    (AT_LEAST_18, AT_LEAST_15, "lower floor", None),
    # 41600 a year is 20 an hour
    ({"low": "41600", "unit": "year"}, {"low": "15"}, "cut", -25.0),
    # 80 XTS at 10 to the dollar are 8 dollars
    ({"low": "80", "currency": "XTS"}, {"low": "10"}, "raise", 25.0),
    ({"low": "13"}, {"low": "4", "unit": "task"}, "unclear", None),
]


def test_the_direction_of_a_change_is_said_only_when_sure(desk: Any) -> None:
    written = [change(desk, old, new, slug=str(n)) for n, (old, new, _, _) in enumerate(CHANGES)]
    desk.load()
    found = {
        key: (direction, percent)
        for key, direction, percent in desk.rows("SELECT article_id, direction, change_percent FROM pay_changes")
    }
    assert [found[article] for article in written] == [(direction, percent) for _, _, direction, percent in CHANGES]


def test_a_change_keeps_both_bounds_and_its_modality(desk: Any) -> None:
    change(
        desk,
        {"low": None, "high": "150", "bound": "up_to"},
        {"low": "50", "modality": "planned", "time": "2026-05-01/.."},
    )
    desk.load()
    assert desk.rows(
        "SELECT from_min, from_max, from_bound, to_min, to_max, to_bound, modality, effective::VARCHAR FROM pay_changes"
    ) == [(None, Decimal(150), "up_to", Decimal(50), Decimal(50), "exact", "planned", "2026-05-01")]


def test_a_difference_that_stands_alone_is_a_row(desk: Any) -> None:
    article = desk.article("1")
    key = desk.claim(article, "2", **as_change("delta", None))
    desk.load()
    assert desk.rows("SELECT id, from_id, to_id, delta_min, direction FROM pay_changes") == [
        (key, None, None, Decimal(2), "unclear")
    ]


def test_a_difference_joins_its_new_amount(desk: Any) -> None:
    article = desk.article("1")
    delta = desk.claim(article, "0.9", **as_change("delta", "c2"))
    new = desk.claim(article, "12.4", **as_change("to", "c1"))
    desk.load()
    assert desk.rows("SELECT id, from_id, to_id, delta_id FROM pay_changes") == [(new, None, new, delta)]


def test_changes_in_copies_are_not_counted_twice(desk: Any) -> None:
    first = desk.article("1")
    copy = desk.article("2", source="echo", relation="copy", canonical=first)
    for article in (first, copy):
        desk.claim(article, "20", **as_change("from", "c2"))
        desk.claim(article, "15", **as_change("to", "c1"))
    desk.load()
    assert desk.rows("SELECT article_id FROM pay_changes") == [(first,)]
