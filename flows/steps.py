"""The steps of a run after its crawl: read shards, relate and load, publish; plain, or wrapped as Prefect tasks.

Each takes an order and paths, gives counts and can be repeated.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from flows.askings import forget_counted, uncounted
from flows.crawling import CrawlOutcome, crawl
from flows.faults import note_faults
from flows.order import Order, republishers_of, sources_of
from flows.reading import Sighting, read_shard, read_sightings, write_shard
from flows.relating import relate_and_load
from flows.tools import Tools
from pipeline.archive.store import Archive
from pipeline.config import load_settings
from pipeline.records import RunReport, StageCount
from pipeline.warehouse.store import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The steps of a night, plain or wrapped as Prefect tasks."""

    crawl: Callable[[Order, tuple[str, ...]], CrawlOutcome]
    read: Callable[[Order, Path, tuple[Sighting, ...]], tuple[StageCount, ...]]
    load: Callable[[Order, tuple[Path, ...], CrawlOutcome, RunReport, int | None], tuple[StageCount, ...]]
    publish: Callable[[Order, RunReport], int]


def read(order: Order, shard: Path, sightings: tuple[Sighting, ...]) -> tuple[StageCount, ...]:
    """Read the captures of one shard into its file."""
    tools = Tools.shared(order.places)
    with Archive.open(order.places.archive) as archive:
        pages, counts = read_sightings(sightings, archive, tools)
    write_shard(shard, pages)
    return counts


def load(
    order: Order, shards: tuple[Path, ...], crawled: CrawlOutcome, report: RunReport, watermark: int | None
) -> tuple[StageCount, ...]:
    """Relate the articles of these shards to the archive and each other, and load everything in one transaction."""
    tools = Tools.shared(order.places)
    pages = [page for shard in shards for page in read_shard(shard)]
    with Warehouse.open(order.places.live_warehouse, data=order.places.data) as warehouse:
        asked, working = uncounted(order, warehouse, report)
        report = replace(report, counts=(*report.counts, *working))
        counts = relate_and_load(
            warehouse,
            pages,
            tools=tools,
            sources=sources_of(order),
            republishers=republishers_of(order),
            rejections=crawled.rejections,
            report=report,
            watermark=watermark,
            now=order.now,
            asked=asked,
        )
    forget_counted(order, asked)
    note_faults(order.places, pages, now=order.now)
    return (*working, *counts)


def publish(order: Order, report: RunReport) -> int:
    """Put a read-only copy of the warehouse, with the run's account, at the stable path and return its number."""
    from pipeline.warehouse.publish import publish_snapshot

    keep = load_settings(order.places.data).run.keep_snapshots
    # A poll publishes only what it knows to be news: nothing of the archive need be compared.
    is_known_to_be_new = report.command == "poll"
    return publish_snapshot(order.places, keep=keep, run=report, is_known_to_be_new=is_known_to_be_new).number


def has_news(order: Order) -> bool:
    """Say whether the warehouse has anything for readers that the newest snapshot has not, at no cost by its size."""
    from pipeline.warehouse.publish import has_unpublished_news

    return has_unpublished_news(order.places)


PLAIN = Steps(crawl=crawl, read=read, load=load, publish=publish)
