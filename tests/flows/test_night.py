"""The night's own steps on a small newsroom, without a model: how it crawls, and what it hands to the crawl."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from short_night import short_newsroom, short_sources

from flows.crawling import crawl
from flows.newsroom import NIGHT_1, Newsroom
from flows.order import Order, stand_in_order
from pipeline.archive.store import Archive
from pipeline.decisions import append_decisions, make_decision
from pipeline.errors import CrawlError
from pipeline.places import CHECKOUT, Places
from pipeline.records import Article, Capture, article_id, text_digest
from pipeline.urls import canonical_url
from pipeline.warehouse.batch import Batch
from pipeline.warehouse.load import load
from pipeline.warehouse.store import Warehouse

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with Newsroom(now=NIGHT_1, folder=short_newsroom(tmp_path_factory.mktemp("newsroom") / "demo")) as newsroom:
        yield newsroom


def order_in(folder: Path, newsroom: Newsroom) -> Order:
    places = Places(data=CHECKOUT / "data", var=folder / "var")
    return stand_in_order(places, NIGHT_1, sources=short_sources(), port=newsroom.port)


@pytest.mark.thorough
def test_a_crawl_that_cannot_run_says_why_and_where_its_log_is(tmp_path: Path, newsroom: Newsroom) -> None:
    order = order_in(tmp_path, newsroom)
    order.places.archive.mkdir(parents=True)
    (order.places.archive / "index.sqlite").write_bytes(b"no database, but long enough to be looked at" * 100)
    with pytest.raises(CrawlError, match=r"index\.sqlite.*its log is .*work/crawl"):
        crawl(order)


@pytest.mark.thorough
def test_what_was_taken_down_is_asked_no_more(tmp_path: Path, newsroom: Newsroom) -> None:
    order = order_in(tmp_path, newsroom)
    crawl(order)
    with Archive.open(order.places.archive) as archive:
        first, second, *_ = [capture for _, _, capture in archive.sightings_after(0)]
    # One by the address that a person sees, one by the id of a version that is loaded.
    loaded = make_article(second)
    with Warehouse.open(order.places.live_warehouse, data=order.places.data) as warehouse:
        load(warehouse, Batch(captures=(second,), articles=(loaded,)))
    subjects = (canonical_url(first.url), loaded.id)
    append_decisions(
        order.places.decisions,
        [make_decision("take_down", subject, who="ed", when=NIGHT_1, why="asked") for subject in subjects],
    )
    asked_before = len(newsroom.requests)
    crawl(replace(order, now=NIGHT_1 + timedelta(days=2)))
    asked = {request.path for request in newsroom.requests[asked_before:]}
    assert len(asked) > 2
    assert not asked & {urlsplit(first.url).path, urlsplit(second.url).path}


def make_article(capture: Capture) -> Article:
    digest = text_digest("Words of a person.")
    return Article(
        id=article_id(capture.url + "/stated", digest),
        capture_id=capture.id,
        source_id=capture.source_id,
        url=capture.url,
        canonical_url=capture.url + "/stated",
        headline="About a person",
        text="Words of a person.",
        text_digest=digest,
        extractor="test 1",
    )


@pytest.mark.thorough
def test_a_crawl_goes_on_from_the_snapshot_when_the_working_copy_is_gone(tmp_path: Path, newsroom: Newsroom) -> None:
    order = order_in(tmp_path, newsroom)
    with Warehouse.open(order.places.live_warehouse, data=order.places.data) as warehouse:
        load(warehouse, Batch(watermark=7))
    order.places.live_warehouse.rename(order.places.warehouse)
    crawl(order)
    with Warehouse.open(order.places.live_warehouse, data=order.places.data) as warehouse:
        assert warehouse.watermark() == 7
