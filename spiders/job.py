"""What a crawl is told and what it answers: two JSON files, written whole or not at all.

The crawl runs in a process of its own (a Twisted reactor can be started once only, and a process can
be stopped), so everything that it needs stands in a `CrawlJob` and everything that it learnt in a
`CrawlResult`. The result is written while the crawl goes on, with `finished` false: a crawl that is
killed has still said what it did.
"""

import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from pipeline.codec import from_json, to_json
from pipeline.config import CrawlSettings
from pipeline.errors import ConfigError
from pipeline.feeds.document import DocumentKind
from pipeline.records import FeedKind, Rejection, Source, SourceError
from pipeline.urls import absolute_url, host_in
from spiders.addresses import Hosts, why_not
from spiders.reading_time import MOST_READING_S

Looking = Literal["feeds", "site", "article"]
"""What is looked at: every feed of the sources; an address and the feeds found there; also one of its articles."""

# Older entries are an archive, not news: 90 days.
HORIZON_DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Walk the sitemap archives of the job's one source, and fetch no page."""

    backlog: str
    """SQLite file with what is known of these archives (`spiders.backlog`)."""
    since: datetime
    """What was published earlier is left out."""
    start: tuple[str, ...] = ()
    """Sitemaps to begin with; when there are none, robots.txt is asked for them."""
    max_sitemaps: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What was announced about a page that the job names."""

    source_id: str
    title: str | None = None
    published: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlJob:
    """One crawl: what to fetch, how politely, and where to put it."""

    sources: tuple[Source, ...]
    urls: tuple[str, ...] = ()
    """When given, only these pages are fetched, and no feed is asked."""
    hints: dict[str, Hint] = field(default_factory=dict)
    """What is known of some of these pages, by their address."""
    walk: Walk | None = None
    """When given, only sitemaps are asked."""
    archive: str
    """Folder of the archive."""
    state: str
    """SQLite file with the fetch state."""
    result: str
    """Where the `CrawlResult` is written."""
    now: datetime
    """The time of the crawl: of every capture, and what ages and schedules count from."""
    contact: str = ""
    loopback: dict[str, int] = field(default_factory=dict)
    """Host name -> port on 127.0.0.1, for the demo newsroom and tests; http only."""
    taken_down: tuple[str, ...] = ()
    """Canonical addresses that must not be fetched again."""
    only_due: bool = False
    """True for a poll: only feeds that are due. A night also asks every feed that works."""
    run: str = ""
    """Id of the run that asks, under which it is counted; "" when nobody counts."""
    is_backfill: bool = False
    """True when the pages are of old: that they were fetched says nothing about how the source is today."""
    horizon_days: int = HORIZON_DAYS
    delay_s: float = 5.0
    timeout_s: float = 30.0
    most_reading_s: float = MOST_READING_S
    """Of the processor's time, for one feed, sitemap or watched page."""
    max_body_bytes: int = 10 * 1024 * 1024
    max_feed_bytes: int = 5 * 1024 * 1024
    concurrency: int = 16
    max_articles_per_source: int = 200
    look: Looking | None = None
    """Set to find out what addresses answer instead of crawling: `CrawlResult.looks` says it."""
    parent_pid: int | None = None
    """Process whose death ends the crawl; the one that makes the job or runs it. None: only a signal ends it early."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCount:
    """What one source gave in one crawl ("" for pages that belong to no source)."""

    source_id: str
    feeds_asked: int = 0
    feeds_read: int = 0
    """Answered and understood, "not modified" included."""
    announced: int = 0
    """Entries in its feeds."""
    too_old: int = 0
    """Entries left out because they are older than the horizon."""
    elsewhere: int = 0
    """Entries of sitemaps that were walked, left out because they lie on another site."""
    left: int = 0
    """Known pages left to the next crawl, because this one has had enough of the source."""
    asked: int = 0
    """Pages asked for."""
    fetched: int = 0
    """Pages that answered with content, "not modified" or "gone"."""
    new: int = 0
    """Captures that the archive did not have."""
    unchanged: int = 0
    withdrawn: int = 0
    """Pages that had been there and now answer 404 or 410."""
    rejected: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one address answered when it was looked at."""

    url: str
    found: Literal["registry", "given", "linked", "robots", "common", "home", "feed"]
    """How we came to it: named by the registry or a person, linked as a feed by a page, a Sitemap line of
    robots.txt, one of the usual places, the front page of a feed's articles, or an article that a feed announced."""
    source_id: str = ""
    asked_as: FeedKind | None = None
    is_allowed: bool | None = None
    """What robots.txt says; None when it was not asked, or gave no answer."""
    status: int | None = None
    final_url: str = ""
    problem: str = ""
    """Why it is of no use; "" when it is."""
    note: str = ""
    """What a person should know although it is of use."""
    read_as: DocumentKind | Literal["page", "article"] = "unknown"
    entries: int = 0
    """Articles that it announces; of a sitemap index: sitemaps; of a page: links that look like articles."""
    newest: datetime | None = None
    """Time of its newest entry."""
    sample: tuple[str, ...] = ()
    """Its newest entries' addresses, or its first ones where it gives no times."""
    title: str = ""
    """Of a page: the name of the site. Of an article: as it was announced."""
    language: str = ""
    country: str = ""
    capture: str | None = None
    """Where an article was stored: id of its capture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlResult:
    """What a crawl did so far; all of it when `finished`."""

    finished: bool = False
    stopped: str = ""
    """Why it ended before everything was fetched; "" when it did not."""
    counts: tuple[SourceCount, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    source_errors: tuple[SourceError, ...] = ()
    captures: tuple[str, ...] = ()
    """Ids of what was stored in this crawl and was not in the archive before, in order."""
    looks: tuple[Look, ...] = ()
    """When the job was to look: one for each address that was asked, in the order of their answers."""


def make_job(
    settings: CrawlSettings,
    *,
    sources: tuple[Source, ...],
    archive: Path,
    state: Path,
    result: Path,
    now: datetime,
    urls: tuple[str, ...] = (),
    loopback: dict[str, int] | None = None,
    taken_down: tuple[str, ...] = (),
    horizon_days: int = HORIZON_DAYS,
    look: Looking | None = None,
    only_due: bool = False,
    run: str = "",
) -> CrawlJob:
    """Return the job for one crawl; sources that are not enabled are left out.

    Raises:
        ConfigError: the real web is to be asked and `[crawl] contact` is empty.
    """
    job = CrawlJob(
        sources=tuple(source for source in sources if source.enabled),
        urls=urls,
        archive=str(archive.absolute()),
        state=str(state.absolute()),
        result=str(result.absolute()),
        now=now,
        contact=settings.contact,
        loopback=loopback or {},
        taken_down=taken_down,
        horizon_days=horizon_days,
        only_due=only_due,
        run=run,
        delay_s=settings.delay_s,
        timeout_s=settings.timeout_s,
        max_body_bytes=settings.max_body_bytes,
        max_feed_bytes=settings.max_feed_bytes,
        concurrency=settings.concurrency,
        max_articles_per_source=settings.max_articles_per_source,
        look=look,
        parent_pid=os.getpid(),
    )
    check_contact(job)
    return job


def check_contact(job: CrawlJob) -> None:
    """Refuse a job that would ask the real web without saying who asks.

    Raises:
        ConfigError: `contact` is missing, or is neither an http(s) nor a mail address.
    """
    if job.contact:
        if absolute_url(job.contact, base="") is None and "@" not in job.contact:
            problem = f"[crawl] contact {job.contact!r} is neither a web page nor a mail address"
            raise ConfigError("laborwire.toml", problem)
        return
    asked = list(job.urls) or [feed.url for source in job.sources for feed in source.feeds]
    known = Hosts(loopback=job.loopback)
    # What is no public address is refused by the crawl itself, which says so.
    public = {host_in(url) for url in asked if why_not(url, known) is None}
    strangers = sorted(public - known.loopback.keys())
    if strangers:
        problem = (
            f"[crawl] contact is empty, and {strangers[0]} is a host of the real web; "
            "set it to the address of a page or mailbox of yours, so that publishers can reach you"
        )
        raise ConfigError("laborwire.toml", problem)


def user_agent(contact: str) -> str:
    """Return the name that we give to servers: honest, with the operator's contact.

    >>> user_agent("https://desk.example/bot")
    'laborwire/0.1 (+https://desk.example/bot)'
    """
    return f"laborwire/0.1 (+{contact})" if contact else "laborwire/0.1"


def write_json(path: Path, record: CrawlJob | CrawlResult) -> None:
    """Write a job or result to `path`, whole or not at all."""
    part = path.with_name(path.name + ".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    part.write_bytes(to_json(record))
    part.replace(path)


def read_job(path: Path) -> CrawlJob:
    """Return the job in `path`.

    Raises:
        ArchiveError: a key is unknown, missing or of the wrong type.
        OSError: the file cannot be read.
    """
    return from_json(CrawlJob, path.read_bytes())


def read_result(path: Path) -> CrawlResult:
    """Return the result in `path`; an empty, unfinished one when the crawl ended before it wrote any."""
    if not path.exists():
        return CrawlResult(stopped="the crawl ended before it wrote a result")
    return from_json(CrawlResult, path.read_bytes())
