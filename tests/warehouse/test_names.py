"""Sightings of new names: loaded once, proposed by week, gone with their article and by what people decided."""

from dataclasses import replace
from typing import Any

from pipeline.records import NameSighting

PROPOSED = "SELECT week, name, n_articles, n_times, example FROM gazetteer_proposals ORDER BY week"


def sighting(article: str, **more: Any) -> NameSighting:
    base = NameSighting(
        article_id=article,
        name="Quillow",
        key="quillow",
        cue="kind before",
        start=13,
        end=20,
        sent_start=0,
        sent_end=26,
        n_times=2,
    )
    return replace(base, **more)


def test_names_are_counted_by_week_and_loading_again_adds_nothing(desk: Any) -> None:
    first = desk.article("1", published="2026-03-10", text="The platform Quillow pays. Quillow.")
    second = desk.article("2", source="courier", published="2026-03-20", text="The platform QUILLOW cuts. More.")
    desk.add(names=(sighting(first), sighting(second, name="QUILLOW", n_times=1)))
    desk.load()
    assert desk.load().name_sightings == 0
    assert desk.rows(PROPOSED) == [
        ("2026-W11", "Quillow", 1, 2, "The platform Quillow pays."),
        ("2026-W12", "QUILLOW", 1, 1, "The platform QUILLOW cuts."),
    ]


def test_a_decided_name_is_proposed_no_more(desk: Any) -> None:
    article = desk.article("1", text="The platform Quillow pays. Quillow.")
    desk.add(names=(sighting(article),))
    desk.load()
    assert len(desk.rows(PROPOSED)) == 1
    desk.decide("reject_name", "quillow")
    desk.load()
    assert desk.rows(PROPOSED) == []


def test_a_taken_down_article_leaves_no_name_behind(desk: Any) -> None:
    article = desk.article("1", text="The platform Quillow pays. Quillow.")
    desk.add(names=(sighting(article),))
    desk.decide("take_down", "https://gazette.example/1")
    desk.load()
    assert desk.rows("SELECT count(*) FROM name_sightings") == [(0,)]
