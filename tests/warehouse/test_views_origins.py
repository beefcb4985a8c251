"""Whose report an article is, what a story's sources are, and figures that were changed on the way."""

from typing import Any

from pipeline.warehouse.origins import OriginLinkRow


def _link(article: str, **more: Any) -> OriginLinkRow:
    row = {
        "article_id": article,
        "number": 1,
        "origin_article_id": None,
        "outlet": None,
        "outlet_key": None,
        "source_id": None,
        "relation": "credit",
        "certainty": "certain",
        "similarity": 0.0,
        "reasons": ({"kind": "credit", "value": "according-to: The Lantern"},),
    }
    return OriginLinkRow(**row | more)


def _credit(article: str, **more: Any) -> OriginLinkRow:
    return _link(article, outlet="The Lantern", outlet_key="lantern", **more)


def test_two_write_ups_of_one_absent_report_are_one_source_and_no_original(desk: Any) -> None:
    first = desk.article("1", story="s1")
    second = desk.article("2", source="courier", story="s1", relation="rewrite", origin=first)
    desk.claim(first, "16")
    links = (_link(second, origin_article_id=first, relation="same_title"), _credit(second, number=2))
    desk.add(origin_links=links)
    desk.load()
    assert desk.rows(
        "SELECT n_articles, n_originals, n_independent, origins, origins_not_archived FROM story_sources"
    ) == [(2, 0, 1, ["The Lantern"], ["The Lantern"])]
    assert desk.rows("SELECT n_independent, origins, origins_not_archived FROM independent_sources") == [
        (1, ["lantern"], ["lantern"])
    ]
    assert desk.rows("SELECT why_not FROM claim_checks") == [(["its origin, The Lantern, is not in the archive"],)]


def test_an_absent_origin_that_another_report_confirms_may_be_printed(desk: Any) -> None:
    first, second = desk.article("1"), desk.article("2", source="courier", text="Other words entirely. " * 20)
    desk.claim(first, "16")
    desk.claim(second, "16")
    desk.add(origin_links=(_credit(first),))
    desk.load()
    assert desk.rows("SELECT len(why_not) FROM claim_checks") == [(0,), (0,)]
    assert desk.rows("SELECT n_independent, origins FROM independent_sources") == [(2, ["courier", "lantern"])]


def test_what_is_only_possible_counts_as_a_report_of_its_own(desk: Any) -> None:
    first = desk.article("1", story="s1")
    second = desk.article("2", source="courier", story="s1")
    desk.add(
        origin_links=(
            _link(second, origin_article_id=first, relation="rewrite", certainty="possible"),
            _credit(first, certainty="possible"),
        )
    )
    desk.load()
    assert desk.rows("SELECT n_originals, n_independent, origins_not_archived, n_possible FROM story_sources") == [
        (2, 2, [], 2)
    ]


def test_a_credited_outlet_that_is_in_the_archive_is_its_source(desk: Any) -> None:
    first = desk.article("1")
    desk.add(origin_links=(_link(first, outlet="The Courier", outlet_key="courier", source_id="courier"),))
    desk.load()
    assert desk.rows("SELECT origin, origin_name, is_archived, is_own_report FROM article_origins") == [
        ("courier", "The Courier", False, False)
    ]


def _derived(desk: Any, low: str, high: str | None = "same", **more: Any) -> list[tuple[Any, ...]]:
    first = desk.article("1", text="They get $16 and $24 an hour. " * 9)
    second = desk.article("2", source="courier", relation="rewrite", origin=first)
    desk.claim(first, "16")
    desk.claim(first, "24")
    key = desk.claim(second, low, high, **more)
    desk.load()
    rows: list[tuple[Any, ...]] = desk.rows("SELECT id, differs, origin_amount_text FROM derived_claims")
    assert all(row[0] == key for row in rows)
    return [row[1:] for row in rows]


def test_a_rewrite_that_keeps_the_figure_has_no_derived_claim(desk: Any) -> None:
    assert _derived(desk, "16") == []


def test_another_amount_is_shown_beside_the_origins(desk: Any) -> None:
    assert _derived(desk, "15") == [(["amount"], "16-same")]
    assert desk.rows("SELECT why_not FROM pay_claims_why_not") == [
        (["differs from the article it was made from: amount"],)
    ]
    assert desk.rows("SELECT amount_min::INTEGER, n_independent FROM independent_sources ORDER BY 1") == [
        (16, 1),
        (24, 1),
    ]


def test_two_bands_that_were_merged_are_shown(desk: Any) -> None:
    assert [row[0] for row in _derived(desk, "16", "24")] == [["amount", "bound"]]


def test_another_unit_is_shown(desk: Any) -> None:
    assert _derived(desk, "16", unit="task") == [(["unit"], "16-same")]


def test_another_unit_in_another_language_is_the_readers(desk: Any) -> None:
    first = desk.article("1", text="Er bekommt 1.650,50 Euro. " * 9)
    second = desk.article("2", source="courier", relation="translation", origin=first)
    desk.claim(first, "1650.50", unit="unknown_period")
    desk.claim(second, "1650.50", unit="month")
    third = desk.article("3", source="gazette", relation="translation", origin=first)
    key = desk.claim(third, "1700", unit="month")
    desk.load()
    assert desk.rows("SELECT id, differs FROM derived_claims") == [(key, ["amount", "unit"])]


def test_a_lost_up_to_is_shown(desk: Any) -> None:
    first = desk.article("1", text="Up to $24 an hour. " * 9)
    second = desk.article("2", source="courier", relation="translation", origin=first)
    desk.claim(first, None, "24", bound="up_to")
    desk.claim(second, "24")
    desk.load()
    assert [row[0] for row in desk.rows("SELECT differs FROM derived_claims")] == [["amount", "bound"]]


def test_take_down_erases_whom_an_article_credits(desk: Any) -> None:
    first = desk.article("1")
    desk.add(origin_links=(_credit(first),))
    desk.decide("take_down", "https://gazette.example/1")
    desk.load()
    assert desk.rows("SELECT * FROM origin_links") == []
