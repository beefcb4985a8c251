"""Count whom polls and killed runs asked that brought nothing to load: from the fetch state into the next load.

Each asking is written down with its answer (`spiders.askings`) and numbered. The warehouse keeps the number up to
which it has counted, in the same transaction as the counts: each is counted once, whatever is killed when. What a
run's own crawl told it is in its report already. Polls that brought nothing are counted as one run: they are 96 a day.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from flows.order import Order, sources_of
from pipeline.records import RunReport, SourceError, StageCount, record_id
from pipeline.warehouse.batch import Asked
from pipeline.warehouse.store import Warehouse

if TYPE_CHECKING:
    from spiders.askings import Asking, Ledger

Feeds = Mapping[str, Sequence[str]]
"""Addresses of the registered feeds, by source."""

WORKING = "feeds that work"
"""Counts of a poll that could read no feed of a source: how many of its registered feeds are known, and
how many work."""


def uncounted(order: Order, warehouse: Warehouse, report: RunReport) -> tuple[Asked, tuple[StageCount, ...]]:
    """Return what others asked and no load has counted, and of a poll that loads: whether what failed was all.

    Args:
        report: of the run that loads.
    """
    from spiders.state import CrawlState

    if not order.places.crawl_state.exists():
        return Asked(), ()
    feeds = {source.id: tuple(feed.url for feed in source.feeds) for source in sources_of(order)}
    with CrawlState.open(order.places.crawl_state, now=order.now) as state:
        rows = state.ledger.read(after=warehouse.asked_up_to())
        others = [row for row in rows if row.run != report.id]
        ids = {row.run for row in others}
        stopped = warehouse.runs_without_askings(ids)
        runs = [_with(run, [row for row in others if row.run == run.id], state.ledger, feeds) for run in stopped]
        known = warehouse.run_ids_known(ids)
        idle = [row for row in others if row.run not in known]
        if idle:
            runs.append(_with(_idle_polls(idle), idle, state.ledger, feeds))
        counts: tuple[StageCount, ...] = ()
        if report.command == "poll" and all(row.stage != WORKING for row in report.counts):
            silent = {row.source_id for row in report.counts if row.stage == "feeds" and not row.written}
            counts = _working(state.ledger, silent - {""}, feeds)
    return Asked(runs=tuple(runs), up_to=rows[-1].seq if rows else None), counts


def forget_counted(order: Order, asked: Asked) -> None:
    """Let the fetch state forget what the warehouse has counted."""
    from spiders.state import CrawlState

    if asked.up_to is not None:
        with CrawlState.open(order.places.crawl_state, now=order.now) as state:
            state.ledger.forget(up_to=asked.up_to)


def _idle_polls(rows: "Sequence[Asking]") -> RunReport:
    """Return a run that stands for all polls of these rows; it began when the last of them did."""
    when = datetime.fromtimestamp(max(row.at for row in rows), tz=timezone.utc)
    identity = record_id("u", "polls", str(rows[0].seq), rows[0].run)
    return RunReport(id=identity, command="poll", started_at=when, finished_at=when, state="done")


def _with(run: RunReport, rows: "Sequence[Asking]", ledger: "Ledger", registered: Feeds) -> RunReport:
    asked: Counter[tuple[str, str]] = Counter()
    answered: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[str, str], Asking] = {}
    for row in rows:
        if not row.source_id:
            continue
        kinds = ("feeds",) if row.is_feed else ("fetch", "answered")
        asked.update((kind, row.source_id) for kind in kinds)
        answered.update((kind, row.source_id) for kind in kinds if row.answered and kind != "fetch")
        if row.is_feed:
            last[row.source_id, row.url] = row
    counts = [
        StageCount(stage=stage, source_id=source, read=number, written=answered[stage, source])
        for (stage, source), number in asked.items()
    ]
    feeds = [row for row in counts if row.stage == "feeds"]
    if run.command == "poll":
        counts += _working(ledger, (row.source_id for row in feeds if not row.written), registered)
    errors = (
        SourceError(source_id=row.source_id, url=row.url, problem=row.problem)
        for row in last.values()
        if not row.answered
    )
    return replace(
        run,
        counts=(*run.counts, *counts),
        source_errors=(*run.source_errors, *errors),
        sources_read=max(run.sources_read, sum(row.written > 0 for row in feeds)),
    )


def _working(ledger: "Ledger", source_ids: Iterable[str], registered: Feeds) -> tuple[StageCount, ...]:
    found = ledger.feeds_that_work({source: registered.get(source, ()) for source in sorted(source_ids)})
    return tuple(
        StageCount(stage=WORKING, source_id=source, read=known, written=working)
        for source, (known, working) in found.items()
    )
