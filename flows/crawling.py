"""The crawl of a run: what it is to ask, in a process of its own, and what it hands on to the load."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from flows.accounts import restore_working_copy
from flows.by_source import crawl_counts, refusal_counts
from flows.order import Order, sources_of
from pipeline.config import load_settings
from pipeline.decisions import Decisions
from pipeline.records import Rejection, SourceError, StageCount
from pipeline.warehouse.batch import Batch
from pipeline.warehouse.load import load as load_batch
from pipeline.warehouse.store import Warehouse

if TYPE_CHECKING:
    from spiders.job import CrawlJob

# Polls are 15 minutes apart.
_MOST_POLL_S = 10 * 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOutcome:
    """What a crawl hands on."""

    sources_read: int = 0
    counts: tuple[StageCount, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    source_errors: tuple[SourceError, ...] = ()


def crawl(order: Order, urls: tuple[str, ...] = ()) -> CrawlOutcome:
    """Crawl every enabled source, or just `urls`, in a process of its own."""
    from spiders.launch import has_work, run_crawl

    if order.only_due and not has_work(_job(order, urls)):
        return CrawlOutcome()
    unheard = keep_unheard(order.places.work / "crawl")
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
        # A load looks at all that is stored; a poll that brings nothing must not cost that.
        if not warehouse.knows_decisions(decision.id for decision in decisions):
            load_batch(warehouse, Batch(decisions=decisions))
        return warehouse.taken_down_addresses()


def crawl_is_loaded(order: Order) -> None:
    """Forget the crawl's own report: its rejections are in the warehouse."""
    forget_heard(order.places.work / "crawl")


def keep_unheard(folder: Path) -> tuple[Rejection, ...]:
    """Return what earlier crawls refused and no load has taken in, and keep it from the next crawl's result.

    A crawl that was killed, or whose load was, does not say it again.

    Args:
        folder: where the crawl writes its `result.json`.
    """
    from spiders.job import read_result, write_json

    result, unheard = folder / "result.json", folder / "unheard.json"
    results = [read_result(path) for path in (unheard, result) if path.exists()]
    rejections = tuple(dict.fromkeys(rejection for earlier in results for rejection in earlier.rejections))
    if results:
        write_json(unheard, replace(results[-1], rejections=rejections))
    return rejections


def forget_heard(folder: Path) -> None:
    """Forget a crawl's report and what was kept of earlier ones: their rejections are in the warehouse."""
    for name in ("result.json", "unheard.json"):
        (folder / name).unlink(missing_ok=True)


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
        run=order.run,
    )
