"""Decisions about stories lie over what clustering found: they hold, add up, and leave no trace when taken back."""

from dataclasses import replace
from typing import Any

import duckdb
import pytest

from pipeline.records import Label, Mention, StoryLink, StoryMembership, StoryMerge, story_id
from pipeline.warehouse.store import Warehouse


def standing(desk: Any) -> dict[str, str]:
    return dict(desk.rows("SELECT article_id, story_id FROM story_articles"))


def test_copies_stand_where_their_original_was_put(desk: Any) -> None:
    original = desk.article("1", story="s1")
    copy = desk.article("2", story="s1", relation="copy", canonical=original)
    other = desk.article("3", story="s3")
    desk.decide("move", original, value="s3")
    desk.load()
    assert standing(desk) == {original: "s3", copy: "s3", other: "s3"}


def test_a_copy_that_a_person_put_elsewhere_stays_there(desk: Any) -> None:
    original = desk.article("1", story="s1")
    copy = desk.article("2", story="s1", relation="copy", canonical=original)
    desk.decide("move", copy, value="s9")
    desk.load()
    assert standing(desk) == {original: "s1", copy: "s9"}


@pytest.mark.parametrize(
    ("verb", "subject", "value", "undone"),
    [
        pytest.param("merge", "s2", "s1", [("merge", "s2")], id="merge"),
        pytest.param("move", "first", "s2", [("move", "first")], id="move"),
        pytest.param("split", "s1", "first also", [("move", "first"), ("move", "also")], id="split"),
    ],
)
def test_what_is_taken_back_leaves_no_trace(
    desk: Any, verb: str, subject: str, value: str, undone: list[tuple[str, str]]
) -> None:
    ids = {name: desk.article(name, story=story) for name, story in (("first", "s1"), ("also", "s1"), ("two", "s2"))}
    desk.load()
    before = standing(desk)
    desk.decide(verb, ids.get(subject, subject), value=" ".join(ids.get(word, word) for word in value.split()))
    desk.load()
    assert standing(desk) != before
    for taken_back, name in undone:
        desk.decide(taken_back, ids.get(name, name), value="back", day="2026-04-02")
    desk.load()
    assert standing(desk) == before
    assert desk.rows("SELECT count(*) FROM stories WHERE merged_into IS NOT NULL") == [(0,)]
    assert desk.rows("SELECT count(*) FROM story_splits") == [(0,)]


def test_a_split_after_a_merge_stands_though_it_revives_the_old_id(desk: Any) -> None:
    one, two = desk.article("1", story="s1"), desk.article("2")
    # The second article founds the story that bears its name.
    founded = StoryMembership(article_id=two, story_id=story_id(two), similarity=1.0)
    desk.batch = replace(desk.batch, memberships=(*desk.batch.memberships, founded))
    desk.decide("merge", story_id(two), value="s1", day="2026-04-01")
    desk.decide("split", "s1", value=two, day="2026-04-02")
    desk.load()
    assert standing(desk) == {one: "s1", two: story_id(two)}
    assert desk.rows("SELECT article_id, old, new FROM story_splits") == [(two, "s1", story_id(two))]


def test_an_id_that_was_never_found_here_leads_to_the_story_of_its_founder(desk: Any) -> None:
    """A rebuild reads old articles together: what once founded a story may join another one."""
    founder, other = desk.article("1", story="s1"), desk.article("2", story="s2")
    desk.decide("merge", "s2", value=story_id(founder))
    desk.load()
    assert standing(desk) == {founder: "s1", other: "s1"}
    assert (story_id(founder), "s1") in desk.rows("SELECT id, merged_into FROM stories")


def test_a_warehouse_of_before_learns_where_its_articles_began(desk: Any) -> None:
    article = desk.article("1", story="s1")
    desk.load()
    with duckdb.connect(str(desk.path)) as con:
        con.execute("ALTER TABLE story_articles DROP COLUMN first_story_id")
        con.execute("UPDATE schema_version SET structure_digest = 'old' WHERE name = 'schema/story_articles.sql'")
    desk.load()
    assert desk.rows("SELECT article_id, story_id, first_story_id FROM story_articles") == [(article, "s1", "s1")]


def test_the_share_of_articles_that_changed_their_story_counts_merges(desk: Any) -> None:
    for name, story in (("1", "s1"), ("2", "s2"), ("3", "s3"), ("4", "s4")):
        desk.article(name, story=story)
    desk.add(merges=(StoryMerge(old="s2", into="s1"),))
    desk.decide("merge", "s4", value="s3")
    desk.load()
    counted = "SELECT n_articles, n_changed, n_by_clustering, n_by_people, share_changed FROM story_ids_kept"
    assert desk.rows(counted) == [(4, 2, 1, 1, 0.5)]


def test_a_timeline_says_what_each_report_brought(desk: Any) -> None:
    first = desk.article("1", story="s1", published="2026-03-01")
    copy = desk.article("2", story="s1", published="2026-03-02", relation="copy", canonical=first)
    more = desk.article("3", story="s1", published="2026-03-03")
    gone = desk.article("4", story="s1", published="2026-03-04")
    for article in (first, copy, more):
        desk.claim(article, "16")
    new = desk.claim(more, "11")
    desk.add(
        mentions=tuple(
            Mention(
                id=f"m{number}",
                article_id=article,
                start=0,
                end=5,
                label=Label.PLATFORM,
                text=name,
                entity_id=name,
                why="t",
            )
            for number, (article, name) in enumerate(
                ((first, "vellum"), (more, "vellum"), (more, "moro"), (gone, "moro"))
            )
        ),
        withdrawn=("https://gazette.example/4",),
    )
    desk.load()
    told = desk.rows("SELECT article_id, part, len(new_claims), new_entities FROM story_timeline ORDER BY position")
    assert told == [
        (first, "first report", 1, ["Vellum"]),
        (copy, "copy", 0, []),
        (more, "follow-up", 1, ["Moro"]),
        (gone, "withdrawn", 0, []),
    ]
    assert desk.rows("SELECT new_claims FROM story_timeline WHERE position = 3") == [([new],)]


def test_a_version_with_other_figures_is_a_correction(desk: Any) -> None:
    old = desk.article("1", text="It pays $16.", story="s1", fetched="2026-03-11")
    desk.claim(old, "16")
    new = desk.article("1", text="It pays $11.", story="s1", fetched="2026-03-12", modified=None)
    desk.claim(new, "11")
    same = desk.article("2", text="Nothing is paid.", story="s1", fetched="2026-03-11")
    also = desk.article("2", text="Nothing is paid now.", story="s1", fetched="2026-03-12")
    desk.load()
    told = desk.rows("SELECT article_id, corrected_from FROM story_timeline ORDER BY article_id")
    assert told == sorted([(new, old), (also, None)])
    assert same


def test_reasons_name_what_others_share_and_not_what_a_copy_repeats(desk: Any) -> None:
    first = desk.article("1", story="s1")
    copy = desk.article("2", story="s1", relation="copy", canonical=first)
    second = desk.article("3", story="s1")
    for article in (first, copy, second):
        desk.claim(article, "16.50")
    desk.claim(first, "11")
    desk.claim(copy, "11")
    names = ((first, "vellum"), (copy, "vellum"), (first, "moro"), (second, "moro"))
    desk.add(
        mentions=tuple(
            Mention(
                id=f"m{number}",
                article_id=article,
                start=0,
                end=5,
                label=Label.PLATFORM,
                text=name,
                entity_id=name,
                why="t",
            )
            for number, (article, name) in enumerate(names)
        )
    )
    desk.load()
    rows = desk.rows("SELECT article_id, is_copy, n_others, shared_entities, shared_figures FROM story_reasons")
    assert {row[0]: row[1:] for row in rows} == {
        first: (False, 1, ["Moro"], ["16.5 USD"]),
        copy: (True, 1, [], ["16.5 USD"]),
        second: (False, 1, ["Moro"], ["16.5 USD"]),
    }


@pytest.mark.parametrize(
    ("name", "n_stories"), [pytest.param("vellum", 2, id="shared"), pytest.param("moro", 0, id="no")]
)
def test_linked_stories_that_share_a_name_are_a_thread_and_stay_two(desk: Any, name: str, n_stories: int) -> None:
    suit, ruling = desk.article("1", story="s1", published="2026-01-05"), desk.article("2", story="s2")
    desk.article("3", story="s3")
    desk.add(
        links=(StoryLink(article_id=ruling, other_id="s1", closeness=0.6, named=0.5),),
        mentions=tuple(mention(article, entity) for article, entity in ((suit, "vellum"), (ruling, name))),
    )
    desk.load()
    threads = desk.rows("SELECT story_id, thread_id FROM story_threads ORDER BY ALL")
    assert threads == [("s1", "s1"), ("s2", "s1")][:n_stories]
    assert standing(desk)[suit] != standing(desk)[ruling]
    desk.decide("merge", "s2", value="s1")
    desk.load()
    assert desk.rows("SELECT count(*) FROM story_threads") == [(0,)]


def mention(article: str, entity: str) -> Mention:
    return Mention(
        id=f"m{article}",
        article_id=article,
        start=0,
        end=5,
        label=Label.PLATFORM,
        text=entity,
        entity_id=entity,
        why="t",
    )


def test_loading_again_changes_nothing(desk: Any) -> None:
    original = desk.article("1", story="s1")
    desk.article("2", story="s1", relation="copy", canonical=original)
    desk.article("3", story="s3")
    desk.decide("move", original, value="s3")
    desk.load()
    before = desk.rows("SELECT * FROM story_articles ORDER BY ALL"), desk.rows("SELECT * FROM stories ORDER BY ALL")
    with Warehouse.open(desk.path, data=desk.data) as warehouse:
        assert warehouse.first_stories_of([original]) == {original: "s1"}
    desk.load()
    assert before == (
        desk.rows("SELECT * FROM story_articles ORDER BY ALL"),
        desk.rows("SELECT * FROM stories ORDER BY ALL"),
    )
