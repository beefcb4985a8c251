"""What counts as a loss that a person has to look at, and what does not."""

from typing import Any

import pytest

from pipeline.config import ReleaseSettings
from pipeline.places import Places
from pipeline.warehouse.publish import publish_snapshot
from pipeline.warehouse.release import Loss, find_losses, held_lines, hold, read_held
from pipeline.warehouse.store import Warehouse

SETTINGS = ReleaseSettings(most_lost=0.5, at_least=2)
URLS = [f"https://gazette.example/g{number}" for number in range(4)]


@pytest.fixture
def published(desk: Any, places: Places) -> Places:
    """Four articles of the Gazette with two claims each, and one of the Courier with one."""
    for number in range(4):
        article = desk.article(f"g{number}")
        desk.claim(article, "16")
        desk.claim(article, "20")
    desk.claim(desk.article("c0", source="courier"), "18")
    desk.load()
    publish_snapshot(places, keep=1)
    return places


def change(places: Places, *statements: str) -> None:
    with Warehouse.open(places.live_warehouse, data=places.data) as warehouse:
        for statement in statements:
            warehouse.con.execute(statement)


def test_nothing_is_lost_when_nothing_changed(published: Places) -> None:
    assert find_losses(published, SETTINGS) == ()


def test_without_a_snapshot_there_is_nothing_to_lose(desk: Any, places: Places) -> None:
    desk.load()
    assert find_losses(places, SETTINGS) == ()


def test_lost_articles_and_claims_are_counted_by_source(published: Places) -> None:
    change(
        published,
        "DELETE FROM pay_claims WHERE article_id IN (SELECT id FROM articles WHERE headline < 'About g3')",
        "DELETE FROM articles WHERE headline < 'About g3'",
    )
    # The one article of the Courier is gone, too, and too little to count.
    assert find_losses(published, SETTINGS) == (
        Loss(source_id="gazette", articles=4, articles_lost=3, claims=8, claims_lost=6),
    )


def test_claims_alone_are_lost_too(published: Places) -> None:
    change(published, "DELETE FROM pay_claims WHERE amount_min = 16")
    assert find_losses(published, SETTINGS) == ()
    assert [one.claims_lost for one in find_losses(published, ReleaseSettings(most_lost=0.4, at_least=4))] == [4]
    assert find_losses(published, ReleaseSettings(most_lost=0.4, at_least=5)) == ()


def test_what_the_publisher_withdrew_is_lost_and_what_people_took_away_is_not(desk: Any, published: Places) -> None:
    desk.add(withdrawn=tuple(URLS[:3]))
    desk.load()
    assert [one.articles_lost for one in find_losses(published, SETTINGS)] == [3]
    for url in URLS[:2]:
        desk.decide("drop", url)
    desk.decide("take_down", URLS[2])
    desk.load()
    assert find_losses(published, SETTINGS) == ()


def test_rejected_claims_and_corrected_pages_are_no_loss(desk: Any, published: Places) -> None:
    for (claim,) in desk.rows("SELECT id FROM pay_claims WHERE amount_min = 16"):
        desk.decide("reject", claim)
    for number in range(4):
        again = desk.article(f"g{number}", text="They write it anew. " * 50, fetched="2026-04-01")
        desk.claim(again, "16")
        desk.claim(again, "21")
    desk.load()
    assert desk.rows("SELECT count(*) FROM articles WHERE is_current AND text LIKE 'They%'") == [(4,)]
    assert find_losses(published, SETTINGS) == ()


def test_what_is_held_is_written_down_with_its_first_time_until_it_is_published(
    places: Places, now: Any, day: Any
) -> None:
    loss = Loss(source_id="gazette", articles=4, articles_lost=3, claims=8, claims_lost=6)
    assert read_held(places) is None
    assert held_lines(places) == ()
    hold(places, [loss], now=now)
    hold(places, [loss], now=now + day)
    held = read_held(places)
    assert held is not None
    assert (held.since, held.losses) == (now, (loss,))
    assert "gazette: 3 of 4 articles and 6 of 8 pay claims are gone" in held_lines(places)[0]
    hold(places, [], now=now + day)
    assert read_held(places) is None
