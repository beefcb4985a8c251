"""`laborwire search` on a demo newsroom, as a reader types it."""

import json
from pathlib import Path

import pytest
from conftest import laborwire_here as laborwire
from conftest import run_here

from pipeline.places import Places, find_places
from pipeline.publish.related import NO_RELATED, RELATED_FLOOR

CUT = "http://www.bayledger.example/tech/2026/10/gradewell-cuts-pay-for-graders.html"

LONELY = "http://www.deccancourier.example/telangana/state-unveils-ai-policy-20261111.ece"

pytestmark = [pytest.mark.slow, pytest.mark.model]


@pytest.fixture(scope="module")
def newsroom(demo: tuple[Places, str]) -> Path:
    """The demo's folder."""
    return demo[0].var


def test_stories_come_first_then_claims_then_articles_each_with_a_quote(newsroom: Path) -> None:
    printed = run_here(["search", '"pay cut"', "--limit", "3"], var=newsroom)
    assert printed.startswith("Stories\n  1  Gradewell cuts pay")
    assert printed.index("Stories\n") < printed.index("Pay claims\n")
    lines = [json.loads(line) for line in run_here(["search", '"pay cut"', "--json"], var=newsroom).splitlines()]
    kinds = [line["hit"] for line in lines]
    assert kinds == sorted(kinds, key=["story", "claim", "article"].index)
    assert all(line["quote"] for line in lines if line["hit"] == "claim")


def test_meaning_adds_what_the_words_miss(newsroom: Path) -> None:
    words = ["search", "firm", "slashed", "salaries", "--json"]
    assert run_here([*words, "--words-only"], var=newsroom) == ""
    lines = [json.loads(line) for line in run_here(words, var=newsroom).splitlines()]
    hits = [hit for line in lines for hit in line.get("matching", [line])]
    assert "AI startup SLASHES worker pay by HALF overnight 😱" in [hit["headline"] for hit in hits]
    assert {hit["found_by"] for hit in hits} == {"meaning"}


def test_more_like_this_tells_other_stories_above_the_floor_or_that_there_is_none(newsroom: Path) -> None:
    lines = [json.loads(line) for line in run_here(["search", "--like", CUT, "--json"], var=newsroom).splitlines()]
    closeness = [line["closeness"] for line in lines]
    assert closeness == sorted(closeness, reverse=True)
    assert min(closeness) >= RELATED_FLOOR
    stories = [line["story_id"] for line in lines if line["story_id"]]
    assert len(stories) == len(set(stories))
    own = run_here(["search", "--like", CUT, "--limit", "1"], var=newsroom).split("Its own story has ")[1].split()[2]
    assert own not in stories
    assert NO_RELATED in run_here(["search", "--like", LONELY], var=newsroom)
    assert laborwire("search", "--like", "http://nobody.example/", var=newsroom).returncode == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(['"open'], b"does not close", id="open-quote"),
        pytest.param([], b"nothing to look for", id="nothing"),
        pytest.param(["pay", "--like", CUT], b"not both", id="both"),
        pytest.param(["--like", CUT, "--since", "2026-01-01"], b"takes no filters", id="like-with-filter"),
        pytest.param(["pay", "--since", "2026-13-01"], b"is not a day", id="no-day"),
        pytest.param(["pay", "--since", "2026-11-02", "--until", "2026-11-01"], b"is after --until", id="turned"),
        pytest.param(["pay", "--source", "herald"], b"did you mean 'Visayas Herald'?", id="part-of-a-source"),
        pytest.param(["pay", "--platform", "nosuch"], b"no article names 'nosuch'", id="unknown-platform"),
        pytest.param(["pay", "--limit", "5000"], b"at most 1000", id="too-many"),
    ],
)
def test_what_cannot_be_answered_is_one_line_that_says_why(newsroom: Path, words: list[str], said: bytes) -> None:
    done = laborwire("search", *words, var=newsroom)
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_a_missing_index_is_made_by_the_first_who_asks(newsroom: Path) -> None:
    before = run_here(["search", "pay*"], var=newsroom)
    find_places(var=newsroom).search.unlink()
    done = laborwire("search", "pay*", var=newsroom)
    assert b"the search index is missing" in done.stderr
    assert done.stdout.decode() == before


def test_without_a_snapshot_it_says_what_to_run(tmp_path: Path) -> None:
    done = laborwire("search", "pay", var=tmp_path)
    assert done.returncode == 1
    assert b"no snapshot yet; run `laborwire demo`" in done.stderr
