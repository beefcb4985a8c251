"""The steps of a run after its crawl: read shards, relate and load, publish; plain, or wrapped as Prefect tasks.

Each takes an order and paths, gives counts and can be repeated.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flows.askings import forget_counted, uncounted
from flows.crawling import CrawlOutcome, crawl
from flows.faults import note_faults
from flows.order import Order, republishers_of, sources_of
from flows.reading import ReadPage, Sighting, read_shard, read_sightings, write_shard
from flows.relating import relate_and_load
from flows.tools import Tools
from pipeline.archive.ledger import LoadEntry, append_load, keep_taught, next_number, ranges_of
from pipeline.archive.store import Archive
from pipeline.config import load_settings
from pipeline.records import RunReport, SourceError, StageCount
from pipeline.warehouse.batch import Asked
from pipeline.warehouse.store import Warehouse
from pipeline.warehouse.stored_contacts import cover_stored_contacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The steps of a night, plain or wrapped as Prefect tasks."""

    crawl: Callable[[Order, tuple[str, ...]], CrawlOutcome]
    read: Callable[[Order, Path, tuple[Sighting, ...]], tuple[StageCount, ...]]
    load: Callable[[Order, tuple[Path, ...], CrawlOutcome, RunReport, int | None], tuple[StageCount, ...]]
    publish: Callable[[Order, RunReport], int | None]


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
        cover_stored_contacts(warehouse.con)
        asked, working = uncounted(order, warehouse, report)
        report = replace(report, counts=(*report.counts, *working))
        entry = _entry(order, pages, crawled, report, watermark, tools=tools, asked=asked, warehouse=warehouse)
        append_load(order.places.archive, entry)
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
            number=entry.number,
        )
    forget_counted(order, asked)
    note_faults(order.places, pages, now=order.now)
    return (*working, *counts)


def _entry(
    order: Order,
    pages: Sequence[ReadPage],
    crawled: CrawlOutcome,
    report: RunReport,
    watermark: int | None,
    *,
    tools: Tools,
    asked: Asked,
    warehouse: Warehouse,
) -> LoadEntry:
    return LoadEntry(
        number=next_number(order.places.archive),
        follows=warehouse.last_load(),
        run=report.id,
        command=report.command,
        now=order.now,
        seqs=ranges_of(page.seq for page in pages if page.seq),
        again=tuple(page.capture.id for page in pages if not page.seq),
        watermark=watermark,
        n_decisions=len(tools.decisions.log),
        n_taken_in=warehouse.decisions_known(),
        is_stand_in=order.newsroom is not None,
        rejections=crawled.rejections,
        report=report,
        others=asked.runs,
        asked_up_to=asked.up_to,
        taught=keep_taught(order.places.archive, order.places.taught),
    )


def publish(order: Order, report: RunReport, *, accepts_loss: bool = False) -> int | None:
    """Put a read-only copy of the warehouse, with the run's account, at the stable path and return its number.

    Args:
        accepts_loss: a person wants it published, whatever was lost.

    Returns:
        None when too much of a source was lost: nothing is published then, and `held.json` says why.
    """
    from pipeline.warehouse.publish import publish_snapshot
    from pipeline.warehouse.release import find_losses, hold

    settings = load_settings(order.places.data)
    losses = () if accepts_loss else find_losses(order.places, settings.release)
    hold(order.places, losses, now=order.now)
    if losses:
        return None
    keep = settings.run.keep_snapshots
    # A poll publishes only what it knows to be news: nothing of the archive need be compared.
    is_known_to_be_new = report.command == "poll"
    return publish_snapshot(order.places, keep=keep, run=report, is_known_to_be_new=is_known_to_be_new).number


def with_snapshot(order: Order, report: RunReport, number: int | None) -> RunReport:
    """Return a run's report with the snapshot that it published, or with what kept it from being published."""
    from pipeline.warehouse.release import ADVICE, read_held

    held = read_held(order.places) if number is None else None
    problems = tuple(
        SourceError(source_id=one.source_id, url="", problem=f"not published: {one.words()}; {ADVICE}")
        for one in (held.losses if held is not None else ())
    )
    return replace(report, snapshot=number, source_errors=(*report.source_errors, *problems))


def has_news(order: Order) -> bool:
    """Say whether the warehouse has anything for readers that the newest snapshot has not, at no cost by its size."""
    from pipeline.warehouse.publish import has_unpublished_news

    return has_unpublished_news(order.places)


PLAIN = Steps(crawl=crawl, read=read, load=load, publish=publish)
