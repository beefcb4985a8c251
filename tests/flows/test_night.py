"""The night's own steps on a small newsroom, without a model: how it crawls, and what it hands to the crawl."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from short_night import short_newsroom, short_sources

from flows.newsroom import NIGHT_1, Newsroom
from flows.night import Order, crawl, stand_in_order
from pipeline.config import CHECKOUT, Places
from pipeline.errors import CrawlError

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with Newsroom(now=NIGHT_1, folder=short_newsroom(tmp_path_factory.mktemp("newsroom") / "demo")) as newsroom:
        yield newsroom


def order_in(folder: Path, newsroom: Newsroom) -> Order:
    places = Places(data=CHECKOUT / "data", var=folder / "var")
    return stand_in_order(places, NIGHT_1, sources=short_sources(), port=newsroom.port)


def test_a_crawl_that_cannot_run_says_why_and_where_its_log_is(tmp_path: Path, newsroom: Newsroom) -> None:
    order = order_in(tmp_path, newsroom)
    order.places.archive.mkdir(parents=True)
    (order.places.archive / "index.sqlite").write_bytes(b"no database, but long enough to be looked at" * 100)
    with pytest.raises(CrawlError, match=r"index\.sqlite.*its log is .*work/crawl"):
        crawl(order)
