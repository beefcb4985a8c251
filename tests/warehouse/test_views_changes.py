"""Changes of pay: from what to what, in which direction, and one event however often it is reported."""

from decimal import Decimal
from typing import Any

import pytest


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


def report(desk: Any, slug: str, *, old: str | None = "20", new: str | None = "15", **more: Any) -> str:
    """Write an article of its own that reports a change of pay, and return the article."""
    claim = {key: more.pop(key) for key in list(more) if key in CLAIM_FIELDS}
    article: str = desk.article(slug, **more)
    if old:
        desk.claim(article, old, **as_change("from", "c2"), **{k: v for k, v in claim.items() if k != "modality"})
    if new:
        desk.claim(article, new, **as_change("to", "c1" if old else None), **claim)
    return article


CLAIM_FIELDS = {"worker", "project", "location", "time", "modality", "payer", "payer_id", "confidence", "unit"}


def test_one_event_is_one_row_however_often_it_is_reported(desk: Any) -> None:
    first = report(desk, "1", published="2026-03-01", confidence=0.2)
    report(desk, "2", source="courier", published="2026-03-02", worker="contractors", location="Firefly")
    report(desk, "3", source="bulletin", published="2026-03-03", modality="planned", time="2026-03-15/..")
    report(desk, "4", source="echo", published="2026-03-04", relation="copy", canonical=first)
    report(desk, "5", source="bulletin", published="2026-03-05", relation="rewrite", origin=first)
    # re-published from an original that we do not have
    report(desk, "6", source="echo", published="2026-03-06")
    desk.load()
    # the first report that may be printed is shown: the second one
    assert desk.rows(
        "SELECT source_id, standing, role_class, location, modality, effective::VARCHAR, n_articles, n_independent,"
        " origins, first_published::DATE::VARCHAR, last_published::DATE::VARCHAR, n_retold_wrong, len(report_ids)"
        " FROM pay_changes"
    ) == [
        (
            *("courier", "printable", "moderator or rater", "Firefly", "asserted", "2026-03-15", 5, 3),
            *(["bulletin", "courier", "gazette"], "2026-03-01", "2026-03-06", 0, 5),
        )
    ]


OTHER_EVENTS: dict[str, dict[str, Any]] = {
    "another payer": {"payer": "Moro", "payer_id": "moro"},
    "another new amount": {"new": "14"},
    "another unit": {"unit": "task"},
    "another kind of work": {"worker": "engineers"},
    "another project": {"project": "Project Heron"},
    "a demand": {"modality": "demanded"},
    "years later": {"published": "2028-03-10"},
}


@pytest.mark.sample("another kind of work")
@pytest.mark.parametrize("case", OTHER_EVENTS)
def test_another_change_is_another_event(desk: Any, case: str) -> None:
    report(desk, "1", project="Project Lark")
    report(desk, "2", source="courier", **{"project": "Project Lark"} | OTHER_EVENTS[case])
    desk.load()
    assert desk.rows("SELECT n_articles, n_independent FROM pay_changes") == [(1, 1), (1, 1)]
    assert desk.rows("SELECT count(DISTINCT event_id) FROM pay_changes") == [(2,)]


def test_changes_without_a_payer_are_never_one_event(desk: Any) -> None:
    for slug in ("1", "2"):
        report(desk, slug, payer=None, payer_id=None)
    desk.load()
    assert desk.rows("SELECT n_articles, standing FROM pay_changes") == [(1, "not checked")] * 2


def test_an_event_keeps_its_id_when_more_reports_come(desk: Any) -> None:
    report(desk, "2", source="courier", published="2026-03-05")
    desk.load()
    before = desk.rows("SELECT event_id FROM pay_changes")
    report(desk, "1", published="2026-03-01")
    desk.load()
    assert desk.rows("SELECT event_id FROM pay_changes") == before


def test_a_report_of_the_new_pay_or_of_the_difference_joins_the_event(desk: Any) -> None:
    report(desk, "1")
    report(desk, "2", source="courier", old=None)
    difference = desk.article("3", source="bulletin")
    desk.claim(difference, "5", **as_change("delta", None))
    # a difference that fits no change we know
    other = desk.article("4", source="bulletin")
    desk.claim(other, "3", **as_change("delta", None))
    desk.load()
    assert desk.rows("SELECT from_min, to_min, delta_min, n_articles FROM pay_changes ORDER BY n_articles DESC") == [
        (Decimal(20), Decimal(15), None, 3),
        (None, None, Decimal(3), 1),
    ]


def test_a_rewrite_with_wrong_figures_is_no_event_of_its_own(desk: Any) -> None:
    first = report(desk, "1")
    report(desk, "2", source="bulletin", new="12", relation="rewrite", origin=first)
    # another unit: something else than its original says
    report(desk, "3", source="bulletin", old="9", new="7", unit="word", relation="rewrite", origin=first)
    desk.load()
    assert desk.rows("SELECT to_min, n_articles, n_retold_wrong FROM pay_changes ORDER BY to_min") == [
        (Decimal(7), 1, 0),
        (Decimal(15), 2, 1),
    ]


def test_three_steps_of_one_rate_are_two_changes(desk: Any) -> None:
    article = desk.article("1")
    first = desk.claim(article, "20", **as_change("from", "c2"))
    middle = desk.claim(article, "17", **as_change("to", "c1"))
    last = desk.claim(article, "15", **as_change("to", "c2"))
    desk.load()
    assert desk.rows("SELECT from_id, to_id, direction FROM pay_change_reports ORDER BY to_min DESC") == [
        (first, middle, "cut"),
        (middle, last, "cut"),
    ]


def test_parts_of_one_pay_have_no_direction(desk: Any) -> None:
    article = desk.article("1")
    old = desk.claim(article, "62", **as_change("from", "c2"))
    parts = [desk.claim(article, low, **as_change("to", "c1")) for low in ("11", "2")]
    desk.load()
    assert desk.rows(
        "SELECT from_id, to_id, direction, change_percent FROM pay_change_reports ORDER BY to_min DESC"
    ) == [(old, part, "unclear", None) for part in parts]


def test_a_difference_stands_beside_an_old_amount(desk: Any) -> None:
    article = desk.article("1")
    old = desk.claim(article, "12.85", **as_change("from", "c2"))
    delta = desk.claim(article, "0.38", **as_change("delta", "c1"))
    desk.load()
    assert desk.rows("SELECT id, from_id, to_id, delta_id, direction FROM pay_changes") == [
        (delta, old, None, delta, "unclear")
    ]


def test_an_old_amount_whose_new_one_nobody_states_is_no_change(desk: Any) -> None:
    desk.claim(desk.article("1"), "20", **as_change("from", None))
    desk.load()
    assert desk.rows("SELECT * FROM pay_changes") == []
