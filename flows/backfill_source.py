"""`laborwire backfill --source ID --since MONTH`: walk a source's sitemap archives, fetch what may be on the beat.

One run: walk sitemaps where the backlog has no pages left, rule out by title and address what cannot be on the beat,
fetch the newest of the rest up to the limit, and take them in like a night does, some minutes' worth at a time: between
two turns whoever waits for the writer's lock has it. What is left waits in the backlog; the same command goes on. A
page that the archive has is not asked for again, whoever put it there.
"""

import re
import sys
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import TextIO

from flows.backfill import PAGES_PER_TURN, Turns
from flows.crawling import CrawlOutcome, forget_heard, keep_unheard, taken_down
from flows.order import Order, refuse_mixing, sources_of
from flows.report import print_report
from flows.tools import Tools
from models.relevance_address import Sieve
from pipeline.archive.store import Archive
from pipeline.config import load_settings
from pipeline.errors import UsageError
from pipeline.owners import Owners
from pipeline.records import RunReport, Source, StageCount
from pipeline.tombstones import TakenDown
from pipeline.urls import is_web_address
from spiders.backlog import Backlog, State, Waiting
from spiders.job import CrawlJob, CrawlResult, Hint, Walk, make_job
from spiders.launch import run_crawl

_MONTH = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_JUDGED_AT_ONCE = 5_000
# So long a night has to wait for a turn of fetching, twice that where a server is slow.
_MOST_TURN_S = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be backfilled."""

    source_id: str
    since: datetime
    limit: int
    """Pages of one run."""
    sitemaps: tuple[str, ...] = ()
    """Where to begin; () for what registry and robots.txt name."""
    max_sitemaps: int = 60
    """Sitemaps of one run: at the usual delay, five minutes."""


def backfill_source(order: Order, wish: Wish, *, out: TextIO) -> bool:
    """Run once and print what was seen, kept and left; False when not one sitemap could be read and nothing waited.

    Raises:
        UsageError: no such source, it is switched off, or a sitemap's address is none.
        ConfigError: the real web is to be asked without a contact address.
        LockedError: another backfill is going on.
    """
    refuse_mixing(order)
    source = _source(order, wish.source_id)
    for url in wish.sitemaps:
        if not is_web_address(url):
            raise UsageError(f"--sitemap {url!r} is not a web address; write it like https://paper.example/sitemap.xml")
    path = backlog_file(order)
    with Turns.of(order, err=sys.stderr) as turns, Backlog.open(path) as backlog:
        # The crawl's own settings are checked before anything is waited for.
        _job(order, source, "walk")
        with turns.turn():
            walked = _walk(order, wish, source, backlog)
        _judge(order, wish, source, backlog)
        fetched: list[CrawlResult] = []
        tried: set[str] = set()
        found = CrawlOutcome(
            sources_read=int(walked is not None),
            counts=_counts(walked),
            source_errors=walked.source_errors if walked else (),
            rejections=keep_unheard(_crawl_folder(order)),
        )
        while (before := len(tried)) < wish.limit:
            with turns.turn():
                result = _fetch(order, replace(wish, limit=wish.limit - len(tried)), source, backlog, tried)
                if result is None:
                    break
                rejections = tuple(dict.fromkeys((*found.rejections, *result.rejections)))
                turns.load(replace(found, counts=found.counts + _fetch_counts(result), rejections=rejections))
                forget_heard(_crawl_folder(order))
            found = CrawlOutcome()
            fetched.append(result)
            if result.stopped and len(tried) == before:
                break
            # A turn is a crawl of its own: the delay holds between the last request of one and the first of the next.
            time.sleep(max(source.delay_s, 0.0))
        report = turns.end(found)
        forget_heard(_crawl_folder(order))
        print_report(report, out)
        _tell(order, wish, source, backlog, walked, fetched, report, out)
        in_states = backlog.counts(source.id, since=wish.since)
    nothing_read = walked is not None and not any(row.feeds_read for row in walked.counts)
    return bool(in_states) or not nothing_read


def backlog_file(order: Order) -> Path:
    """Return where the backlog of an installation lies: with the archive, so that who deletes one deletes both."""
    return order.places.archive / "backlog.sqlite"


def told_month(text: str, *, now: datetime) -> datetime:
    """Return the beginning of the month or day that `--since` says.

    Raises:
        UsageError: it is none, or lies in the future.
    """
    found = _MONTH.fullmatch(text.strip())
    try:
        told = datetime(int(found[1]), int(found[2]), int(found[3] or 1), tzinfo=timezone.utc) if found else None
    except ValueError:
        told = None
    if told is None or told.year < 1970:
        raise UsageError(f"--since {text!r} is no month; write it like 2025-01, or 2025-01-31 for a day")
    if told > now:
        raise UsageError(f"--since {text!r} lies in the future")
    return told


def _source(order: Order, identity: str) -> Source:
    for source in sources_of(order):
        if source.id == identity:
            return source
    known = order.places.data / "sources.toml"
    raise UsageError(f"--source {identity!r} is no source that is switched on in {known}; see `laborwire sources list`")


def _walk(order: Order, wish: Wish, source: Source, backlog: Backlog) -> CrawlResult | None:
    """Walk sitemaps, unless enough pages of earlier walks still wait."""
    keep_out = TakenDown.of(taken_down(order))
    job = replace(_job(order, source, "walk"), taken_down=(*keep_out.addresses, *keep_out.marks))
    if wish.limit and len(_choose(order, wish, source, backlog, keep_out)) >= wish.limit:
        return None
    registered = tuple(feed.url for feed in source.feeds if feed.kind == "sitemap")
    walk = Walk(
        backlog=str(backlog_file(order).absolute()),
        since=wish.since,
        start=wish.sitemaps or registered,
        max_sitemaps=wish.max_sitemaps,
    )
    sys.stderr.write(f"{source.id}: walks its sitemaps, at most {wish.max_sitemaps} in this run\n")
    # A night waits for no slow server: the next run goes on where this walk was.
    return run_crawl(replace(job, walk=walk), timeout_s=2 * _MOST_TURN_S)


def _judge(order: Order, wish: Wish, source: Source, backlog: Backlog) -> None:
    """Decide by title and address which of the new addresses are worth a request."""
    sieve = Sieve.load(order.places.data, Tools.shared(order.places).gazetteer)
    owners = Owners(sources_of(order))
    while waiting := backlog.in_state(source.id, "waiting", since=wish.since, limit=_JUDGED_AT_ONCE):
        reasons = [(page.key, _why_not(sieve, owners, page, source)) for page in waiting]
        backlog.settle(source.id, ((key, "off" if why else "wanted", why or "") for key, why in reasons))


def _why_not(sieve: Sieve, owners: Owners, page: Waiting, source: Source) -> str | None:
    sharers = owners.all_of(page.url)
    if source.id not in sharers:
        return f"a page of {sharers[0]}" if sharers else "a page of another site"
    languages = (page.language,) if page.language else source.languages
    return sieve.why_not(title=page.title or "", url=page.url, languages=languages)


def _fetch(order: Order, wish: Wish, source: Source, backlog: Backlog, tried: set[str]) -> CrawlResult | None:
    """Fetch the newest pages that are wanted and not in the archive, as many as a turn has time for; None for none.

    Args:
        tried: keys of the pages that this run has dealt with; those of this turn are added.
    """
    keep_out = TakenDown.of(taken_down(order))
    most = min(wish.limit, PAGES_PER_TURN, int(_MOST_TURN_S / max(source.delay_s, 0.1)) or 1)
    chosen = _choose(order, replace(wish, limit=most), source, backlog, keep_out, tried)
    if not chosen:
        return None
    hints = {page.url: Hint(source_id=source.id, title=page.title, published=page.published) for page in chosen}
    minutes = len(chosen) * max(source.delay_s, 0.0) / 60
    sys.stderr.write(f"{source.id}: asks for {len(chosen)} pages, at the usual delay in about {minutes:.0f} minutes\n")
    job = replace(
        _job(order, source, "crawl"), urls=tuple(hints), hints=hints, taken_down=(*keep_out.addresses, *keep_out.marks)
    )
    result = run_crawl(replace(job, is_backfill=True), timeout_s=2 * _MOST_TURN_S)
    refused = {rejection.key: f"{rejection.reason}: {rejection.detail}" for rejection in result.rejections}
    with Archive.open(order.places.archive) as archive:
        for page in chosen:
            if archive.latest(page.url) is not None:
                backlog.settle(source.id, [(page.key, "done", "")])
            elif page.url in refused:
                backlog.page_failed(source.id, page.key, refused[page.url])
            elif result.stopped:
                # Left to the next turn, or run.
                continue
            tried.add(page.key)
    return result


def _choose(
    order: Order,
    wish: Wish,
    source: Source,
    backlog: Backlog,
    keep_out: TakenDown,
    tried: Collection[str] = (),
) -> list[Waiting]:
    """Return the newest pages to ask for, no more than the limit; what needs no asking on the way there is settled."""
    with Archive.open(order.places.archive, writable=True) as archive:
        while True:
            wanted = backlog.in_state(source.id, "wanted", since=wish.since, limit=wish.limit + len(tried))
            settled = [(page.key, *state) for page in wanted if (state := _state_of(page, archive, keep_out))]
            if not settled:
                return [page for page in wanted if page.key not in tried][: wish.limit]
            backlog.settle(source.id, settled)


def _state_of(page: Waiting, archive: Archive, keep_out: TakenDown) -> tuple[State, str] | None:
    """Return what a page is without being asked for, and why; None when it must be asked for."""
    if page.key in keep_out:
        return "off", "taken down"
    return ("done", "") if archive.latest(page.url) is not None else None


def _crawl_folder(order: Order, name: str = "crawl") -> Path:
    return order.places.work / "backfill" / name


def _job(order: Order, source: Source, name: str) -> CrawlJob:
    return make_job(
        load_settings(order.places.data).crawl,
        sources=(source,),
        archive=order.places.archive,
        state=order.places.crawl_state,
        result=_crawl_folder(order, name) / "result.json",
        now=order.now,
        loopback=dict(order.loopback),
    )


def _counts(walked: CrawlResult | None) -> tuple[StageCount, ...]:
    rows = walked.counts if walked else ()
    found = [StageCount(stage="discover", source_id=row.source_id, read=row.announced, written=row.new) for row in rows]
    return _with_total(found)


def _fetch_counts(fetched: CrawlResult) -> tuple[StageCount, ...]:
    return _with_total(
        StageCount(
            stage="fetch", source_id=row.source_id, read=row.asked - row.left, written=row.new, rejected=row.rejected
        )
        for row in fetched.counts
    )


def _with_total(rows: Iterable[StageCount]) -> tuple[StageCount, ...]:
    found = tuple(rows)
    return (*found, *(replace(row, source_id="") for row in found if row.source_id))


def _tell(
    order: Order,
    wish: Wish,
    source: Source,
    backlog: Backlog,
    walked: CrawlResult | None,
    fetched: Sequence[CrawlResult],
    report: RunReport,
    out: TextIO,
) -> None:
    counts = backlog.counts(source.id, since=wish.since)
    off = backlog.reasons(source.id, "off")
    sitemaps = sum(row.feeds_read for row in walked.counts) if walked else 0
    asked = sum(row.asked - row.left for result in fetched for row in result.counts)
    kept = next((row.written for row in report.counts if row.stage == "relevance" and not row.source_id), 0)
    left = counts.get("wanted", 0)
    out.write(f"{source.id} since {wish.since:%Y-%m-%d}: {sitemaps} sitemaps read, {asked} pages asked for, ")
    out.write(f"{kept} articles kept in this run\n")
    out.write(f"  {sum(counts.values())} addresses seen, {counts.get('off', 0)} ruled out by title and address, ")
    out.write(f"{counts.get('done', 0)} fetched, {counts.get('failed', 0)} given up, {left} left\n")
    for reason, count in sorted(off.items(), key=lambda item: -item[1])[:3]:
        out.write(f"    ruled out: {count} {reason}\n")
    elsewhere = sum(row.elsewhere for row in walked.counts) if walked else 0
    if elsewhere:
        out.write(f"    left out: {elsewhere} on other sites\n")
    stopped = [result.stopped for result in (walked, *fetched) if result is not None and result.stopped]
    if stopped:
        out.write(f"  cut short: {stopped[0]}\n")
    more = backlog.next_sitemap(source.id, since=wish.since, now=order.now)
    if left or more is not None or stopped:
        out.write(f"  to go on: laborwire backfill --source {source.id} --since {wish.since:%Y-%m-%d}\n")
    elif not counts:
        sys.stderr.write(
            f"{source.id}: no addresses since {wish.since:%Y-%m-%d} found; "
            "name the archive with --sitemap URL if you know where it is\n"
        )
    else:
        out.write("  all that was found has been fetched or ruled out\n")
