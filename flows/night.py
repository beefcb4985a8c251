"""One night or poll in steps: crawl, read shards, relate and load, publish, alert; with or without Prefect.

The steps are plain functions that take an order and paths and give counts, so that the same code runs
as Prefect tasks (`flows.prefect_flows`) or directly. Each can be repeated; the lock is held by the run,
not by a step. What a run has to do is what the archive has seen since the warehouse's watermark.
"""

import logging
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flows.accounts import Account, close_account, close_failed, close_idle, open_account
from flows.alarms import tell_night
from flows.by_source import crawl_counts, refusal_counts
from flows.faults import note_faults
from flows.heartbeat import beat, standing_alarms
from flows.outcome import append_outcomes, pages_file
from flows.progress import progress
from flows.reading import Sighting, read_shard, read_sightings, write_shard
from flows.relating import relate_and_load
from flows.stopwatch import add_counts
from flows.tools import Tools
from flows.turns import turn_to_write
from flows.watch import watch_night
from pipeline.archive.store import Archive
from pipeline.config import Places, load_settings
from pipeline.corrections import reviews_of
from pipeline.decisions import Decisions
from pipeline.errors import LockedError, UsageError
from pipeline.records import (
    Capture,
    Rejection,
    RunReport,
    Source,
    SourceError,
    StageCount,
)
from pipeline.warehouse.batch import Batch
from pipeline.warehouse.load import load as load_batch
from pipeline.warehouse.store import Warehouse

if TYPE_CHECKING:
    from pipeline.sources import Republisher
    from spiders.job import CrawlJob

log = logging.getLogger(__name__)

# One load holds at most this many shards in memory; a backfill is loaded in several transactions.
_SHARDS_PER_LOAD = 20
# Polls are 15 minutes apart.
_MOST_POLL_S = 10 * 60.0
# A poll that a night meets has its crawl and the reading of a few pages to end.
_MOST_WAIT_S = 30 * 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a run is told: where, when, and whether the demo newsroom stands in for the web."""

    places: Places
    now: datetime
    newsroom: tuple[Source, ...] | None = None
    """Sources that stand in for the registered ones, all of them on loopback."""
    loopback: tuple[tuple[str, int], ...] = ()
    """Host names of these sources and their ports on 127.0.0.1."""
    only_due: bool = False
    """A poll: only what is due is asked for, and nothing is loaded or published when nothing new came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOutcome:
    """What a crawl hands on."""

    sources_read: int = 0
    counts: tuple[StageCount, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    source_errors: tuple[SourceError, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The steps of a night, plain or wrapped as Prefect tasks."""

    crawl: Callable[[Order, tuple[str, ...]], CrawlOutcome]
    read: Callable[[Order, Path, tuple[Sighting, ...]], tuple[StageCount, ...]]
    load: Callable[[Order, tuple[Path, ...], CrawlOutcome, RunReport, int | None], tuple[StageCount, ...]]
    publish: Callable[[Order, RunReport], int]


def crawl(order: Order, urls: tuple[str, ...] = ()) -> CrawlOutcome:
    """Crawl every enabled source, or just `urls`, in a process of its own."""
    from spiders.job import read_result, write_json
    from spiders.launch import has_work, run_crawl

    folder = order.places.work / "crawl"
    result_path, unheard_path = folder / "result.json", folder / "unheard.json"
    if order.only_due and not has_work(_job(order, urls)):
        return CrawlOutcome()
    # What an earlier crawl had to say and no load has taken in (it was killed) is not said again: keep it.
    results = [read_result(path) for path in (unheard_path, result_path) if path.exists()]
    unheard = tuple(dict.fromkeys(rejection for earlier in results for rejection in earlier.rejections))
    if results:
        write_json(unheard_path, replace(results[-1], rejections=unheard))
    job = replace(_job(order, urls), taken_down=taken_down(order))
    # The night waits for no poll: what is left stays due.
    result = run_crawl(job, timeout_s=_MOST_POLL_S if order.only_due else None)
    counts = tuple(count for row in result.counts for count in crawl_counts(row))
    counts += refusal_counts(result.rejections)
    return CrawlOutcome(
        sources_read=sum(row.feeds_read > 0 for row in result.counts),
        counts=counts,
        rejections=tuple(dict.fromkeys((*unheard, *result.rejections))),
        source_errors=result.source_errors,
    )


def taken_down(order: Order) -> tuple[str, ...]:
    """Return the addresses that must not be asked or taken in, once the warehouse has the newest decisions."""
    restore_working_copy(order.places)
    with Warehouse.open(order.places.live_warehouse, data=order.places.data) as warehouse:
        decisions = Decisions.read(order.places.decisions).log
        load_batch(warehouse, Batch(decisions=decisions))
        return warehouse.taken_down_addresses()


def _crawl_is_loaded(order: Order) -> None:
    """Forget the crawl's own report: its rejections are in the warehouse."""
    for name in ("result.json", "unheard.json"):
        (order.places.work / "crawl" / name).unlink(missing_ok=True)


def check_crawl(order: Order) -> None:
    """Refuse a crawl that could not start.

    Raises:
        ConfigError: the sources are not valid, or the real web is to be asked without a contact address.
    """
    _job(order, ())


def _job(order: Order, urls: tuple[str, ...]) -> "CrawlJob":
    from spiders.job import make_job

    return make_job(
        load_settings(order.places.data).crawl,
        # Pages that are named belong to their sources, too: their delays hold for them.
        sources=sources_of(order),
        urls=urls,
        archive=order.places.archive,
        state=order.places.crawl_state,
        result=order.places.work / "crawl" / "result.json",
        now=order.now,
        loopback=dict(order.loopback),
        only_due=order.only_due,
    )


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
        counts = relate_and_load(
            warehouse,
            pages,
            tools=tools,
            sources=sources_of(order),
            republishers=_republishers(order),
            rejections=crawled.rejections,
            report=report,
            watermark=watermark,
            now=order.now,
        )
    note_faults(order.places, pages, now=order.now)
    return counts


def publish(order: Order, report: RunReport) -> int:
    """Put a read-only copy of the warehouse, with the run's account, at the stable path and return its number."""
    from pipeline.warehouse.publish import publish_snapshot

    settings = load_settings(order.places.data)
    return publish_snapshot(order.places, keep=settings.run.keep_snapshots, run=report).number


PLAIN = Steps(crawl=crawl, read=read, load=load, publish=publish)


def run_night(order: Order, steps: Steps = PLAIN) -> RunReport:
    """Run a whole night, or a poll, and return its report, which is also written to `runs/`.

    A poll that finds nothing new ends after its crawl; what it refused is told by the next load.

    Raises:
        LockedError: another run is writing.
        UsageError: the real web is to be crawled into a warehouse that holds the demo's invented articles.
    """
    refuse_mixing(order)
    command = "poll" if order.only_due else "nightly"
    with turn_to_write(order.places, command, most_wait_s=0.0 if order.only_due else _MOST_WAIT_S):
        account, report = _begin(order, command)
        try:
            crawled = steps.crawl(order, ())
            counts = crawled.counts + _total(row for row in crawled.counts if row.stage == "fetch")
            report = replace(
                report, counts=counts, source_errors=crawled.source_errors, sources_read=crawled.sources_read
            )
            if order.only_due and not _pending(order, None)[0]:
                return close_idle(account, report)
            report = _read_and_load(order, steps, crawled, report)
            _crawl_is_loaded(order)
            report = account.settled(report)
            report = close_account(account, replace(report, snapshot=steps.publish(order, report)))
        except BaseException as err:
            failed = close_failed(account, report)
            if not order.only_due:
                heartbeat = beat(order.places, failed, problem=err)
                # Who stops a night knows it, and wants it to end at once.
                if isinstance(err, Exception):
                    tell_night(order.places, heartbeat, now=order.now)
            raise
        # A poll is no night: it must not hide that the night is missing.
        if not order.only_due:
            heartbeat = beat(order.places, report, alarms=standing_alarms(order.places))
    if not order.only_due:
        tell_night(order.places, heartbeat, now=order.now)
    watch_night(order.places, now=order.now)
    return report


def run_poll(order: Order, steps: Steps = PLAIN) -> RunReport | None:
    """Run a poll and return its report; None when another run is writing."""
    try:
        return run_night(order, steps)
    except LockedError as err:
        log.info("no poll while another run is writing", extra={"holder": err.holder})
        return None


def run_add_steps(
    order: Order,
    capture_ids: tuple[str, ...],
    steps: Steps = PLAIN,
    *,
    crawled: CrawlOutcome | None = None,
) -> RunReport:
    """Read, load and publish captures that a person put in; the writer's lock is held by the caller.

    What became of each page is written to `runs/<id>/pages.jsonl`, for whoever tells the person.
    """
    account, report = _begin(order, "add")
    crawled = crawled or CrawlOutcome()
    try:
        with Archive.open(order.places.archive) as archive:
            captures = [capture for identity in capture_ids if (capture := archive.get(identity))]
        report = replace(report, source_errors=crawled.source_errors, counts=crawled.counts)
        report = _read_and_load(order, steps, crawled, report, only=captures)
        report = account.settled(report)
        report = close_account(account, replace(report, snapshot=steps.publish(order, report)))
    except BaseException:
        close_failed(account, report)
        raise
    return report


def run_backfill_steps(order: Order, steps: Steps = PLAIN, *, crawled: CrawlOutcome | None = None) -> RunReport:
    """Read, load and publish all that the archive has and the warehouse has not; the caller holds the writer's lock."""
    crawled = crawled or CrawlOutcome()
    account, report = _begin(order, "backfill")
    try:
        report = replace(report, counts=crawled.counts, source_errors=crawled.source_errors)
        report = _read_and_load(order, steps, crawled, report)
        report = account.settled(report)
        report = close_account(account, replace(report, snapshot=steps.publish(order, report)))
    except BaseException:
        close_failed(account, report)
        raise
    return report


def refuse_mixing(order: Order) -> None:
    """Refuse to crawl the real web into a warehouse that holds the demo newsroom's invented articles."""
    marker = order.places.var / "demo.json"
    if order.newsroom is None and marker.exists():
        raise UsageError(
            f"{order.places.var} holds the demo newsroom's invented articles; "
            "run `laborwire demo --remove` first, or give another --var"
        )


def _read_and_load(
    order: Order,
    steps: Steps,
    crawled: CrawlOutcome,
    report: RunReport,
    *,
    only: list[Capture] | None = None,
) -> RunReport:
    size = load_settings(order.places.data).run.shard_size
    pending, goal = _pending(order, only)
    shards = [pending[start : start + size] for start in range(0, len(pending), size)]
    folder = order.places.work / "shards"
    folder.mkdir(parents=True, exist_ok=True)
    counts = list(report.counts)
    with progress("reading", total=len(pending)) as advance:
        for first in range(0, max(len(shards), 1), _SHARDS_PER_LOAD):
            group = shards[first : first + _SHARDS_PER_LOAD]
            paths = []
            for number, shard in enumerate(group, start=first):
                path = folder / f"{number:05d}.jsonl"
                counts += steps.read(order, path, tuple(shard))
                paths.append(path)
                advance(len(shard))
            last = first + _SHARDS_PER_LOAD >= len(shards)
            watermark = goal if last else (group[-1][-1][0] if only is None else None)
            report = replace(report, counts=add_counts(counts))
            loaded = steps.load(order, tuple(paths), crawled, report, watermark)
            counts += loaded
            for path in paths:
                if only is not None:
                    decided = reviews_of(Decisions.read(order.places.decisions).log)
                    append_outcomes(pages_file(order.places, report.id), read_shard(path), reviews=decided)
                path.unlink()
            crawled = CrawlOutcome()
    return replace(report, counts=add_counts(counts))


def _pending(order: Order, only: list[Capture] | None) -> tuple[list[Sighting], int | None]:
    """Return what is to be read, and the watermark that holds once it is loaded."""
    if not (order.places.archive / "index.sqlite").exists():
        return [], None
    with Warehouse.open(order.places.live_warehouse, data=order.places.data) as warehouse:
        watermark = warehouse.watermark()
    with Archive.open(order.places.archive) as archive:
        last = archive.last_seq()
        if only is None:
            return list(archive.sightings_after(watermark, up_to=last)), last
        ids = {capture.id for capture in only}
        unread = list(archive.sightings_after(watermark, up_to=last))
        # What was put in may be old news to the archive; it is read again all the same, and loading it twice is once.
        known = [
            (0, capture.fetched_at, capture) for capture in only if capture.id not in {row[2].id for row in unread}
        ]
        # The watermark may pass only if nothing but tonight's pages lies behind it.
        moves = all(row[2].id in ids for row in unread)
        return [row for row in unread if row[2].id in ids] + known, last if moves else None


def order_for(places: Places, now: datetime, *, newsroom_port: int | None = None, only_due: bool = False) -> Order:
    """Return the order for a night: on the registered sources, or on the demo newsroom that listens at a port."""
    if newsroom_port is None:
        return Order(places=places, now=now, only_due=only_due)
    from flows.newsroom import demo_sources

    return stand_in_order(places, now, sources=demo_sources(), port=newsroom_port)


def stand_in_order(places: Places, now: datetime, *, sources: tuple[Source, ...], port: int) -> Order:
    """Return the order for a night on sources whose hosts are all served at `port` on loopback."""
    addresses = [source.homepage for source in sources]
    addresses += [feed.url for source in sources for feed in source.feeds]
    hosts = sorted({urlsplit(address).hostname or "" for address in addresses})
    return Order(places=places, now=now, newsroom=sources, loopback=tuple((host, port) for host in hosts))


def sources_of(order: Order) -> tuple[Source, ...]:
    if order.newsroom is not None:
        return order.newsroom
    from pipeline.sources import load_sources

    sources = load_sources(order.places.data / "sources.toml")
    return tuple(source for source in sources if source.enabled)


def _republishers(order: Order) -> "tuple[Republisher, ...]":
    if order.newsroom is not None:
        return ()
    from pipeline.sources import load_republishers

    return load_republishers(order.places.data / "sources.toml")


def restore_working_copy(places: Places) -> None:
    """Go on from the newest snapshot when the working copy of the warehouse is gone."""
    live, published = places.live_warehouse, places.warehouse
    if live.exists() or not published.exists():
        return
    # A snapshot is a whole copy: going on from an empty file would publish a warehouse that has lost everything.
    log.warning("the working copy of the warehouse is gone; made anew", extra={"from": str(published)})
    part = live.with_name(live.name + ".part")
    shutil.copyfile(published, part)
    part.replace(live)


def _begin(order: Order, command: str) -> tuple[Account, RunReport]:
    restore_working_copy(order.places)
    return open_account(order.places, command=command, now=order.now)


def _total(counts: Iterable[StageCount]) -> tuple[StageCount, ...]:
    return add_counts(replace(row, source_id="") for row in counts)
