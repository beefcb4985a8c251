"""Nights, polls and other runs: crawl, read shards, relate and load, publish, alert; with or without Prefect.

The steps (`flows.crawling`, `flows.steps`) are plain functions that take an order and paths and give counts, so that
the same code runs as Prefect tasks (`flows.prefect_flows`) or directly. Each can be repeated; the lock is held by the
run, not by a step. What a run has to do is what the archive has seen since the warehouse's watermark.
"""

import logging
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from itertools import islice

from flows.accounts import (
    Account,
    close_account,
    close_failed,
    close_idle,
    note_locked_out,
    open_account,
    restore_working_copy,
)
from flows.alarms import tell_night
from flows.crawling import CrawlOutcome, crawl_is_loaded
from flows.heartbeat import beat, standing_alarms
from flows.order import Order, refuse_mixing
from flows.outcome import append_outcomes, pages_file
from flows.progress import progress
from flows.reading import Sighting, read_shard
from flows.steps import PLAIN, Steps, has_news, with_snapshot
from flows.stopwatch import add_counts
from flows.turns import turn_to_write
from flows.watch import watch_night
from pipeline.archive.store import Archive
from pipeline.config import load_settings
from pipeline.corrections import reviews_of
from pipeline.decisions import Decisions
from pipeline.errors import LockedError
from pipeline.records import Capture, RunReport, StageCount
from pipeline.warehouse.store import Warehouse

log = logging.getLogger(__name__)

# One load holds at most this many shards in memory; a backfill is loaded in several transactions.
_SHARDS_PER_LOAD = 20
# A backfill's turn is a few minutes long, and its turns end; polls are 15 minutes apart.
_MOST_POLL_WAIT_S = 10 * 60.0


def run_night(order: Order, steps: Steps = PLAIN) -> RunReport:
    """Run a whole night, or a poll, and return its report.

    A poll that finds nothing new ends after its crawl; whom it asked and what it refused is told by the next load. One
    that loads nothing that readers see publishes nothing.

    Raises:
        LockedError: another run is writing, and did not end while the night waited (`[run] wait_for_lock_s`).
        UsageError: the real web is to be crawled into a warehouse that holds the demo's invented articles.
    """
    refuse_mixing(order)
    with ExitStack() as turn:
        try:
            turn.enter_context(_turn(order))
        except LockedError as err:
            if not order.only_due:
                locked_out = note_locked_out(order.places, command="nightly", now=order.now)
                tell_night(order.places, beat(order.places, locked_out, problem=err), now=order.now)
            raise
        if order.only_due:
            report = _poll_in_turn(order, steps)
        else:
            report = _night_in_turn(order, steps)
            heartbeat = beat(order.places, report, alarms=standing_alarms(order.places))
    # A poll is no night: it must not hide that the night is missing.
    if not order.only_due:
        tell_night(order.places, heartbeat, now=order.now)
    if report.snapshot is not None:
        watch_night(order.places, now=order.now)
    return report


def _turn(order: Order) -> AbstractContextManager[None]:
    if order.only_due:
        # What any other run does is over when it ends; a backfill goes on for hours, in turns.
        return turn_to_write(order.places, "poll", most_wait_s=_MOST_POLL_WAIT_S, waits_for={"backfill"})
    most_wait_s = load_settings(order.places.data).run.wait_for_lock_s
    return turn_to_write(order.places, "nightly", most_wait_s=most_wait_s)


def _night_in_turn(order: Order, steps: Steps) -> RunReport:
    account, report = _begin(order, "nightly")
    order = replace(order, run=report.id)
    try:
        crawled = steps.crawl(order, ())
        report = _with_crawl(report, crawled)
        report = _read_and_load(order, steps, crawled, report)
        crawl_is_loaded(order)
        report = account.settled(report)
        return close_account(account, with_snapshot(order, report, steps.publish(order, report)))
    except BaseException as err:
        heartbeat = beat(order.places, close_failed(account, report), problem=err)
        # Who stops a night knows it, and wants it to end at once.
        if isinstance(err, Exception):
            tell_night(order.places, heartbeat, now=order.now)
        raise


def _poll_in_turn(order: Order, steps: Steps) -> RunReport:
    account, report = _begin(order, "poll")
    order = replace(order, run=report.id)
    try:
        crawled = steps.crawl(order, ())
        report = _with_crawl(report, crawled)
        if not _pending(order, None)[0]:
            return close_idle(account, report)
        report = _read_and_load(order, steps, crawled, report)
        crawl_is_loaded(order)
        report = account.settled(report)
        if has_news(order):
            report = with_snapshot(order, report, steps.publish(order, report))
        return close_account(account, report)
    except BaseException:
        close_failed(account, report)
        raise


def _with_crawl(report: RunReport, crawled: CrawlOutcome) -> RunReport:
    counts = crawled.counts + _total(row for row in crawled.counts if row.stage == "fetch")
    return replace(report, counts=counts, source_errors=crawled.source_errors, sources_read=crawled.sources_read)


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
    crawled = crawled or CrawlOutcome()

    def load(report: RunReport) -> RunReport:
        with Archive.open(order.places.archive) as archive:
            captures = [capture for identity in capture_ids if (capture := archive.get(identity))]
        return _read_and_load(order, steps, crawled, report, only=captures)

    return _under_account(order, "add", steps, crawled, load, is_to_publish=lambda: True)


def run_backfill_steps(
    order: Order,
    steps: Steps = PLAIN,
    *,
    crawled: CrawlOutcome | None = None,
    most: int | None = None,
    publishes: bool = True,
) -> RunReport:
    """Read and load what the archive has and the warehouse has not; the caller holds the writer's lock.

    Args:
        most: captures of this turn; None for all.
        publishes: True to publish, too, when nothing is left for another turn: the report then names the snapshot.
    """
    crawled = crawled or CrawlOutcome()

    def is_all_read() -> bool:
        return not _pending(order, None, most=1)[0]

    def load(report: RunReport) -> RunReport:
        # The last turn of a backfill has often nothing left to load.
        if crawled == CrawlOutcome() and order.places.live_warehouse.exists() and is_all_read():
            return report
        return _read_and_load(order, steps, crawled, report, most=most)

    return _under_account(order, "backfill", steps, crawled, load, is_to_publish=lambda: publishes and is_all_read())


def _under_account(
    order: Order,
    command: str,
    steps: Steps,
    crawled: CrawlOutcome,
    load: Callable[[RunReport], RunReport],
    *,
    is_to_publish: Callable[[], bool],
) -> RunReport:
    """Load, and publish if so, under an account that says how it ended; the report names the snapshot."""
    account, report = _begin(order, command)
    try:
        report = load(replace(report, counts=crawled.counts, source_errors=crawled.source_errors))
        report = account.settled(report)
        if is_to_publish():
            report = with_snapshot(order, report, steps.publish(order, report))
        return close_account(account, report)
    except BaseException:
        close_failed(account, report)
        raise


def _read_and_load(
    order: Order,
    steps: Steps,
    crawled: CrawlOutcome,
    report: RunReport,
    *,
    only: list[Capture] | None = None,
    most: int | None = None,
) -> RunReport:
    size = load_settings(order.places.data).run.shard_size
    pending, goal = _pending(order, only, most=most)
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


def _pending(order: Order, only: list[Capture] | None, *, most: int | None = None) -> tuple[list[Sighting], int | None]:
    """Return what is to be read, and the watermark that holds once it is loaded."""
    if not (order.places.archive / "index.sqlite").exists():
        return [], None
    with Warehouse.open(order.places.live_warehouse, data=order.places.data) as warehouse:
        watermark = warehouse.watermark()
    with Archive.open(order.places.archive) as archive:
        last = archive.last_seq()
        if only is None:
            found = list(islice(archive.sightings_after(watermark, up_to=last), most))
            return found, last if most is None or len(found) < most else found[-1][0]
        ids = {capture.id for capture in only}
        unread = list(archive.sightings_after(watermark, up_to=last))
        # What was put in may be old news to the archive; it is read again all the same, and loading it twice is once.
        known = [
            (0, capture.fetched_at, capture) for capture in only if capture.id not in {row[2].id for row in unread}
        ]
        # The watermark may pass only if nothing but tonight's pages lies behind it.
        moves = all(row[2].id in ids for row in unread)
        return [row for row in unread if row[2].id in ids] + known, last if moves else None


def _begin(order: Order, command: str) -> tuple[Account, RunReport]:
    restore_working_copy(order.places)
    return open_account(order.places, command=command, now=order.now)


def _total(counts: Iterable[StageCount]) -> tuple[StageCount, ...]:
    return add_counts(replace(row, source_id="") for row in counts)
