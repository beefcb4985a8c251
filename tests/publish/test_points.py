"""The points of a story, each worked out by hand from the rule in docs/digest.md."""

from dataclasses import replace

import pytest
from publish.newsroom import Desk, at, make_source

from pipeline.publish.points import StoryPoints
from pipeline.publish.ranking import rank_stories
from pipeline.publish.week import read_week
from pipeline.records import Mention, record_id

NOTHING = StoryPoints(
    n_figures=0,
    is_change=False,
    is_event=False,
    n_independent=0,
    n_new=0,
    n_things=0,
    n_outlets=0,
    n_countries=0,
    nearness=0.0,
)


def ranked(desk: Desk) -> dict[str, StoryPoints]:
    """The points of the week's stories by the headline of their first article, best first."""
    desk.publish()
    rows = read_week(
        desk.places.warehouse, first=at("2026-03-09T00"), after=at("2026-03-16T00"), made=at("2026-03-16T07")
    )
    claims = {row.article_id: [one for one in rows.claims if one.article_id == row.article_id] for row in rows.articles}
    stories = rank_stories(rows.articles, claims, rows.facts, known=rows.known)
    return {members[0].headline: points for _, members, points in stories}


def names(desk: Desk, article: str, *entities: str) -> None:
    """Add that an article names these entities of the gazetteer."""
    found = tuple(
        Mention(
            id=record_id("m", article, entity),
            article_id=article,
            start=0,
            end=4,
            label="PLATFORM",
            text="Word",
            entity_id=entity,
            why="test",
        )
        for entity in entities
    )
    desk.add(mentions=(*desk.batch.mentions, *found))


@pytest.mark.parametrize(
    ("parts", "total"),
    [
        pytest.param({}, 0.0, id="nothing"),
        pytest.param({"n_figures": 2}, 6.0, id="3-a-figure"),
        pytest.param({"n_figures": 9}, 12.0, id="at-most-four-figures"),
        pytest.param({"is_change": True, "is_event": True}, 5.0, id="change-3-and-event-2"),
        pytest.param({"n_independent": 3}, 6.0, id="2-an-independent-outlet"),
        pytest.param({"n_new": 3, "n_things": 4}, 1.5, id="three-quarters-new-of-2"),
        pytest.param({"n_outlets": 3, "n_countries": 2}, 0.75, id="two-further-outlets-one-further-country"),
        pytest.param({"n_outlets": 40, "n_countries": 9}, 1.5, id="reach-has-an-end"),
        pytest.param({"nearness": 0.25}, 0.25, id="nearness"),
        # 3 * 1 + 3 + 2 + 2 * 2 + 2 * 1 / 3 + 0.25 * 2 + 0.5
        pytest.param(
            {
                "n_figures": 1,
                "is_change": True,
                "is_event": True,
                "n_independent": 2,
                "n_new": 1,
                "n_things": 3,
                "n_outlets": 3,
                "n_countries": 1,
                "nearness": 0.5,
            },
            13.6667,
            id="all",
        ),
    ],
)
def test_the_parts_add_up(parts: dict[str, float], total: float) -> None:
    assert replace(NOTHING, **parts).total == total  # type: ignore[arg-type]  # counts, flags and shares alike


def test_the_rule_is_read_from_stored_records(desk: Desk) -> None:
    """Earlier: $15. Now: $15 and $18 of Vellum in two reports, which name Vellum (known) and Moro (new)."""
    old = desk.paid("old", "15", published="2026-02-10")
    names(desk, old, "vellum")
    first = desk.paid("first", "15", "18", published="2026-03-10")
    second = desk.paid("second", "18", source="courier", story="s" + first[1:], published="2026-03-11")
    names(desk, first, "vellum", "moro")
    names(desk, second, "vellum")
    points = ranked(desk)["About first"]
    assert (points.n_figures, points.n_independent) == (1, 2)
    # $18 and Moro of $15, $18, Vellum and Moro.
    assert (points.n_new, points.n_things) == (2, 4)
    assert (points.n_outlets, points.n_countries) == (2, 1)
    # 3 * 1 + 2 * 2 + 2 * 2/4 + 0.25 * 1 + 0.5
    assert points.total == 8.75
    assert points.words() == (
        "8.75 points: 1 new pay figure 3; 2 independent reports 4; 2 of 4 figures and names new in twelve weeks 1; "
        "2 outlets in 1 country 0.25; nearness to the subject 0.5"
    )


def test_what_was_said_twelve_weeks_ago_is_old_and_thirteen_weeks_ago_new(desk: Desk) -> None:
    desk.paid("then", "15", published="2025-12-16")
    desk.paid("long-ago", "16", published="2025-12-14")
    desk.paid("now", "15", "16")
    assert ranked(desk)["About now"].n_figures == 1


def test_the_same_figure_in_two_reports_is_one_fact(desk: Desk) -> None:
    first = desk.paid("one", "15")
    desk.paid("one-too", "15", source="courier", story="s" + first[1:])
    assert ranked(desk)["About one"].n_figures == 1


def test_a_figure_that_was_said_before_is_worth_less_than_a_new_one(desk: Desk) -> None:
    desk.paid("before", "15", published="2026-02-20")
    desk.paid("repeated", "15", published="2026-03-09")
    desk.paid("fresh", "16", published="2026-03-12")
    assert list(ranked(desk)) == ["About fresh", "About repeated"]


def test_reach_counts_countries_and_no_re_publisher(desk: Desk) -> None:
    abroad = make_source("herald", country="KE")
    desk.add(sources=tuple(abroad if one.id == "herald" else one for one in desk.batch.sources))
    first = desk.article("one")
    for source in ("courier", "herald", "echo"):
        story = "s" + first[1:]
        desk.article(
            f"one-{source}", source=source, story=story, relation="copy", canonical=first, published="2026-03-11"
        )
    points = ranked(desk)["About one"]
    assert (points.n_outlets, points.n_countries, points.n_independent) == (3, 2, 1)
    assert points.reach == 0.75


def test_no_number_of_copies_outweighs_a_second_report(desk: Desk) -> None:
    first = desk.article("copied", published="2026-03-09")
    for country in ("KE", "IN", "PH", "DE", "US", "FR"):
        name = f"outlet-{country.lower()}"
        desk.add(sources=(*desk.batch.sources, make_source(name, country=country)))
        desk.article(f"copied-{name}", source=name, story="s" + first[1:], relation="copy", canonical=first)
    both = desk.article("both")
    desk.article("both-too", source="courier", story="s" + both[1:])
    assert list(ranked(desk)) == ["About both", "About copied"]
