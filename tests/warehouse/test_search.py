"""The full-text index of a small newsroom: what it finds, what it costs a night, what it survives, what leaves it."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import UsageError, WarehouseError
from pipeline.places import Places
from pipeline.search.ask import Searcher
from pipeline.search.find import Answer, Filters
from pipeline.search.index import sync_index
from pipeline.warehouse.publish import publish_snapshot, rebuild_search

CUT = (
    "Vellum cut the pay of its golden batch of raters. The golden batch is paid $9 an hour, it said. "
    + "It rains. " * 30
)
SECOND, DOLLARS = CUT.index("The golden"), CUT.index("$9")


@pytest.fixture
def searcher(places: Places) -> Searcher:
    """What readers of the installation search with, by words alone."""
    return Searcher(snapshot=places.warehouse, index=places.search, cache=places.vectors)


def publish(desk: Any, places: Places, **how: Any) -> None:
    desk.load()
    publish_snapshot(places, keep=5, **how)


def found(answer: Answer) -> set[str]:
    stories = {hit.article_id for story in answer.stories for hit in story.matching}
    return stories | {hit.article_id for hit in answer.articles}


def test_finds_stories_and_claims_first_each_with_its_quote(desk: Any, places: Places, searcher: Searcher) -> None:
    first = desk.article("cut", text=CUT, story="s1", published="2026-03-01")
    copy = desk.article("copy", text=CUT + " By Gazette.", source="echo", relation="copy", canonical=first, story="s1")
    desk.article("later", source="courier", text="The golden batch went home.", story="s1", published="2026-03-05")
    alone = desk.article("alone", source="courier", text="A golden batch of cheese.", published="2026-03-07")
    claim = desk.claim(first, "9", sent_start=SECOND, sent_end=SECOND + 44, start=DOLLARS, end=DOLLARS + 2)
    publish(desk, places)
    answer = searcher.find('"golden batch"')
    (story,) = answer.stories
    assert (story.story_id, story.articles, story.outlets, story.headline) == ("s1", 2, 3, "About cut")
    assert {hit.article_id: hit.copies for hit in story.matching}[first] == 1
    assert copy not in found(answer)
    assert "golden batch" in (story.matching[0].quote or "")
    assert [(hit.claim_id, hit.quote) for hit in answer.claims] == [
        (claim, "The golden batch is paid $9 an hour, it said")
    ]
    assert [hit.article_id for hit in answer.articles] == [alone]
    assert answer.matching_articles == 4


def test_filters_by_platform_source_and_days(desk: Any, places: Places, searcher: Searcher) -> None:
    early = desk.article("early", text=CUT, published="2026-03-01")
    late = desk.article("late", source="courier", text=CUT + " Again.", published="2026-03-09")
    desk.claim(late, "9")
    publish(desk, places)
    wanted = {
        Filters(): {early, late},
        Filters(source="courier"): {late},
        Filters(source="the gazette"): {early},
        Filters(platform="Vellum"): {late},
        Filters(since="2026-03-02"): {late},
        Filters(before="2026-03-09"): {early},
        Filters(before="2026-03-09", platform="vellum"): set(),
    }
    assert {filters: found(searcher.find("golden pay*", filters)) for filters in wanted} == wanted
    with pytest.raises(UsageError, match="did you mean 'The Courier'"):
        searcher.find("golden", Filters(source="couri"))
    with pytest.raises(UsageError, match="did you mean 'Vellum'"):
        searcher.find("golden", Filters(platform="ellum"))


def test_a_night_writes_what_is_new_and_readers_follow_it(desk: Any, places: Places, searcher: Searcher) -> None:
    first = desk.article("first", text=CUT)
    publish(desk, places)
    assert found(searcher.find("golden")) == {first}
    second = desk.article("second", text="Another golden day.")
    desk.load()
    counts = sync_index(places.live_search, places.live_warehouse)
    assert (counts.added, counts.removed, counts.held, counts.why_anew) == (1, 0, 2, None)
    assert not sync_index(places.live_search, places.live_warehouse).has_changed
    publish_snapshot(places, keep=5)
    assert found(searcher.find("golden")) == {first, second}


def dump(path: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as con:
        articles = con.execute("SELECT article_id, mark, story_id, headline FROM articles ORDER BY 1").fetchall()
        return [*articles, *con.execute("SELECT claim_id, sentence FROM claims ORDER BY 1").fetchall()]


def spoil(path: Path, how: str) -> None:
    if how == "missing":
        path.unlink()
    elif how == "no database":
        path.write_bytes(b"nonsense" * 4096)
    elif how == "older":
        with sqlite3.connect(path) as con:
            con.execute("PRAGMA user_version = 0")
    else:
        with sqlite3.connect(path) as con:
            con.execute("DELETE FROM article_words_data WHERE id > 1")
            con.execute("UPDATE article_words_data SET block = x'ff'")


@pytest.mark.sample("missing", "broken within")
@pytest.mark.parametrize("how", ["missing", "no database", "older", "broken within"])
def test_what_is_spoilt_is_made_anew_with_the_same_rows(
    desk: Any, places: Places, searcher: Searcher, how: str
) -> None:
    desk.claim(desk.article("first", text=CUT, story="s1"), "9")
    publish(desk, places)
    whole = dump(places.search)
    spoil(places.live_search, how)
    desk.article("second", text="Another golden day.")
    publish(desk, places)
    assert len(dump(places.search)) == len(whole) + 1
    assert len(found(searcher.find("golden"))) == 2
    places.search.unlink()
    with pytest.raises(WarehouseError, match=r"is missing.*search --rebuild"):
        searcher.find("golden")
    rebuild_search(places)
    assert set(whole) <= set(dump(places.search))
    assert len(found(searcher.find("golden"))) == 2


def test_taken_down_words_are_in_no_byte_and_not_found(desk: Any, places: Places, searcher: Searcher) -> None:
    desk.article("secret", text="Quorvandil grades chatbots. " + "It rains. " * 30, headline="Zubrelkin speaks")
    kept = desk.article("kept", text="Somebody grades chatbots.")
    publish(desk, places)
    assert b"uorvandil" in places.search.read_bytes()
    desk.decide("take_down", "https://gazette.example/secret")
    publish(desk, places, compact=True)
    files = [path for path in places.var.rglob("*search*") if path.is_file()]
    assert len(files) >= 3
    for path in files:
        for word in (b"uorvandil", b"ubrelkin"):
            assert word not in path.read_bytes(), path
    assert found(searcher.find("grades")) == {kept}
