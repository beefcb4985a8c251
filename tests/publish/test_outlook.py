"""What to watch, and what became of it in later digests, decided from stored records."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from publish.newsroom import Desk, at, first_sentences
from publish.test_events import report, told
from publish.test_points import names

from pipeline.publish.digest import write_digest
from pipeline.records import EventActor

PLAN = "Raters at Moro plan a strike on 25 March."
DAY = date(2026, 3, 25)
PLANNED = {"status": "planned", "date_first": DAY, "date_last": DAY}
ACTORS = (EventActor(words="Moro", entity_id="moro"),)


def written(desk: Desk, week: str, made: str) -> str:
    """Publish and write a week's digest; return its Markdown."""
    desk.publish()
    return write_digest(desk.places, week=week, now=at(made), choose=first_sentences)[0].read_text(encoding="utf-8")


def first(desk: Desk) -> str:
    return written(desk, "2026-W11", "2026-03-16T07")


def third(desk: Desk) -> str:
    """The digest of 23 to 29 March."""
    return written(desk, "2026-W13", "2026-03-30T07")


@pytest.fixture
def planned(desk: Desk) -> str:
    """A report of 10 March that a strike at Moro is planned for 25 March; its digest is written."""
    article = report(desk, "plan", PLAN)
    told(desk, article, PLAN, actors=ACTORS, **PLANNED)
    markdown = first(desk)
    assert "## What to watch" in markdown
    assert (
        "- **Strike, Moro, 25 March 2026**: About plan, [its story](#story-1) [1](#source-1) "
        "`laborwire search '\"Moro\" strike' --since 2026-03-25`"
    ) in markdown
    return article


def later(desk: Desk, slug: str, sentence: str, *, story: str | None = None, **event: Any) -> str:
    """Add a report of 26 March, with an event when one is told."""
    article = report(desk, slug, sentence, published="2026-03-26", fetched="2026-03-26", story=story)
    if event:
        told(desk, article, sentence, **event)
    return article


def test_it_happened(desk: Desk, planned: str) -> None:
    article = later(
        desk, "walkout", "Raters walked out.", story="s" + planned[1:], date_first=DAY, date_last=DAY, status="happened"
    )
    markdown = third(desk)
    assert "Our digest of 2026-W11 said to watch: Strike, Moro, 25 March 2026, which [About plan]" in markdown
    assert "announced: **happened** (a report tells of it as a fact: [About walkout](" in markdown
    assert f"(story `s{planned[1:]}`)" in markdown and article
    # It is told once.
    assert "**happened**" not in written(desk, "2026-W14", "2026-04-06T07")


@pytest.mark.thorough
def test_it_happened_in_another_story_of_the_same_actors_on_the_day_alone(desk: Desk, planned: str) -> None:
    later(desk, "other", "Raters downed tools.", actors=ACTORS, date_first=DAY, date_last=DAY)
    assert "**happened**" in third(desk)


@pytest.mark.sample("other-type")
@pytest.mark.parametrize(
    "event",
    [
        pytest.param(
            {"actors": ACTORS, "date_first": date(2026, 3, 26), "date_last": date(2026, 3, 26)}, id="other-day"
        ),
        pytest.param({"actors": (), "date_first": DAY, "date_last": DAY}, id="nobody-we-know"),
        pytest.param({"actors": ACTORS, "date_first": DAY, "date_last": DAY, "type": "lawsuit"}, id="other-type"),
        pytest.param({"actors": ACTORS, "date_first": None, "date_last": None}, id="no-day"),
    ],
)
def test_what_merely_looks_like_it_is_not_it(desk: Desk, planned: str, event: dict[str, Any]) -> None:
    later(desk, "other", "Raters downed tools.", **event)
    assert "**happened**" not in third(desk)


@pytest.mark.thorough
def test_it_was_not_seen_where_reports_since_do_not_tell_of_it(desk: Desk, planned: str) -> None:
    names(desk, later(desk, "quiet", "Moro hired more raters."), "moro")
    assert "**not seen** (1 report since is of its story or names Moro, and none tells of it)" in third(desk)


@pytest.mark.thorough
def test_it_was_called_off(desk: Desk, planned: str) -> None:
    later(
        desk,
        "off",
        "The strike was called off.",
        story="s" + planned[1:],
        status="denied",
        date_first=DAY,
        date_last=DAY,
    )
    assert "**not seen** (a report says that it was called off or did not happen: [About off]" in third(desk)


@pytest.mark.thorough
def test_nobody_can_tell_without_a_report(desk: Desk, planned: str) -> None:
    later(desk, "else", "A bank opened.")
    assert "**can't tell** (no report since is of its story or names Moro)" in third(desk)


@pytest.mark.thorough
def test_nothing_is_said_before_its_day_and_a_changed_answer_is_told_again(desk: Desk, planned: str) -> None:
    assert "said to watch" not in written(desk, "2026-W12", "2026-03-23T07")
    assert "**can't tell**" in third(desk)
    assert "said to watch" not in written(desk, "2026-W14", "2026-04-06T07")
    late = report(desk, "late", "Raters walked out.", published="2026-04-08", story="s" + planned[1:])
    told(desk, late, "Raters walked out.", date_first=DAY, date_last=DAY)
    assert "**happened**" in written(desk, "2026-W15", "2026-04-13T07")


@pytest.mark.thorough
def test_a_digest_that_is_made_again_says_the_same(desk: Desk, planned: str) -> None:
    once = third(desk)
    written(desk, "2026-W14", "2026-04-06T07")
    assert third(desk) == once
    folder: Path = desk.places.digests / "2026-W11"
    assert "planned" in (folder / "watch.jsonl").read_text(encoding="utf-8")
    assert first(desk) == (folder / "digest.md").read_text(encoding="utf-8")


def test_what_is_over_or_has_no_day_is_not_watched(desk: Desk) -> None:
    article = report(desk, "plan", PLAN)
    told(desk, article, PLAN, status="planned", date_first=date(2026, 3, 13), date_last=date(2026, 3, 13))
    other = report(desk, "vague", PLAN)
    told(desk, other, PLAN, status="planned", date_first=None, date_last=None)
    assert "What to watch" not in first(desk)


@pytest.mark.thorough
def test_a_withdrawn_announcement_is_not_followed_up(desk: Desk, planned: str) -> None:
    later(desk, "else", "A bank opened.")
    desk.add(withdrawn=("https://gazette.example/plan",))
    assert "said to watch" not in third(desk)
