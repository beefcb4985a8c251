"""Two nights of a small newsroom with people's decisions between and after them: what is kept, and made again."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import duckdb
from conftest import run_here
from short_night import short_newsroom

from flows.newsroom import Newsroom, demo_sources
from flows.night import run_night
from flows.order import stand_in_order
from pipeline.places import Places, find_places

FIRST = datetime(2026, 11, 18, 0, 0, tzinfo=timezone.utc)
SECOND = datetime(2026, 11, 21, 2, 0, tzinfo=timezone.utc)
"""Between the two a pay cut is taken back in part, a firm answers a lawsuit, and a worker writes about both."""

_KEPT = ("gradewell-cuts", "gradewell-restores", "tutors-sue", "orchardloop", "northlight", "nineteen", "sixteen")


def _fewer(folder: Path) -> Path:
    for page in folder.glob("articles/*/*.toml"):
        if not page.name.startswith(_KEPT):
            page.unlink()
    return folder


def keep_newsroom(folder: Path) -> Places:
    """Run the nights in `folder`/var, decide, and return the places."""
    places = find_places(var=folder / "var")
    places.var.mkdir(parents=True)
    (places.var / "demo.json").write_text("{}")
    with Newsroom(now=FIRST, folder=_fewer(short_newsroom(folder / "demo"))) as newsroom:
        order = stand_in_order(places, FIRST, sources=demo_sources(), port=newsroom.port)
        run_night(order)
        decide_between(places)
        newsroom.set_now(SECOND)
        run_night(stand_in_order(places, SECOND, sources=demo_sources(), port=newsroom.port))
    decide_afterwards(places)
    return places


def ask(places: Places, query: str) -> list[tuple[str, ...]]:
    """Return the answer of the newest snapshot."""
    with duckdb.connect(str(places.warehouse), read_only=True) as con:
        return con.execute(query).fetchall()


def decide_between(places: Places) -> None:
    """Let two stories be one, drop an article, correct and reject claims."""
    (one,), (other,), *_ = ask(places, "SELECT DISTINCT story_id FROM story_articles ORDER BY story_id")
    decide(places, "story", "merge", one, other)
    (url,) = ask(places, "SELECT canonical_url FROM articles ORDER BY canonical_url")[-1]
    decide(places, "label", url, "--drop")
    (first,), (second,), *_ = ask(places, "SELECT id FROM pay_claims ORDER BY id")
    decide(places, "review", first, "--correct", "unit=hour")
    decide(places, "review", second, "--reject")


def decide_afterwards(places: Places) -> None:
    """Let an article leave the story that was merged, take a correction back."""
    article, home = ask(places, "SELECT article_id, story_id FROM story_articles ORDER BY article_id DESC")[0]
    decide(places, "story", "split", home, article)
    (claim,), *_ = ask(places, "SELECT id FROM pay_claims WHERE review_status = 'corrected'")
    decide(places, "review", claim, "--undo", "--now", (SECOND + timedelta(hours=9)).isoformat())


def decide(places: Places, *words: str) -> None:
    now = () if "--now" in words or words[0] == "story" else ("--now", (FIRST + timedelta(hours=9)).isoformat())
    run_here([*words, *now, "--why", "seen"], var=places.var)
