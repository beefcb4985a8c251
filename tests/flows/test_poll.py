"""Polls between the nights: what is due is asked for, and only news is read, loaded and published."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from short_night import short_newsroom, short_sources

from flows.crawling import crawl
from flows.newsroom import NIGHT_1, Newsroom
from flows.night import run_poll
from flows.order import Order, stand_in_order
from flows.reading import ReadPage
from flows.steps import PLAIN, Steps
from pipeline.archive.store import Archive
from pipeline.errors import RejectionReason
from pipeline.places import CHECKOUT, Places
from pipeline.records import Rejection
from pipeline.warehouse.lock import writer_lock
from spiders.state import CrawlState

pytestmark = pytest.mark.slow

QUARTER = timedelta(minutes=15)


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with Newsroom(now=NIGHT_1, folder=short_newsroom(tmp_path_factory.mktemp("newsroom") / "demo")) as newsroom:
        yield newsroom


def order_in(folder: Path, newsroom: Newsroom, *, now: datetime = NIGHT_1, only_due: bool = False) -> Order:
    places = Places(data=CHECKOUT / "data", var=folder / "var")
    order = stand_in_order(places, now, sources=short_sources(), port=newsroom.port)
    return replace(order, only_due=only_due)


def crawls_only() -> Steps:
    """Return steps of which only the crawl may run."""

    def never(*_: object) -> int:
        raise AssertionError("nothing new came, and yet the poll went on")

    return Steps(crawl=PLAIN.crawl, read=never, load=never, publish=never)  # type: ignore[arg-type]  # never called


@pytest.mark.model
@pytest.mark.timeout(600)
def test_a_poll_publishes_what_is_new_and_nothing_when_nothing_is(tmp_path: Path, newsroom: Newsroom) -> None:
    order = order_in(tmp_path, newsroom, only_due=True)
    first = run_poll(order)
    assert first is not None
    assert (first.command, first.state, first.snapshot) == ("poll", "done", 1)
    with duckdb.connect(str(order.places.warehouse), read_only=True) as con:
        assert con.execute("SELECT command FROM runs").fetchall() == [("poll",)]
    asked = len(newsroom.requests)
    later = replace(order, now=NIGHT_1 + QUARTER)
    idle = run_poll(later, crawls_only())
    assert idle is not None
    assert (idle.state, idle.snapshot) == ("done", None)
    # Neither feed nor page is due after 15 minutes: nobody is asked.
    assert len(newsroom.requests) == asked
    # After an hour everything is asked whether it has changed, and nothing has.
    assert run_poll(replace(order, now=NIGHT_1 + 4 * QUARTER), crawls_only()) is not None
    assert len(newsroom.requests) > asked
    # What polls did is in the warehouse: 96 a day leave no folder.
    assert list(order.places.runs.iterdir()) == list(order.places.open_runs.iterdir()) == []
    assert [path.name for path in order.places.snapshots.glob("*.duckdb")] == ["laborwire-000001.duckdb"]


@pytest.mark.thorough
def test_what_polls_refuse_waits_for_the_next_load(tmp_path: Path, newsroom: Newsroom) -> None:
    refused: set[str] = set()
    for number in range(3):
        order = order_in(tmp_path, newsroom, now=NIGHT_1 + number * QUARTER)
        refused.add(f"{short_sources()[0].homepage}gone/{number}")
        outcome = crawl(order, (f"{short_sources()[0].homepage}gone/{number}",))
        assert {rejection.key for rejection in outcome.rejections} == refused


def test_a_poll_leaves_the_field_to_another_run(tmp_path: Path, newsroom: Newsroom) -> None:
    order = order_in(tmp_path, newsroom, only_due=True)
    with writer_lock(order.places, "nightly", NIGHT_1):
        assert run_poll(order, crawls_only()) is None


@pytest.mark.thorough
def test_a_night_tells_the_fetch_state_which_pages_harmed_their_reader(tmp_path: Path, newsroom: Newsroom) -> None:
    from flows.faults import note_faults

    order = order_in(tmp_path, newsroom)
    crawl(order)
    with Archive.open(order.places.archive) as archive:
        sightings = list(archive.sightings_after(0))[:2]

    def read(number: int, reason: RejectionReason | None) -> list[ReadPage]:
        pages = []
        for seq, seen_at, capture in sightings:
            rejection = Rejection(stage="extract", key=capture.url, reason=reason, detail="8 s") if reason else None
            version = replace(capture, id=f"{capture.id}-{number}")
            state = "rejected" if rejection else "article"
            pages.append(ReadPage(seq=seq, seen_at=seen_at, capture=version, state=state, rejection=rejection))  # type: ignore[arg-type]  # one of its words
        return pages

    def left_alone() -> list[str]:
        with CrawlState.open(order.places.crawl_state, now=NIGHT_1) as state:
            return [page.detail for page in state.quarantined({source.id for source in short_sources()})]

    for number in range(3):
        note_faults(order.places, read(number, RejectionReason.NO_TEXT), now=NIGHT_1)
    assert left_alone() == []
    for number in range(3):
        note_faults(order.places, read(number, RejectionReason.TIMED_OUT), now=NIGHT_1)
    assert left_alone() == ["timed_out: 8 s"] * 2
    note_faults(order.places, read(3, None), now=NIGHT_1)
    assert left_alone() == []
