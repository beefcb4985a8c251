"""Events of articles: loaded once, carried along by take-downs and new versions, counted month by month by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pipeline.errors import WarehouseError
from pipeline.records import ArticleEvent, EventActor, event_id
from pipeline.warehouse.dump import dump_digest

TEXT = "Raters at Vellum walked out on Monday. They want $16 an hour."


def event(article: str, **changes: object) -> ArticleEvent:
    made = ArticleEvent(
        id="",
        article_id=article,
        type="strike",
        status="happened",
        date_first=date(2026, 3, 9),
        date_last=date(2026, 3, 9),
        date_words="Monday",
        actors=(EventActor(words="Vellum", entity_id="vellum"), EventActor(words="Raters", entity_id=None)),
        start=0,
        end=37,
        sent_start=0,
        sent_end=38,
        rule_id="strike.walk_out",
        extractor_version="events-1",
    )
    made = replace(made, **changes)  # type: ignore[arg-type]  # fields of the record
    return replace(made, id=event_id(made.article_id, kind=made.type, start=made.start, end=made.end))


def tell(desk: Any, *events: ArticleEvent) -> None:
    desk.add(events=(*desk.batch.events, *events))


def months(desk: Any) -> list[tuple[Any, ...]]:
    return list(
        desk.rows(
            "SELECT month::VARCHAR, type, status, n_events, n_articles, n_outlets, actors FROM events_by_month"
            " ORDER BY ALL NULLS LAST"
        )
    )


def test_an_event_is_stored_with_its_sentence_and_its_actors(desk: Any) -> None:
    tell(desk, event(desk.article("1", text=TEXT)))
    assert desk.load().article_events == 1
    assert desk.rows('SELECT sentence, substr(sentence, start + 1, "end" - start), actors FROM article_events') == [
        (
            "Raters at Vellum walked out on Monday.",
            "Raters at Vellum walked out on Monday",
            [{"words": "Vellum", "entity_id": "vellum"}, {"words": "Raters", "entity_id": None}],
        )
    ]


def test_events_that_are_loaded_again_change_nothing(desk: Any) -> None:
    tell(desk, event(desk.article("1", text=TEXT)))
    desk.load()
    before = dump_digest(desk.path)
    assert desk.load().article_events == 0
    assert dump_digest(desk.path) == before


def test_an_event_of_an_unknown_article_is_refused(desk: Any) -> None:
    tell(desk, event("a0"))
    with pytest.raises(WarehouseError, match="article a0, which is not loaded"):
        desk.load()


def test_a_newer_reader_does_not_put_its_events_beside_those_of_an_older_one(desk: Any) -> None:
    article = desk.article("1", text=TEXT)
    tell(desk, event(article))
    desk.load()
    desk.add(events=(event(article, start=7, extractor_version="events-2"),))
    assert desk.load().article_events == 0
    assert desk.rows("SELECT start, extractor_version FROM article_events") == [(0, "events-1")]


def test_a_take_down_deletes_the_events_of_an_article(desk: Any) -> None:
    tell(desk, event(desk.article("1", text=TEXT)), event(desk.article("2", text=TEXT, source="courier")))
    desk.load()
    desk.decide("take_down", "https://gazette.example/1")
    desk.load()
    left = desk.rows("SELECT a.canonical_url FROM article_events AS e JOIN articles AS a ON a.id = e.article_id")
    assert left == [("https://courier.example/2",)]


def test_only_the_newest_version_of_an_article_is_counted(desk: Any) -> None:
    old = desk.article("v", text="They struck.", published="2026-03-10", fetched="2026-03-10")
    new = desk.article("v", text="They did not strike.", published="2026-03-10", fetched="2026-03-12")
    tell(desk, event(old, sent_end=12), event(new, status="denied", date_first=None, date_last=None, actors=()))
    desk.load()
    assert desk.rows("SELECT count(*) FROM article_events") == [(2,)]
    assert months(desk) == [("2026-03-01", "strike", "denied", 1, 1, 1, [])]


def test_events_are_counted_by_month_story_and_status(desk: Any) -> None:
    # Two reports and a copy of one strike; a strike of another story in the same month.
    first = desk.article("1", text=TEXT, story="s1")
    second = desk.article("2", text=TEXT, source="courier", story="s1")
    copy = desk.article("3", text=TEXT, source="echo", story="s1", relation="copy", canonical=first)
    other = desk.article("4", text=TEXT, source="bulletin", story="s2")
    moro = (EventActor(words="Moro Ltd", entity_id="moro"),)
    tell(desk, event(first), event(second), event(copy), event(other, actors=moro))
    # A plan for April, told in March; a layoff without a day, so of the month of its article.
    tell(desk, event(first, status="planned", date_first=date(2026, 4, 2), date_last=date(2026, 4, 2), start=3))
    tell(desk, event(second, type="layoff", date_first=None, date_last=None, actors=()))
    # Of some day last year, or in the past without any: no month is known.
    year = {"date_first": date(2025, 1, 1), "date_last": date(2025, 12, 31)}
    tell(desk, event(other, type="lawsuit", status="past", actors=(), **year))
    tell(desk, event(second, type="lawsuit", status="past", actors=(), date_first=None, date_last=None))
    desk.load()
    assert months(desk) == [
        ("2026-03-01", "layoff", "happened", 1, 1, 1, []),
        ("2026-03-01", "strike", "happened", 2, 3, 3, ["Moro", "Vellum"]),
        ("2026-04-01", "strike", "planned", 1, 1, 1, ["Vellum"]),
        (None, "lawsuit", "past", 2, 2, 2, []),
    ]


def test_withdrawn_articles_tell_of_nothing(desk: Any) -> None:
    tell(desk, event(desk.article("1", text=TEXT)))
    desk.add(withdrawn=("https://gazette.example/1",))
    desk.load()
    assert months(desk) == []
